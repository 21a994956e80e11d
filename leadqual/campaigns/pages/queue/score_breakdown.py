"""Lines of receipts: what a score is made of, in the words of the page."""

from dataclasses import dataclass, replace

from django.urls import reverse

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.forms import FACTORS
from leadqual.campaigns.ranking.explanations import Neighbour, ScoreExplanation

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


_JUDGED = ("like", "dislike")


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of a receipt.

    Args:
        drop_url: where a post leaves its verdict out, or takes that back; empty where none may.
        drop_words: what that post does, up to the number by which the score moves.
    """

    name: str
    value: float
    note: str = ""
    url: str = ""
    icon: str = ""
    drop_url: str = ""
    drop_words: str = ""


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
    lines = [_kept(one, why, campaign) for one in why.neighbours]
    if why.n_others:
        lines.append(
            ScoreLine(
                f"{why.n_others:,} other{'s' * (why.n_others > 1)}",
                why.others,
                "together" if why.n_others > 1 else "",
            )
        )
    known = {name: why.factors[name] for name in FACTORS if name in why.factors}
    return ScoreBreakdown(
        neighbours=lines,
        factors=[ScoreLine(FACTORS[name], value) for name, value in known.items()],
        note=_compared(why),
        dropped=[_dropped(one, campaign) for one in why.dropped],
    )


def _compared(why: ScoreExplanation) -> str:
    """Say how many verdicts and examples have a line, and that the description has one."""
    lines = [one.verdict for one in why.neighbours]
    is_described = "description" in lines
    n, n_examples = why.n_neighbours_judged, why.n_examples - why.is_described
    n_more = len(lines) - n - is_described
    has_verdicts = bool(why.n_verdicts or not why.n_examples)
    said = [f"{n} of {_counted(why.n_verdicts, 'verdict')}"] if has_verdicts else []
    said += [f"{n_more} of {_counted(n_examples, 'example')}"] if n_examples else []
    said += ["your description"] if is_described else []
    return ", ".join(said)


def _counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'s' * (n != 1)}"


def _neighbour(one: Neighbour) -> ScoreLine:
    return ScoreLine(
        name=one.name,
        value=one.contribution,
        note=f"{_SAID[one.verdict]} {one.similarity:.2f}",
        url=reverse("leads:company", args=[one.company_id]) if one.company_id else "",
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
    return reverse(f"matching:{name}", args=[campaign.pk, one.company_id])
