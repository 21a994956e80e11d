"""How the model of the product is made and measured, from labeled replies to the artifact."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from classifiers.core import artifacts
from classifiers.core.errors import ClassifierError
from classifiers.core.taxonomy import DATA
from classifiers.core.types import ReplyPrediction
from classifiers.replies.cascade import ReplyCascade, load_cascade
from classifiers.replies.intents import ACTIONS, CATEGORIES, INTENTS, category_of
from classifiers.replies.model.ensemble import JointModel
from classifiers.replies.model.sentence_model import SentenceModel
from classifiers.replies.thresholds import fit_mix, suspicion_of
from classifiers.replies.training.fitting import (
    TEST_WRITER,
    LabelledReply,
    TrainedReplyModel,
    TrainingSample,
    fit_linear,
    prepared,
    read_labelled,
    save,
    scored_by,
    train,
)

# Teach the live reply models further languages, from replies by writers who came later.

HELD_OUT = frozenset({"a2", "b2"})
"""Every fifth reply in a further language: the sentence model does not learn from them."""
NEW = frozenset({"a1", "b1", "b3", "c1", "d1", "s1", "n1"}) | HELD_OUT
N_REPLAYED = 6_500
EPOCHS = 2

VERSION = "replies-2026.11.7"
SHIPPED = DATA / "replies/written.jsonl"
FURTHER = "languages.jsonl"


def extend(
    live: ReplyCascade,
    rows: Sequence[LabelledReply],
    *,
    progress: Callable[[float], None] | None = None,
) -> tuple[TrainedReplyModel, TrainedReplyModel]:
    """Return the models that ship, and a pair of which neither saw the replies held out.

    Both have the same sentence model; the linear model that ships is fitted on all replies.

    Args:
        live: goes on from its sentence model; is not changed.
        rows: all replies to learn from, the new ones among them.
        progress: called with the share that is done, 0 to 1.

    Raises:
        ClassifierError: there are no new replies, or none of them is held out.
    """
    samples = prepared(rows)
    held = [sample for sample in samples if sample.writer in HELD_OUT]
    inside = [sample for sample in samples if sample.writer not in HELD_OUT]
    if not held or not any(sample.writer in NEW for sample in inside):
        raise ClassifierError("Replies by new writers are needed, some of them held out.")
    sentence = _continued(live, inside, progress)
    first = fit_linear(inside)
    scored = [scored_by(sample, first, sentence) for sample in held]
    mix = replace(live.model.mix, further=fit_mix(scored).further)
    suspicion = min(live.suspicion, suspicion_of(scored, mix))
    linear = fit_linear(samples), first
    both = (JointModel(linear=one, sentence=sentence, mix=mix) for one in linear)
    shipped, unseen = (TrainedReplyModel(joint, live.thresholds, suspicion) for joint in both)
    return shipped, unseen


def _continued(
    live: ReplyCascade,
    samples: Sequence[TrainingSample],
    progress: Callable[[float], None] | None,
) -> SentenceModel:
    # torch takes seconds to import: only training needs it.
    from classifiers.replies.training.lora import train_lora

    new = [sample for sample in samples if sample.writer in NEW]
    old = [sample for sample in samples if sample.writer not in NEW]
    drawn = np.random.default_rng(0).permutation(len(old))[:N_REPLAYED]
    read = [*new, *(old[place] for place in sorted(drawn))]
    change = train_lora(
        [sample.reading.text for sample in read],
        [sample.intent for sample in read],
        epochs=EPOCHS,
        start=live.model.sentence.change,
        progress=progress,
    )
    return SentenceModel(change)


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1 of one label, and how many replies truly carry it."""

    precision: float
    recall: float
    f1: float
    support: int


