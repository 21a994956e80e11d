"""Metrics of a reply cascade on labeled replies."""

from collections.abc import Sequence

from classifiers.core.metrics import Counts, accuracy, calibration_error, macro_f1, per_label
from classifiers.core.types import ReplyPrediction
from classifiers.replies.cascade import ReplyCascade
from classifiers.replies.intents import ACTIONS, INTENTS, category_of
from classifiers.replies.training.fitting import (
    LabeledReply,
)

NO_COUNTS = Counts(0, 0, 0)


def evaluate(cascade: ReplyCascade, rows: Sequence[LabeledReply]) -> dict[str, object]:
    """Return plain figures, ready for a report.

    `intents` and `categories` hold macro-F1; an intent that occurs in neither truth nor answers is
    left out of the mean. `english` and `others` are macro-F1 and accuracy by language; `actions`
    is how often the intent is right behind what would be done, and how often what would be done is
    what the true intent asks for; `without_a_person` sums that up over all that no person sees.
    """
    predictions = cascade.predict([row.reply for row in rows])
    truth = [row.intent for row in rows]
    guesses = [prediction.intent for prediction in predictions]
    counted = per_label([(guess,) for guess in guesses], [(intent,) for intent in truth])
    intents = {intent: _metrics(counted.get(intent, NO_COUNTS)) for intent in INTENTS}
    english = [row.language == "en" for row in rows]
    return {
        "replies": len(rows),
        "macro_f1_intents": _macro_f1(truth, guesses),
        "macro_f1_categories": _macro_f1(
            list(map(category_of, truth)), list(map(category_of, guesses))
        ),
        "accuracy": round(accuracy(guesses, truth), 4),
        "calibration_error": round(
            calibration_error(
                [prediction.score for prediction in predictions],
                [guess == intent for guess, intent in zip(guesses, truth, strict=True)],
            ),
            4,
        ),
        "english": _part(truth, guesses, english),
        "others": _part(truth, guesses, [not flag for flag in english]),
        "unsubscribe": intents["unsubscribe"],
        "actions": _actions(predictions, truth),
        "without_a_person": _without_a_person(predictions, truth),
        "intents": intents,
    }


def _metrics(counts: Counts) -> dict[str, float | int]:
    return {
        "precision": round(counts.precision, 4),
        "recall": round(counts.recall, 4),
        "f1": round(counts.f1, 4),
        "support": counts.wanted,
    }


def _macro_f1(truth: Sequence[str], guesses: Sequence[str]) -> float:
    """Return the mean F1 of the labels that occur in either."""
    given, wanted = [[(label,) for label in labels] for labels in (guesses, truth)]
    return round(macro_f1(given, wanted, among={*truth, *guesses}), 4)


def _part(
    truth: Sequence[str], guesses: Sequence[str], chosen: Sequence[bool]
) -> dict[str, float | int]:
    selected_truth = [a for a, keep in zip(truth, chosen, strict=True) if keep]
    selected_guesses = [b for b, keep in zip(guesses, chosen, strict=True) if keep]
    return {
        "replies": len(selected_truth),
        "macro_f1_intents": _macro_f1(selected_truth, selected_guesses),
        "accuracy": round(accuracy(selected_guesses, selected_truth), 4),
    }


def _actions(
    predictions: Sequence[ReplyPrediction], truth: Sequence[str]
) -> dict[str, dict[str, float | int]]:
    found: dict[str, dict[str, float | int]] = {}
    for action in ("do_not_contact", "propose_contact", "propose_date", "none", "review"):
        selected_truth = [
            (prediction.intent == intent, ACTIONS.get(intent, "none") == action)
            for prediction, intent in zip(predictions, truth, strict=True)
            if prediction.action == action
        ]
        found[action] = {
            "replies": len(selected_truth),
            "intent_right": _share([a for a, _ in selected_truth]),
        }
        if action != "review":
            found[action]["action_right"] = _share([b for _, b in selected_truth])
    return found


def _without_a_person(
    predictions: Sequence[ReplyPrediction], truth: Sequence[str]
) -> dict[str, float | int]:
    """What is done for certain, and which requests to stop nobody would see."""
    is_action_right = [
        ACTIONS.get(intent, "none") == prediction.action
        for prediction, intent in zip(predictions, truth, strict=True)
        if prediction.action not in ("review", "none")
    ]
    is_missed = [
        prediction.action not in ("review", "do_not_contact")
        for prediction, intent in zip(predictions, truth, strict=True)
        if intent == "unsubscribe"
    ]
    return {
        "actions": len(is_action_right),
        "actions_wrong": round(1 - _share(is_action_right), 4) if is_action_right else 0.0,
        "requests_to_stop": len(is_missed),
        "requests_to_stop_unseen": sum(is_missed),
    }


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 4) if flags else 0.0
