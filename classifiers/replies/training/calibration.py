"""Fit what cannot be learned from the writers themselves: the mix of the models, and the floors.

All of it comes from answers on writers that the models never saw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import beta

from classifiers.core.types import ReplyPrediction
from classifiers.replies.intents import ACTIONS, INTENTS
from classifiers.replies.model.ensemble import EnsembleWeights, Weight, class_probabilities

WRONG: Mapping[str, float] = {
    "do_not_contact": 0.01,
    "propose_contact": 0.01,
    "propose_date": 0.01,
    "none": 0.03,
}
"""Share of what is done without a person that may be wrong; for `none`, the share of what is filed
although its writer asks for something that is done."""
CONFIDENCE = 0.5
"""How sure that share must be, for each action by itself."""
LOWEST_FLOORS = {
    "do_not_contact": 0.5,
    "propose_contact": 0.5,
    "propose_date": 0.5,
    "none": 0.5,
}
"""An intent without an action waits for nobody: it must be likelier than all others together."""
MISSED = 0.02
"""Share of the requests to stop that may be filed as something else without a person."""
MIN_SUSPICION, MAX_SUSPICION = 0.01, 0.25
HIGHEST_FLOOR = 0.97
"""From here on it is done although it was seen too seldom to be sure, unless it went wrong."""
NEVER = 1.01
"""Floor of an action that a person always decides."""
STRONGEST_STOP = 4.0


@dataclass(frozen=True, slots=True)
class HeldOutScores:
    """What both models say of a reply by a writer they never saw.

    Args:
        linear: logits of the linear model, (n_intents,).
        sentence: those of the sentence model.
        is_english: whether the reply was read as it stands.
        asks_to_stop: whether a phrase that asks to stop stands in it.
        truth: place of the true intent.
    """

    linear: NDArray[np.float64]
    sentence: NDArray[np.float64]
    is_english: bool
    asks_to_stop: bool
    truth: int


@dataclass(frozen=True, slots=True)
class CascadeAnswer:
    """What a cascade with open floors says, and the true intent."""

    prediction: ReplyPrediction
    truth: str


def fit_mix(scored: Sequence[HeldOutScores]) -> EnsembleWeights:
    """Return the mix that makes the truth most likely."""
    linear = np.array([one.linear for one in scored])
    sentence = np.array([one.sentence for one in scored])
    is_english = np.array([one.is_english for one in scored])
    stop = np.array([one.asks_to_stop for one in scored], dtype=np.float64)
    truth = np.array([one.truth for one in scored])
    unsubscribe = INTENTS.index("unsubscribe")

    def surprise(weights: NDArray[np.float64]) -> float:
        by_linear, by_sentence = weights[[0, 2]], weights[[1, 3]]
        group = np.where(is_english, 0, 1)
        total = by_linear[group, None] * linear + by_sentence[group, None] * sentence
        total[:, unsubscribe] += weights[4] * stop
        found = class_probabilities(total)[np.arange(len(truth)), truth]
        return float(-np.mean(np.log(np.maximum(found, 1e-12))))

    bounds = [(0.01, 5.0)] * 4 + [(0.0, STRONGEST_STOP)]
    fitted = minimize(surprise, x0=[0.6, 0.6, 0.6, 0.6, 1.0], bounds=bounds, method="L-BFGS-B")
    found = [round(float(weight), 4) for weight in fitted.x]
    return EnsembleWeights(english=Weight(*found[:2]), others=Weight(*found[2:4]), stop=found[4])


def _chances_of(one: HeldOutScores, mix: EnsembleWeights) -> NDArray[np.float64]:
    weight = mix.english if one.is_english else mix.others
    total = weight.linear * one.linear + weight.sentence * one.sentence
    if one.asks_to_stop:
        total[INTENTS.index("unsubscribe")] += mix.stop
    return class_probabilities(total)


def floors_of(answers: Sequence[CascadeAnswer]) -> dict[str, float]:
    """Return action → the lowest score from which it is wrong as seldom as it may be."""
    outcomes: dict[str, list[tuple[float, bool]]] = {action: [] for action in LOWEST_FLOORS}
    for answer in answers:
        prediction = answer.prediction
        if prediction.action != "review":
            is_right = ACTIONS.get(answer.truth, "none") == prediction.action
            outcomes[prediction.action].append((prediction.score, is_right))
    return {
        action: max(_floor(outcomes[action], WRONG[action]), lowest)
        for action, lowest in LOWEST_FLOORS.items()
    }


def suspicion_of(scored: Sequence[HeldOutScores], mix: EnsembleWeights) -> float:
    """Return the probability of `unsubscribe` from which a person looks, whatever else leads.

    It is the highest at which no more than MISSED of the requests to stop are likely below it.

    Args:
        scored: replies by writers that the models never saw.
        mix: of the models.
    """
    place = INTENTS.index("unsubscribe")
    chances_of_stop = [_chances_of(one, mix)[place] for one in scored if one.truth == place]
    seen = sorted(float(chance) for chance in chances_of_stop)
    if not seen:
        return MIN_SUSPICION
    found = seen[min(int(MISSED * len(seen)), len(seen) - 1)]
    return round(min(max(found, MIN_SUSPICION), MAX_SUSPICION), 4)


def largest_errors(wrong: int, count: int) -> float:
    """Return the upper bound of a share of which a sample is known (Clopper and Pearson)."""
    return float(beta.ppf(CONFIDENCE, wrong + 1, count - wrong)) if wrong < count else 1.0


def _floor(outcomes: Sequence[tuple[float, bool]], allowed: float) -> float:
    """The lowest score from which few enough are wrong; else the cap, unless it is wrong there."""
    best_first = sorted(outcomes, key=lambda outcome: (-outcome[0], outcome[1]))
    floor, wrong = NEVER, 0
    for count, (score, is_right) in enumerate(best_first, start=1):
        wrong += not is_right
        if largest_errors(wrong, count) <= allowed:
            floor = score
    if floor > HIGHEST_FLOOR:
        above = [is_right for score, is_right in outcomes if score >= HIGHEST_FLOOR]
        if above.count(False) <= allowed * len(above):
            floor = HIGHEST_FLOOR
    return round(floor, 4)
