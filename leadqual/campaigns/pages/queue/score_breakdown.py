"""Lines of score breakdowns: what a score is made of, in the words of the page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import reverse

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.forms import FACTORS
from leadqual.campaigns.ranking.explanations import Neighbour, ScoreExplanation
from leadqual.core.texts.counts import counted

N_SHOWN = 3
"""Similar companies that are shown; the others, and factors that add nothing, are folded."""

_SAID = {
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
"""What has to be left over to be a line of its own; less is rounded away."""

_JUDGED = ("like", "dislike")
_MAX_ADDRESSES = 4_096
"""Addresses that a process remembers: the same neighbours stand on many cards."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of a score breakdown.

    Args:
        drop_url: where a post leaves its verdict out, or takes that back; empty where none may.
        drop_words: what that post does, up to the number by which the score moves.
        count: companies that the line stands for.
        is_minor: the page folds it.
        is_minor_at_zero: the page folds it where it adds nothing.
    """

    name: str
    value: float
    note: str = ""
    url: str = ""
    icon: str = ""
    drop_url: str = ""
    drop_words: str = ""
    count: int = 1
    is_minor: bool = False
    is_minor_at_zero: bool = False


@dataclass(frozen=True, slots=True)
class ScoreBreakdown:
    """The same score twice: by neighbour and by factor; the lines of each add up to it.

    Args:
        neighbours: what each adds.
        factors: what each adds.
        note: how many verdicts the neighbours are.
        dropped: neighbours that do not count, with what they would add.
    """

    neighbours: list[ScoreLine]
    factors: list[ScoreLine]
    note: str
    dropped: list[ScoreLine]


def score_breakdown(
    why: ScoreExplanation | None, *, campaign: Campaign | None = None
) -> ScoreBreakdown | None:
    """Write a score out; None where there is no score.

    Args:
        why: what it is made of.
        campaign: whose neighbours can be dropped here; none can where None.
    """
    if why is None:
        return None
    lines = [_kept(one, why, campaign) for one in _both_sides(why.neighbours)]
    has_more = len(lines) > N_SHOWN
    lines[N_SHOWN:] = [replace(line, is_minor=True) for line in lines[N_SHOWN:]]
    n_others = why.n_others or int(abs(why.others) >= _MIN_OTHERS)  # A theme of the description.
    if n_others:
        lines.append(
            ScoreLine(
                f"{n_others:,} other{'s' * (n_others > 1)}",
                why.others,
                "together" if n_others > 1 else "",
                count=n_others,
                is_minor=has_more,
            )
        )
    known = {name: why.factors[name] for name in FACTORS if name in why.factors}
    return ScoreBreakdown(
        neighbours=lines,
        factors=[
            ScoreLine(FACTORS[name], value, is_minor_at_zero=True) for name, value in known.items()
        ],
        note=_compared(why),
        dropped=[_dropped(one, campaign) for one in why.dropped],
    )


def _both_sides(neighbours: Sequence[Neighbour]) -> list[Neighbour]:
    """Order neighbours by what they add; those that are shown speak for both sides, if any do.

    Three dislikes alone would contradict a score above 0, and three likes one below it.
    """
    found = sorted(neighbours, key=lambda one: -abs(one.contribution))
    shown, rest = found[:N_SHOWN], found[N_SHOWN:]
    is_like = bool(shown) and shown[0].contribution > 0
    if all((one.contribution > 0) == is_like for one in shown):
        other = next((one for one in rest if (one.contribution > 0) != is_like), None)
        if other is not None:
            rest.remove(other)
            return [*shown[:-1], other, shown[-1], *rest]
    return found


def _compared(why: ScoreExplanation) -> str:
    """Say how many verdicts and examples have a line, and that the description has one."""
    lines = [one.verdict for one in why.neighbours]
    is_described = "description" in lines
    n, n_examples = why.n_neighbours_judged, why.n_examples - why.is_described
    n_more = len(lines) - n - is_described
    has_verdicts = bool(why.n_verdicts or not why.n_examples)
    said = [f"{n} of {counted(why.n_verdicts, 'verdict')}"] if has_verdicts else []
    said += [f"{n_more} of {counted(n_examples, 'example')}"] if n_examples else []
    said += ["your description"] if is_described else []
    return ", ".join(said)


def _neighbour(one: Neighbour) -> ScoreLine:
    return ScoreLine(
        name=one.name,
        value=one.contribution,
        note=f"{'strongly ' * (one.weight > 1)}{_SAID[one.verdict]} {one.similarity:.2f}",
        url=_address("leads:company", one.company_id) if one.company_id else "",
        icon=_ICONS[one.verdict],
    )


def _kept(one: Neighbour, why: ScoreExplanation, campaign: Campaign | None) -> ScoreLine:
    if campaign is None or one.verdict not in _JUDGED:
        return _neighbour(one)
    n_left = why.n_verdicts - 1
    words = f"Exclude {one.name}: {n_left:,} verdict{'s' * (n_left != 1)} left, score changes by"
    return replace(
        _neighbour(one), drop_url=_url("exclude_verdict", one, campaign), drop_words=words
    )


def _dropped(one: Neighbour, campaign: Campaign | None) -> ScoreLine:
    if campaign is None:
        return _neighbour(one)
    words = f"Include {one.name} again: score changes by"
    return replace(
        _neighbour(one), drop_url=_url("include_verdict", one, campaign), drop_words=words
    )


def _url(name: str, one: Neighbour, campaign: Campaign) -> str:
    return _address(f"matching:{name}", campaign.pk, one.company_id)


@lru_cache(maxsize=_MAX_ADDRESSES)
def _address(name: str, *keys: int | None) -> str:
    return reverse(name, args=keys)
