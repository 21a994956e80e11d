"""What the queue and the ranked list show: plain values, made by `ranking`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from leadqual.leads.models import Company


class Nothing(StrEnum):
    """Why there is no card."""

    NO_COMPANIES = "no_companies"
    NOT_EMBEDDED = "not_embedded"
    DESCRIPTION_UNREAD = "description_unread"
    ALL_JUDGED = "all_judged"
    ALL_SKIPPED = "all_skipped"
    ALL_LEASED = "all_leased"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A company with a verdict, and what that verdict adds to a score.

    Args:
        verdict: `like` or `dislike`.
        similarity: 0 to 1.
        contribution: part of the score.
    """

    company_id: int
    name: str
    verdict: str
    similarity: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Why:
    """What a score is made of, twice: by neighbour and by factor.

    Args:
        score: -1 to 1.
        evidence: `none`, `weak`, `good` or `strong`.
        neighbours: what adds most, first.
        others: what all further verdicts add together; with `neighbours` it is the score.
        n_others: how many they are.
        n_verdicts: likes and dislikes that were compared with.
        factors: factor → part of the score; they add up to it too.
    """

    score: float
    evidence: str
    neighbours: tuple[Neighbour, ...]
    others: float
    n_others: int
    n_verdicts: int
    factors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Card:
    """One company to judge.

    Args:
        company: what is known of it.
        why: None before the first like or dislike of the campaign: there is no score then.
        likeness: cosine to the description of the campaign, where that gave the order.
    """

    company: Company
    why: Why | None
    likeness: float | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One row of the ranked list; `why` is None before the first like or dislike."""

    rank: int
    company: Company
    why: Why | None
    likeness: float | None = None


@dataclass(frozen=True, slots=True)
class Recommendations:
    """A part of the ranked list of all companies without a verdict.

    Args:
        rows: best first.
        total: length of the whole list.
        n_verdicts: likes and dislikes behind it.
        is_by_description: no verdict yet; the order follows the campaign's description.
    """

    rows: tuple[Recommendation, ...]
    total: int
    n_verdicts: int
    is_by_description: bool