def evaluate(cascade: ReplyCascade, rows: Sequence[LabelledReply]) -> dict[str, object]:
    """Return plain figures, ready for a report.

    `intents` and `categories` hold macro-F1; an intent that occurs in neither truth nor answers is
    left out of the mean. `english` and `others` are macro-F1 and accuracy by language; `actions`
    is how often the intent is right behind what would be done, and how often what would be done is
    what the true intent asks for; `without_a_person` sums that up over all that no person sees.
    """
    predictions = cascade.predict([row.reply for row in rows])
    truth = [row.intent for row in rows]
    guesses = [prediction.intent for prediction in predictions]
    per_intent = {intent: figures_of(truth, guesses, label=intent) for intent in INTENTS}
    english = [row.language == "en" for row in rows]
    return {
        "replies": len(rows),
        "macro_f1_intents": macro_f1(truth, guesses, labels=INTENTS),
        "macro_f1_categories": macro_f1(
            [category_of(intent) for intent in truth],
            [category_of(intent) for intent in guesses],
            labels=CATEGORIES,
        ),
        "accuracy": _share([a == b for a, b in zip(truth, guesses, strict=True)]),
        "calibration_error": _calibration_error(predictions, truth),
        "english": _part(truth, guesses, english),
        "others": _part(truth, guesses, [not flag for flag in english]),
        "unsubscribe": _plain(per_intent["unsubscribe"]),
        "actions": _actions(predictions, truth),
        "without_a_person": _without_a_person(predictions, truth),
        "intents": {intent: _plain(figures) for intent, figures in per_intent.items()},
    }


def figures_of(truth: Sequence[str], guesses: Sequence[str], *, label: str) -> Figures:
    """Return the figures of one label; 0 where there is nothing to divide by."""
    right = sum(a == b == label for a, b in zip(truth, guesses, strict=True))
    guessed, support = guesses.count(label), truth.count(label)
    precision = right / guessed if guessed else 0.0
    recall = right / support if support else 0.0
    f1 = 2 * right / (guessed + support) if guessed + support else 0.0
    return Figures(round(precision, 4), round(recall, 4), round(f1, 4), support)


def macro_f1(truth: Sequence[str], guesses: Sequence[str], *, labels: Sequence[str]) -> float:
    """Return the mean F1 of the labels that occur; 0 where none does."""
    seen = [label for label in labels if label in truth or label in guesses]
    scores = [figures_of(truth, guesses, label=label).f1 for label in seen]
    return round(sum(scores) / len(scores), 4) if scores else 0.0


def _plain(figures: Figures) -> dict[str, float | int]:
    return {
        "precision": figures.precision,
        "recall": figures.recall,
        "f1": figures.f1,
        "support": figures.support,
    }


def _part(
    truth: Sequence[str], guesses: Sequence[str], chosen: Sequence[bool]
) -> dict[str, float | int]:
    mine = [a for a, keep in zip(truth, chosen, strict=True) if keep]
    theirs = [b for b, keep in zip(guesses, chosen, strict=True) if keep]
    return {
        "replies": len(mine),
        "macro_f1_intents": macro_f1(mine, theirs, labels=INTENTS),
        "accuracy": _share([a == b for a, b in zip(mine, theirs, strict=True)]),
    }


def _actions(
    predictions: Sequence[ReplyPrediction], truth: Sequence[str]
) -> dict[str, dict[str, float | int]]:
    found: dict[str, dict[str, float | int]] = {}
    for action in ("do_not_contact", "propose_contact", "propose_date", "none", "review"):
        mine = [
            (prediction.intent == intent, ACTIONS.get(intent, "none") == action)
            for prediction, intent in zip(predictions, truth, strict=True)
            if prediction.action == action
        ]
        found[action] = {"replies": len(mine), "intent_right": _share([a for a, _ in mine])}
        if action != "review":
            found[action]["action_right"] = _share([b for _, b in mine])
    return found


def _without_a_person(
    predictions: Sequence[ReplyPrediction], truth: Sequence[str]
) -> dict[str, float | int]:
    """What is done for certain, and which requests to stop nobody would see."""
    acted = [
        ACTIONS.get(intent, "none") == prediction.action
        for prediction, intent in zip(predictions, truth, strict=True)
        if prediction.action not in ("review", "none")
    ]
    silent = [
        prediction.action not in ("review", "do_not_contact")
        for prediction, intent in zip(predictions, truth, strict=True)
        if intent == "unsubscribe"
    ]
    return {
        "actions": len(acted),
        "actions_wrong": round(1 - _share(acted), 4) if acted else 0.0,
        "requests_to_stop": len(silent),
        "requests_to_stop_unseen": sum(silent),
    }


