"""What the queue and the ranked list show: plain values, made by `ranking`."""

from dataclasses import dataclass

from django.db.models import TextChoices

from leadqual.campaigns.models import ChosenBecause
from leadqual.campaigns.ranking.explanations import ScoreExplanation
from leadqual.campaigns.ranking.likes_left import LikesLeft
from leadqual.campaigns.selectors import MIN_FOR_SHARE
from leadqual.leads.models import Company


class NoCard(TextChoices):
    """Why there is no card."""

    ARCHIVED = "archived", "The campaign is archived."
    NO_COMPANIES = "no_companies", "The campaign has no companies."
    NOT_EMBEDDED = "not_embedded", "The companies are being analyzed; ask again in a few seconds."
    DESCRIPTION_UNREAD = (
        "description_unread",
        "The description of the campaign is being analyzed; ask again in a second.",
    )
    ALL_JUDGED = "all_judged", "Every company has a verdict."
    SECOND_WANTED = "second_wanted", "The remaining companies need a verdict of a second person."
    ALL_SKIPPED = "all_skipped", "You skipped every open company."
    ALL_LEASED = "all_leased", "Other people review the open companies; ask again in a minute."


@dataclass(frozen=True, slots=True)
class Card:
    """One company to judge.

    Args:
        company: what is known of it.
        why: None before the first like or dislike of the campaign: there is no score then.
        likeness: cosine to the description of the campaign, where that gave the order.
        chosen_because: why it is the next one, a `ChosenBecause`; empty where nobody says.
        left: likes that are to be expected, where `is_below_likely` asks for it.
    """

    company: Company
    why: ScoreExplanation | None
    likeness: float | None = None
    chosen_because: str = ""
    left: LikesLeft | None = None

    @property
    def is_below_likely(self) -> bool:
        """Say whether it is the best that is left, and no likely match, after enough verdicts."""
        is_best = self.chosen_because == ChosenBecause.LIKELY
        if not is_best or self.why is None:
            return False
        return not self.why.is_likely and self.why.n_verdicts >= MIN_FOR_SHARE

    @property
    def has_few_left(self) -> bool:
        """Say whether so few likes are to be expected that stopping is advised."""
        return self.left is not None and self.left.is_low

    @property
    def chosen_words(self) -> str:
        """Say why it is the next one; empty where nobody says."""
        if self.has_few_left:
            return "No strong matches left"
        return str(ChosenBecause(self.chosen_because).label) if self.chosen_because else ""


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
