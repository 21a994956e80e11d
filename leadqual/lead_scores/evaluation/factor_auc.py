"""How well values tell good outcomes from others: the area under the ROC curve."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MIN_OUTCOMES = 20
"""Fewer good ones, or fewer others, say too little."""


@dataclass(frozen=True, slots=True)
class FactorAuc:
    """How well one factor predicted one kind of outcome.

    Args:
        n_good: good outcomes with a known value.
        n_other: other outcomes with a known value.
        auc: 0 to 1, 0.5 is chance; None where there are too few.
    """

    n_good: int
    n_other: int
    auc: float | None


def factor_auc(values: Sequence[float], are_good: Sequence[bool]) -> FactorAuc:
    """Return the share of pairs of a good and another outcome where the good one has more.

    Equal values count half.

    Args:
        values: of the factor, as they stood before each outcome.
        are_good: whether each outcome was a good one.
    """
    numbers, good = np.asarray(values, dtype=float), np.asarray(are_good, dtype=bool)
    n_good, n_other = int(good.sum()), int((~good).sum())
    if min(n_good, n_other) < MIN_OUTCOMES:
        return FactorAuc(n_good, n_other, None)
    _, which, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[which]  # Equal values share the mean of their ranks.
    above = ranks[good].sum() - n_good * (n_good + 1) / 2
    return FactorAuc(n_good, n_other, float(above / (n_good * n_other)))
