"""What the queue and the ranked list show: plain values, made by `ranking`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from leadqual.leads.models import Company
from recommender.ranking.scale import outlook


class NoCard(StrEnum):
    """Why there is no card."""

    ARCHIVED = "archived"
    NO_COMPANIES = "no_companies"
    NOT_EMBEDDED = "not_embedded"
    DESCRIPTION_UNREAD = "description_unread"
    ALL_JUDGED = "all_judged"
    SECOND_WANTED = "second_wanted"
    ALL_SKIPPED = "all_skipped"
    ALL_LEASED = "all_leased"


_FORECASTS = {
    "likely a like": "likely match",
    "leans to a like": "possible match",
    "neither way": "uncertain",
    "leans to a dislike": "possibly not a match",
    "likely a dislike": "likely not a match",
}
"""Score in words, as the command line and the API name it → as screens do."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A company with a verdict, or an example that nobody judged, and what it adds to a score.

    Args:
        company_id: None for the description.
        verdict: `like` or `dislike`; of an example `example`, `customer` or `description`.
        similarity: 0 to 1.
        contribution: part of the score.
    """

    company_id: int | None
    name: str
    verdict: str
    similarity: float
    contribution: float


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """What a score is made of, twice: by neighbour and by factor.

    Args:
        score: -1 to 1.
        evidence: `none`, `weak`, `good` or `strong`.
        neighbours: what adds most, first.
        others: what all further verdicts and examples add; with `neighbours` it is the score.
        n_others: how many they are.
        n_verdicts: likes and dislikes that were compared with.
        factors: factor → part of the score; they add up to it too.
        dropped: neighbours that do not count, with what they would add; no part of the score.
        n_examples: seeds, and the description, that were compared with besides.
        is_described: the description is one of them.
    """

    score: float
    evidence: str
    neighbours: tuple[Neighbour, ...]
    others: float
    n_others: int
    n_verdicts: int
    factors: Mapping[str, float]
    dropped: tuple[Neighbour, ...] = ()
    n_examples: int = 0
    is_described: bool = False

    @property
    def outlook(self) -> str:
        """Return the score in words: `likely a like`, `leans to a dislike`, `neither way`."""
        return outlook(self.score)

    @property
    def forecast(self) -> str:
        """Return what screens say of the score, e.g. `likely match`."""
        return _FORECASTS[self.outlook]

    @property
    def colour(self) -> str:
        """Return `like`, `dislike`, or `muted` where it is neither way."""
        return "muted" if self.outlook == "neither way" else self.outlook.rpartition(" ")[2]

    @property
    def hint(self) -> str:
        """Say what the score alone cannot: that little is known, or that verdicts disagree."""
        if self.evidence in ("none", "weak"):
            return "low evidence"
        is_even = self.evidence == "strong" and self.outlook == "neither way"
        return "likes and dislikes close by" if is_even else ""

    @property
    def n_neighbours_judged(self) -> int:
        """Return how many of the neighbours have a verdict."""
        return sum(one.verdict in ("like", "dislike") for one in self.neighbours)


@dataclass(frozen=True, slots=True)
class Card:
    """One company to judge.

    Args:
        company: what is known of it.
        why: None before the first like or dislike of the campaign: there is no score then.
        likeness: cosine to the description of the campaign, where that gave the order.
    """

    company: Company
    why: ScoreExplanation | None
    likeness: float | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One row of the ranked list; `why` is None before the first like or dislike."""

    rank: int
    company: Company
    why: ScoreExplanation | None
    likeness: float | None = None


@dataclass(frozen=True, slots=True)
class Recommendations:
    """A part of the ranked list of all companies without a verdict.

    Args:
        rows: best first.
        total: length of the whole list.
        n_verdicts: likes and dislikes behind it.
        is_by_description: no verdict yet; the order follows the campaign's description.
        n_examples: seeds that count as likes, and the description where it does.
    """

    rows: tuple[Recommendation, ...]
    total: int
    n_verdicts: int
    is_by_description: bool
    n_examples: int = 0
