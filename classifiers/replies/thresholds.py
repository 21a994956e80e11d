"""Fit what cannot be learned from the writers themselves: the mix of the models, and suspicion.

All of it comes from answers on writers that the models never saw.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from classifiers.core.probabilities import softmax
from classifiers.replies.intents import INTENTS
from classifiers.replies.model.ensemble import (
    FURTHER_GROUP,
    EnsembleWeights,
    Weight,
)

MAX_MISSED_SHARE = 0.02
"""Share of the requests to stop that may be filed as something else without a person."""
MIN_SUSPICION, MAX_SUSPICION = 0.01, 0.25
MAX_STOP_WEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class HeldOutScores:
    """What both models say of a reply by a writer they never saw.

    Args:
        linear: logits of the linear model, (n_intents,).
    """

    linear: NDArray[np.float64]
    sentence: NDArray[np.float64]
    group: int
    asks_to_stop: bool
    truth: int


def fit_mix(scored: Sequence[HeldOutScores]) -> EnsembleWeights:
    """Return the mix that makes the truth most likely."""
    linear = np.array([reply.linear for reply in scored])
    sentence = np.array([reply.sentence for reply in scored])
    group = np.array([reply.group for reply in scored])
    stop = np.array([reply.asks_to_stop for reply in scored], dtype=np.float64)
    truth = np.array([reply.truth for reply in scored])
    unsubscribe = INTENTS.index("unsubscribe")

    def loss(weights: NDArray[np.float64]) -> float:
        by_linear, by_sentence = weights[[0, 2, 4]], weights[[1, 3, 5]]
        total = by_linear[group, None] * linear + by_sentence[group, None] * sentence
        total[:, unsubscribe] += weights[6] * stop
        found = softmax(total)[np.arange(len(truth)), truth]
        return float(-np.mean(np.log(np.maximum(found, 1e-12))))

    bounds = [(0.01, 5.0)] * 6 + [(0.0, MAX_STOP_WEIGHT)]
    fitted = minimize(loss, x0=[0.6] * 6 + [1.0], bounds=bounds, method="L-BFGS-B")
    found = [round(float(weight), 4) for weight in fitted.x]
    english, others, further = Weight(*found[:2]), Weight(*found[2:4]), Weight(*found[4:6])
    return EnsembleWeights(
        english=english,
        others=others,
        further=further if FURTHER_GROUP in group else others,
        stop=found[6],
    )


def _probabilities(scores: HeldOutScores, mix: EnsembleWeights) -> NDArray[np.float64]:
    weight = mix.of_group(scores.group)
    total = weight.linear * scores.linear + weight.sentence * scores.sentence
    if scores.asks_to_stop:
        total[INTENTS.index("unsubscribe")] += mix.stop
    return softmax(total)


def suspicion_of(scored: Sequence[HeldOutScores], mix: EnsembleWeights) -> float:
    """Return the probability of `unsubscribe` from which a person looks, whatever else leads.

    It is the highest at which no more than MISSED of the requests to stop are likely below it.

    Args:
        scored: replies by writers that the models never saw.
        mix: of the models.
    """
    index = INTENTS.index("unsubscribe")
    stop_probabilities = [
        _probabilities(reply, mix)[index] for reply in scored if reply.truth == index
    ]
    ordered = sorted(float(chance) for chance in stop_probabilities)
    if not ordered:
        return MIN_SUSPICION
    found = ordered[min(int(MAX_MISSED_SHARE * len(ordered)), len(ordered) - 1)]
    return round(min(max(found, MIN_SUSPICION), MAX_SUSPICION), 4)
