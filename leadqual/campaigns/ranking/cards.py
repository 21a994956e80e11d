"""What the queue and the ranked list show: plain values, made by `ranking`."""

from dataclasses import dataclass
from enum import StrEnum

from leadqual.campaigns.ranking.explanations import ScoreExplanation
from leadqual.leads.models import Company


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
