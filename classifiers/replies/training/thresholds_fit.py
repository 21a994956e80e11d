"""The fit of the thresholds of actions: how rarely an action may be wrong."""

from collections.abc import Iterable, Mapping, Sequence

from scipy.stats import beta

from classifiers.core.types import ReplyPrediction
from classifiers.replies.intents import ACTIONS

MAX_WRONG: Mapping[str, float] = {
    "do_not_contact": 0.01,
    "propose_contact": 0.01,
    "propose_date": 0.01,
    "none": 0.03,
}
"""Share of what is done without a person that may be wrong; for `none`, the share of what is filed
although its writer asks for something that is done."""
CONFIDENCE = 0.5
"""How sure that share must be, for each action by itself."""
MIN_THRESHOLDS = {
    "do_not_contact": 0.5,
    "propose_contact": 0.5,
    "propose_date": 0.5,
    "none": 0.5,
}
"""An intent without an action needs no review: it must be likelier than all others together."""
MAX_THRESHOLD = 0.97
"""From here on it is done although it was seen too seldom to be sure, unless it went wrong."""
NEVER = 1.01
"""Threshold of an action that a person always decides."""


def action_thresholds_of(answers: Iterable[tuple[ReplyPrediction, str]]) -> dict[str, float]:
    """Return action → the lowest score from which it is wrong as seldom as it may be.

    Args:
        answers: what a cascade that takes every action says, and the true intent.
    """
    outcomes: dict[str, list[tuple[float, bool]]] = {action: [] for action in MIN_THRESHOLDS}
    for prediction, truth in answers:
        if prediction.action != "review":
            is_right = ACTIONS.get(truth, "none") == prediction.action
            outcomes[prediction.action].append((prediction.score, is_right))
    return {
        action: max(_threshold(outcomes[action], MAX_WRONG[action]), lowest)
        for action, lowest in MIN_THRESHOLDS.items()
    }


def max_error_share(wrong: int, count: int) -> float:
    """Return the upper bound of a share of which a sample is known (Clopper and Pearson)."""
    return float(beta.ppf(CONFIDENCE, wrong + 1, count - wrong)) if wrong < count else 1.0


def _threshold(outcomes: Sequence[tuple[float, bool]], allowed: float) -> float:
    """The lowest score from which few enough are wrong; else the cap, unless it is wrong there."""
    ordered = sorted(outcomes, key=lambda outcome: (-outcome[0], outcome[1]))
    threshold, wrong = NEVER, 0
    for count, (score, is_right) in enumerate(ordered, start=1):
        wrong += not is_right
        if max_error_share(wrong, count) <= allowed:
            threshold = score
    if threshold > MAX_THRESHOLD:
        above = [is_right for score, is_right in outcomes if score >= MAX_THRESHOLD]
        if above.count(False) <= allowed * len(above):
            threshold = MAX_THRESHOLD
    return round(threshold, 4)
