"""What more labels would buy: a power law through the sizes that were measured.

`score(n) = a - b * n ** -c`: the score comes ever nearer to `a`, by a power of the number of
examples (Figueroa and others 2012, "Predicting sample size required for classification
performance", BMC Medical Informatics and Decision Making 12:8; Viering and Loog 2021, "The shape of
learning curves: a review", arXiv 2103.10948, who go through the evidence for power laws). As there,
larger sizes weigh more, since it is beyond them that the curve is asked; and only the last few
count, since with few examples for each label scores begin flat, which no power law does. How sure
it is comes from drawing the seeds again with replacement (bootstrap) and fitting anew. A curve
knows nothing of what it was not shown: labels of another kind, other people, other languages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.lab.summary import CurvePoint, MeanWithInterval

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
