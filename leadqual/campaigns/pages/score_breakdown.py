"""Lines of score breakdowns: what makes up a score, in the words of the page."""

from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import reverse

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.forms import FACTORS
from leadqual.campaigns.ranking.cards import Neighbor, ScoreExplanation, ScoreSide
from leadqual.core.pages.charts import OTHER_NAMES
from leadqual.core.texts.plain_texts import format_count

N_SHOWN = 3
"""Similar companies shown on the side of the score; the others are collapsed."""

N_SHOWN_OPPOSING = 1
"""The same for the other side."""

_VERDICT_NAMES = {
    "like": "liked",
    "dislike": "disliked",
    "example": "one of your examples",
    "customer": "one of your customers",
    "description": "your description",
}
_ICONS = {
    "like": "up",
    "dislike": "block",
    "example": "company",
    "customer": "company",
    "description": "search",
}
_MIN_OTHERS = 0.005
"""The smallest remainder that gets its own line."""

_LIKES_GROUPS = (
    ("other like", "other likes"),
    ("other like or example", "other likes and examples"),
)
_DISLIKES_GROUP = ("other dislike", "other dislikes")
_JUDGED = ("like", "dislike")
_MAX_ADDRESSES = 4_096
"""URLs cached in a process: the same neighbors are on many cards."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A line of a score breakdown.

    Args:
        drop_url: URL that excludes its verdict, or includes it again; "" if neither is possible.
        drop_words: label of that action, up to the change of the score.
        count: number of companies in the line.
        group: singular and plural name of the companies if collapsed or unnamed.
        is_minor: collapsed by the page.
        is_minor_at_zero: collapsed by the page if it adds nothing.
    """

    name: str
    value: float
    note: str = ""
    url: str = ""
    icon: str = ""
    drop_url: str = ""
    drop_words: str = ""
    count: int = 1
    group: tuple[str, str] = OTHER_NAMES
    is_minor: bool = False
    is_minor_at_zero: bool = False


@dataclass(frozen=True, slots=True)
class ScoreBreakdown:
    """The same score twice: by neighbor and by factor; the lines of each add up to it.

    Args:
        note: what is added to both.
        excluded: excluded neighbors, with what they would add.
    """

    neighbors: list[ScoreLine]
    factors: list[ScoreLine]
    note: str
    excluded: list[ScoreLine]


def score_breakdown(
    why: ScoreExplanation | None, *, campaign: Campaign | None = None
) -> ScoreBreakdown | None:
    """Return the breakdown of a score; None if there is no score.

    Args:
        why: the parts of the score.
        campaign: where neighbors can be excluded; None if they cannot.
    """
    if why is None:
        return None
    note = why.subtotals
    sides = (why.likes, why.dislikes) if why.score >= 0 else (why.dislikes, why.likes)
    shown, folded = [], []
    for side, n_shown in zip(sides, (N_SHOWN, N_SHOWN_OPPOSING), strict=True):
        is_for = side is why.likes
        sign, group = (
            (1, _LIKES_GROUPS[why.n_examples > why.is_described])
            if is_for
            else (-1, _DISLIKES_GROUP)
        )
        named = [neighbor for neighbor in why.neighbors if neighbor.contribution * sign > 0]
        lines = [
            replace(_excludable_line(neighbor, why, campaign), group=group) for neighbor in named
        ]
        shown += lines[:n_shown]
        folded += [replace(line, is_minor=True) for line in lines[n_shown:]]
        folded += _remaining_line(side, group)
    has_minor = any(line.is_minor for line in folded)
    lines = [*shown, *(replace(line, is_minor=has_minor) for line in folded)]
    known = {name: why.factors[name] for name in FACTORS if name in why.factors}
    return ScoreBreakdown(
        neighbors=lines,
        factors=[
            ScoreLine(FACTORS[name], value, is_minor_at_zero=True) for name, value in known.items()
        ],
        note=note,
        excluded=[_includable_line(neighbor, campaign) for neighbor in why.excluded],
    )


def _remaining_line(side: ScoreSide, group: tuple[str, str]) -> list[ScoreLine]:
    # A theme of the description adds something even if no neighbor is left.
    if side.n_others <= 0 and abs(side.others) < _MIN_OTHERS:
        return []
    n = max(side.n_others, 1)
    note = "together" if n > 1 else ""
    return [ScoreLine(format_count(n, *group), side.others, note, count=n, group=group)]


def _neighbor_line(neighbor: Neighbor) -> ScoreLine:
    strongly = "strongly " if neighbor.weight > 1 else ""
    return ScoreLine(
        name=neighbor.name,
        value=neighbor.contribution,
        note=f"{strongly}{_VERDICT_NAMES[neighbor.verdict]} {neighbor.similarity:.2f}",
        url=_address("search:company", neighbor.company_id) if neighbor.company_id else "",
        icon=_ICONS[neighbor.verdict],
    )


def _excludable_line(
    neighbor: Neighbor, why: ScoreExplanation, campaign: Campaign | None
) -> ScoreLine:
    if campaign is None or neighbor.verdict not in _JUDGED:
        return _neighbor_line(neighbor)
    n_left = why.n_verdicts - 1
    words = (
        f"Exclude {neighbor.name}: {n_left:,} verdict{'s' * (n_left != 1)} left, score changes by"
    )
    return replace(
        _neighbor_line(neighbor),
        drop_url=_action_url("exclude_verdict", neighbor, campaign),
        drop_words=words,
    )


def _includable_line(neighbor: Neighbor, campaign: Campaign | None) -> ScoreLine:
    if campaign is None:
        return _neighbor_line(neighbor)
    words = f"Include {neighbor.name} again: score changes by"
    return replace(
        _neighbor_line(neighbor),
        drop_url=_action_url("include_verdict", neighbor, campaign),
        drop_words=words,
    )


def _action_url(name: str, neighbor: Neighbor, campaign: Campaign) -> str:
    return _address(f"campaigns:{name}", campaign.pk, neighbor.company_id)


@lru_cache(maxsize=_MAX_ADDRESSES)
def _address(name: str, *keys: int | None) -> str:
    return reverse(name, args=keys)
