"""Which method to use from which size on; a lead counts where its interval is above zero."""

from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.lab.summary import CurvePoint, LabStudy, MeanWithInterval, difference


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """What to use at one size.

    Args:
        size: examples that were learned from.
        best: the highest mean.
        alike: methods that cannot be told from the best, the best among them, the cheapest to
            teach first.
        behind: the best of the others, and how far it is behind; None where there is none.
        absent: methods that were measured elsewhere, but not here or with too few seeds.
    """

    size: int
    best: CurvePoint
    alike: tuple[CurvePoint, ...]
    behind: tuple[CurvePoint, MeanWithInterval] | None
    absent: tuple[str, ...]

    @property
    def use(self) -> CurvePoint:
        """The cheapest to teach of those that cannot be told from the best."""
        return self.alike[0]


@dataclass(frozen=True, slots=True)
class Span:
    """Sizes beside each other at which the same method is to be used."""

    choices: tuple[MethodChoice, ...]

    @property
    def method(self) -> str:
        return self.choices[0].use.method

    @property
    def start(self) -> int:
        """The first size."""
        return self.choices[0].size

    @property
    def end(self) -> int:
        return self.choices[-1].size


def choices_by_size(study: LabStudy) -> list[MethodChoice]:
    """Return what to use at each size that at least two methods have enough seeds at.

    All examples together are left out: there every seed has the same examples, and nothing says how
    far others would change the result.
    """
    found = []
    for size in study.sizes:
        here = [own[size] for own in study.points.values() if size in own]
        compared = [point for point in here if point.macro_f1.is_sure]
        if len(compared) > 1 and not study.is_all(size):
            absent = tuple(set(study.points) - {point.method for point in compared})
            found.append(_choice(size, compared, tuple(sorted(absent))))
    return found


def highest_with_all(study: LabStudy) -> list[CurvePoint]:
    """Return what was measured with all examples, the highest first; empty below two methods."""
    points = [own[size] for own in study.points.values() for size in own if study.is_all(size)]
    ranked = sorted(points, key=lambda point: -point.macro_f1.value)
    return ranked if len(ranked) > 1 else []


def spans(choices: Sequence[MethodChoice]) -> list[Span]:
    """Join sizes beside each other with the same method to use."""
    found: list[list[MethodChoice]] = []
    for choice in choices:
        if found and found[-1][0].use.method == choice.use.method:
            found[-1].append(choice)
        else:
            found.append([choice])
    return [Span(tuple(own)) for own in found]


def _choice(size: int, points: Sequence[CurvePoint], absent: tuple[str, ...]) -> MethodChoice:
    best = max(points, key=lambda point: point.macro_f1.value)
    leads = {
        point.method: difference(best, point) for point in points if point.method != best.method
    }
    alike = [
        point
        for point in points
        if point.method == best.method or _may_be_none(leads[point.method])
    ]
    others = [point for point in points if point not in alike]
    nearest = max(others, key=lambda point: point.macro_f1.value, default=None)
    return MethodChoice(
        size=size,
        best=best,
        alike=tuple(sorted(alike, key=lambda point: point.fit_cpu)),
        behind=None if nearest is None else (nearest, leads[nearest.method]),
        absent=absent,
    )


def _may_be_none(lead: MeanWithInterval) -> bool:
    return lead.low is None or lead.low <= 0
