"""Weights of factors, learned from verdicts and their reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.errors import VerdictError
from recommender.ranking.factors import (
    factor_similarities,
)
from recommender.types import FACTORS, FactorWeights, Features

SHRINKAGE = 20.0
"""With this many verdicts, half of the learned weight comes from them."""

REASON_STEP = 1.5
"""How many times its weight a factor gets at most where every reason is about it."""

MAX_TIMES = 4.0
"""A factor that separates nothing keeps little; one that separates all gets so much more."""

MAX_VERDICTS = 400
"""If there are more, an even sample of this size; all pairs are compared."""

_MIN_SIDE = 2


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """A reason that a person gave for a verdict.

    Args:
        factor: one of `FACTORS`; others are ignored.
        direction: of the company relative to the target: -1 below ("too small"), 1 above
            ("too large"), 0 if neither or unknown.
    """

    factor: str
    direction: int = 0


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """Learned weights and their basis.

    Args:
        separation: factor → how well it separates likes from dislikes, -1 to 1; 0 if it does not or
            is rarely known.
        directions: factor → mean direction of the reasons about it, -1 to 1.
    """

    weights: FactorWeights
    n_verdicts: int
    n_reasons: int
    separation: Mapping[str, float]
    directions: Mapping[str, float]


def learn_weights(
    features: Features,
    verdicts: NDArray[np.number] | Sequence[int],
    reasons: Sequence[ReasonGiven] = (),
    *,
    usual: FactorWeights | None = None,
) -> LearnedWeights:
    """Learn the weight of each factor for a campaign.

    A factor tells likes from dislikes as far as two likes agree in it more than a like and a
    dislike do: the difference of the mean similarities in standard deviations, t, says by
    `tanh(t / 2)` how many times its usual weight a factor gets, from 1 / `MAX_TIMES` to
    `MAX_TIMES`. n verdicts count n / (n + `SHRINKAGE`) of that. A share s of all reasons
    multiplies the factor that they are about by `1 + REASON_STEP * s * r / (r + 3)`, r reasons in
    all. Without verdicts and reasons all is as usual. Order does not matter.

    Args:
        features: the judged companies.
        verdicts: above 0 for a like, below 0 for a dislike, one for each.
        reasons: given for verdicts, in any order.
        usual: initial weights; None for the defaults.

    Raises:
        VerdictError: the numbers do not match.
    """
    values = np.asarray(verdicts, dtype=np.float64)
    if values.shape != (len(features),):
        raise VerdictError(f"{len(features)} companies need as many verdicts, not {values.shape}.")
    start = (usual or FactorWeights()).as_dict()
    separation = _separations(features, values)
    trust = len(values) / (len(values) + SHRINKAGE)
    about = [reason for reason in reasons if reason.factor in FACTORS]
    reason_trust = len(about) / (len(about) + 3)
    learned = {}
    for name, weight in start.items():
        share = sum(reason.factor == name for reason in about) / max(len(about), 1)
        times = MAX_TIMES ** (trust * separation[name]) * (1 + REASON_STEP * share * reason_trust)
        learned[name] = weight * times
    directions = {
        name: float(np.mean([reason.direction for reason in about if reason.factor == name] or [0]))
        for name in FACTORS
    }
    return LearnedWeights(FactorWeights(**learned), len(values), len(about), separation, directions)


def _separations(features: Features, values: NDArray[np.float64]) -> dict[str, float]:
    """Return factor → how much more likes agree with likes than with dislikes, -1 to 1."""
    if len(values) > MAX_VERDICTS:
        rows = np.linspace(0, len(values) - 1, MAX_VERDICTS).astype(np.intp)
        features, values = features.take(rows), values[rows]
    likes = values > 0
    found = dict.fromkeys(FACTORS, 0.0)
    equal_weights = FactorWeights(**dict.fromkeys(FACTORS, 1.0))
    for name, _, near, known in factor_similarities(features, features, equal_weights):
        pairs = np.logical_and.outer(*known) & ~np.eye(len(values), dtype=bool)
        same_side = near[pairs & np.logical_and.outer(likes, likes)]
        other_side = near[pairs & np.logical_and.outer(likes, ~likes)]
        n_known = min(len(np.flatnonzero(side)) for side in (likes, ~likes))
        if n_known < _MIN_SIDE or not len(same_side) or not len(other_side):
            continue
        spread = float(np.sqrt((same_side.var() + other_side.var()) / 2)) + 1e-3
        found[name] = float(np.tanh((same_side.mean() - other_side.mean()) / spread / 2))
    return found
