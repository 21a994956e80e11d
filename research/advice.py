"""Which method to use from which size on, and what more labels would buy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research.study import CurvePoint, LabStudy, MeanWithInterval, difference, title_of


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """What to use at one size."""

    size: int
    best: CurvePoint
    alike: tuple[CurvePoint, ...]  # Cannot be told from the best; the cheapest to teach first.
    behind: tuple[CurvePoint, MeanWithInterval] | None  # The best of the others, and its distance.
    absent: tuple[str, ...]  # Measured elsewhere, but not here or with too few seeds.

    @property
    def use(self) -> CurvePoint:
        """The cheapest to teach of those that cannot be told from the best."""
        return self.alike[0]


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


def spans(choices: Sequence[MethodChoice]) -> list[list[MethodChoice]]:
    """Join sizes beside each other with the same method to use."""
    found: list[list[MethodChoice]] = []
    for choice in choices:
        if found and found[-1][0].use.method == choice.use.method:
            found[-1].append(choice)
        else:
            found.append([choice])
    return found


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


NOTHING = "–"


@dataclass(frozen=True, slots=True)
class MethodAdvice:
    """Advice for some sizes: where it holds, the name of the method, and how sure it is."""

    where: str
    method: str
    why: str


def advice_text(study: LabStudy) -> list[MethodAdvice]:
    """Return which method to use in each span of sizes, and which was best with all examples."""
    found, whole = spans(choices_by_size(study)), highest_with_all(study)
    advice = [_advice(span, is_open=not whole and span is found[-1]) for span in found]
    return [*advice, _advice_with_all(whole)] if whole else advice


def interval(mean: MeanWithInterval) -> str:
    """Write a score with its interval, as from and to."""
    if mean.low is None or mean.high is None:
        return f"{mean.value:.3f}"
    return f"{mean.value:.3f}, {max(mean.low, 0):.3f} to {min(mean.high, 1):.3f}"


def score(mean: MeanWithInterval) -> str:
    """Write a score with half the width of its interval."""
    if mean.low is None:
        return f"{mean.value:.3f} (no interval)"
    return f"{mean.value:.3f} ± {mean.value - mean.low:.3f}"


def gain(mean: MeanWithInterval) -> str:
    """Write a gain with its interval."""
    if mean.low is None or mean.high is None:
        return f"{mean.value:+.4f}"
    return f"{mean.value:+.4f} ({mean.low:+.4f} to {mean.high:+.4f})"


def _advice_with_all(ranked: Sequence[CurvePoint]) -> MethodAdvice:
    """Tell of all examples: every seed has the same ones, so nothing says how sure a lead is."""
    best, following = ranked[:2]
    why = (
        f"({best.macro_f1.value:.3f}), before {title_of(following.method)}"
        f" ({following.macro_f1.value:.3f}). Each was taught with the same examples, so how far"
        " others would change that is not known."
    )
    return MethodAdvice(f"All {best.size:,} labels", title_of(best.method), why)


def _advice(span: Sequence[MethodChoice], *, is_open: bool) -> MethodAdvice:
    """Tell of the first size of a span; what holds at the others stands in the table."""
    first, last = span[0], span[-1]
    where = f"{first.size:,} to {last.size:,} labels"
    if is_open:
        where = f"From {first.size:,} labels on"
    elif len(span) == 1:
        where = f"{first.size:,} labels"
    at = "" if len(span) == 1 and not is_open else f" at {first.size:,}"
    why = f"({interval(first.use.macro_f1)}{at}){_compared(first)}"
    if len(span) > 1:
        why += f" At {last.size:,}: {interval(last.use.macro_f1)}{_compared(last)}"
    return MethodAdvice(where, title_of(first.use.method), why)


def _compared(choice: MethodChoice) -> str:
    """Return what it was compared with."""
    words = ""
    if len(choice.alike) > 1:
        others = " and ".join(title_of(p.method) for p in choice.alike if p is not choice.use)
        words += f", which cannot be told from {others} and is the cheapest to teach"
    if choice.behind is not None:
        point, lead = choice.behind
        words += f"; {title_of(choice.best.method)} is ahead of {title_of(point.method)}"
        words += f" by {interval(lead)}"
    if choice.absent:
        words += f". Not measured here: {', '.join(map(title_of, choice.absent))}"
    return f"{words}."


MORE = 100
MIN_SIZES = 4
LAST_SIZES = 5
"""The largest ones, through which the curve goes."""
POWERS = np.arange(0.05, 2.001, 0.025)
N_DRAWS = 400
PERCENTILES = (2.5, 97.5)
_SEED = 18
_TINY = 1e-12

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PowerLawFit:
    """A fitted power law, and others that drawing the seeds again gave.

    Args:
        sizes: that it was fitted through.
        fitted: a, b and c.
        drawn: the same for each draw, shape (n_draws, 3).
    """

    sizes: tuple[int, ...]
    fitted: tuple[float, float, float]
    drawn: Floats

    def score(self, size: float) -> MeanWithInterval:
        """Return the macro-F1 that so many examples are likely to give."""
        return self._told(lambda law: law[..., 0] - law[..., 1] * size ** -law[..., 2])

    def gain(self, size: float, more: float = MORE) -> MeanWithInterval:
        """Return by how much the macro-F1 is likely to grow from a size to one with more."""
        return self._told(
            lambda law: law[..., 1] * (size ** -law[..., 2] - (size + more) ** -law[..., 2])
        )

    def _told(self, of: Callable[[Floats], Floats]) -> MeanWithInterval:
        low, high = np.percentile(of(self.drawn), PERCENTILES)
        return MeanWithInterval(float(of(np.array(self.fitted))), float(low), float(high))


def curve_of(points: Sequence[CurvePoint]) -> PowerLawFit | None:
    """Fit a curve through the largest sizes of one method; None where too few were measured."""
    measured = sorted(points, key=lambda point: point.size)[-LAST_SIZES:]
    if len(measured) < MIN_SIZES:
        return None
    sizes = np.array([point.size for point in measured], dtype=float)
    means = np.array([[point.macro_f1.value for point in measured]])
    chance = np.random.default_rng(_SEED)
    drawn = np.stack([_drawn(point, chance) for point in measured], axis=1)
    a, b, c = _fitted(sizes, means)[0].tolist()
    return PowerLawFit(tuple(point.size for point in measured), (a, b, c), _fitted(sizes, drawn))


def _drawn(point: CurvePoint, chance: np.random.Generator) -> Floats:
    """Return means of seeds that are drawn again, shape (N_DRAWS,)."""
    scores = np.array(list(point.by_seed.values()))
    return np.asarray(
        scores[chance.integers(len(scores), size=(N_DRAWS, len(scores)))].mean(axis=1)
    )


def _fitted(sizes: Floats, scores: Floats) -> Floats:
    """Return a, b and c for each row of scores, shape (n_rows, 3).

    For a given power the best a and b follow from linear least squares; the powers are tried.
    """
    weights = np.arange(1, len(sizes) + 1) / len(sizes)
    weights /= weights.sum()
    best = np.full(len(scores), np.inf)
    laws = np.zeros((len(scores), 3))
    for power in POWERS:
        a, b = _levels(sizes**-power, scores, weights)
        missed = a[:, None] - b[:, None] * sizes**-power - scores
        error = (weights * missed**2).sum(axis=1)
        is_better = error < best - _TINY
        best = np.where(is_better, error, best)
        laws[is_better] = np.column_stack([a, b, np.full(len(a), power)])[is_better]
    return laws


def _levels(shrunk: Floats, scores: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return a and b for one power; a is at most 1, and b is not below 0: more is never worse."""
    centre = float((weights * shrunk).sum())
    means = (weights * scores).sum(axis=1)
    spread = float((weights * (shrunk - centre) ** 2).sum())
    b = -(weights * (shrunk - centre) * (scores - means[:, None])).sum(axis=1) / spread
    b = np.maximum(b, 0)
    a = means + b * centre
    is_over = a > 1
    capped = (weights * shrunk * (1 - scores)).sum(axis=1) / (weights * shrunk**2).sum()
    return np.where(is_over, 1.0, a), np.where(is_over, np.maximum(capped, 0), b)