def _calibration_error(predictions: Sequence[ReplyPrediction], truth: Sequence[str]) -> float:
    """Mean distance of score and share of right answers over ten bins, weighted by their size."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for prediction, intent in zip(predictions, truth, strict=True):
        place = min(int(prediction.score * 10), 9)
        bins.setdefault(place, []).append((prediction.score, prediction.intent == intent))
    error = sum(
        abs(sum(score for score, _ in members) - sum(right for _, right in members))
        for members in bins.values()
    )
    return round(error / len(truth), 4) if truth else 0.0


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 4) if flags else 0.0


"""Replies in further languages, beside those that come with the product."""


def labelled_replies(data: Path | None = None) -> list[LabelledReply]:
    """Read labeled replies.

    Args:
        data: a JSONL file, or a folder with `written.jsonl`, and `languages.jsonl` if there is one;
            None for what comes with the product.

    Raises:
        ClassifierError: there is no such file, or a line in it is of no use.
    """
    path = SHIPPED.parent if data is None else data
    paths = [path]
    if path.is_dir():
        paths = [path / SHIPPED.name]
        paths += [path / FURTHER] if (path / FURTHER).exists() else []
    try:
        return [row for one in paths for row in read_labelled(one)]
    except OSError as error:
        raise ClassifierError(f"{paths[0]} cannot be read: {error.strerror or error}.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ClassifierError(f"{paths[0]} contains no labeled replies: {error}.") from error


def train_product_model(
    data: Path | None,
    folder: Path,
    *,
    version: str = VERSION,
    progress: Callable[[float], None] | None = None,
) -> dict[str, object]:
    """Fit without the test writer, measure on the test writer, write the artifact.

    Args:
        data: as for `labelled_replies`.
        folder: of the artifact.
        version: what people call it.
        progress: called with the share that is done.

    Returns:
        The figures that the artifact keeps as its report.

    Raises:
        ClassifierError: the data is missing, the test writer wrote all or nothing of it, or two
            others are not in it.
    """
    rows = labelled_replies(data)
    learned = [row for row in rows if row.writer != TEST_WRITER]
    if not learned:
        raise ClassifierError(f"All replies are by {TEST_WRITER}, who is kept for testing.")
    if len(learned) == len(rows):
        raise ClassifierError(f"No reply is by {TEST_WRITER}, on whom the model is measured.")
    trained = train(learned, progress=progress)
    report = measure(trained.cascade(version), rows) | {"learned_from": len(learned)}
    data_hash = artifacts.hash_of(learned)
    save(folder, trained=trained, version=version, report=report, data_hash=data_hash)
    return report


def extend_product_model(
    live: Path | None,
    folder: Path,
    *,
    data: Path | None = None,
    progress: Callable[[float], None] | None = None,
) -> dict[str, object]:
    """Teach a model the replies by new writers, measure it on the test writer, write the artifact.

    Args:
        live: folder of the model to go on from; None for the one that comes with the product.
        folder: of the new artifact.
        data: as for `labelled_replies`.
        progress: called with the share that is done.

    Returns:
        The figures that the artifact keeps as its report, with those of the replies held out.

    Raises:
        ClassifierError: the data is missing, or there are no new replies in it.
    """
    rows = labelled_replies(data)
    learned = [row for row in rows if row.writer != TEST_WRITER]
    trained, first = extend(load_cascade(live), learned, progress=progress)
    held = [row for row in learned if row.writer in HELD_OUT]
    report = measure(trained.cascade(VERSION), rows) | {"learned_from": len(learned)}
    report |= {"held_out": evaluate(first.cascade(VERSION), held)}
    data_hash = artifacts.hash_of(learned)
    save(folder, trained=trained, version=VERSION, report=report, data_hash=data_hash)
    return report


def measure(cascade: ReplyCascade, rows: list[LabelledReply]) -> dict[str, object]:
    """Return the figures on the writer kept out; see `evaluation.evaluate`."""
    kept_out = [row for row in rows if row.writer == TEST_WRITER]
    return {"test_writer": TEST_WRITER, **evaluate(cascade, kept_out)}
