"""Lines of receipts: what a score is made of, in the words of the page."""

from dataclasses import dataclass

from django.urls import reverse

from leadqual.matching.cards import Neighbour, Why
from leadqual.matching.forms import FACTORS

_SAID = {"like": "liked", "dislike": "disliked"}
_ICONS = {"like": "up", "dislike": "block"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a receipt."""

    name: str
    value: float
    note: str = ""
    url: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Receipts:
    """The same score twice: by neighbour and by factor; the lines of each add up to it."""

    neighbours: list[Line]
    factors: list[Line]
    note: str


def receipts(why: Why | None) -> Receipts | None:
    """Write a score out; None where there is no score."""
    if why is None:
        return None
    lines = [_neighbour(one) for one in why.neighbours]
    if why.n_others:
        lines.append(
            Line(
                f"{why.n_others:,} other{'s' * (why.n_others > 1)}",
                why.others,
                "little each" if why.n_others > 1 else "little",
            )
        )
    known = {name: why.factors[name] for name in FACTORS if name in why.factors}
    return Receipts(
        neighbours=lines,
        factors=[Line(FACTORS[name], value) for name, value in known.items()],
        note=f"{len(why.neighbours)} of {why.n_verdicts:,} verdicts",
    )


def _neighbour(one: Neighbour) -> Line:
    return Line(
        name=one.name,
        value=one.contribution,
        note=f"{_SAID[one.verdict]} {one.similarity:.2f}",
        url=reverse("leads:company", args=[one.company_id]),
        icon=_ICONS[one.verdict],
    )
