"""Further languages for the live reply model, from replies by writers who came later."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from classifiers.core.errors import ClassifierError
from classifiers.replies.cascade import ReplyCascade
from classifiers.replies.model.ensemble import EnsembleModel
from classifiers.replies.model.sentence_model import SentenceModel
from classifiers.replies.thresholds import fit_mix, suspicion_of
from classifiers.replies.training.fitting import (
    LabeledReply,
    TrainedReplyModel,
    TrainingSample,
    fit_linear,
    prepare_samples,
    score_sample,
)

HELD_OUT_WRITERS = frozenset({"a2", "b2"})
"""Every fifth reply in a further language: the sentence model does not learn from them."""
NEW_WRITERS = frozenset({"a1", "b1", "b3", "c1", "d1", "s1", "n1"}) | HELD_OUT_WRITERS
MAX_REPLAYED = 6_500
EPOCHS = 2


def extend(
    live: ReplyCascade,
    rows: Sequence[LabeledReply],
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
    samples = prepare_samples(rows)
    held_out = [sample for sample in samples if sample.writer in HELD_OUT_WRITERS]
    training_samples = [sample for sample in samples if sample.writer not in HELD_OUT_WRITERS]
    if not held_out or not any(sample.writer in NEW_WRITERS for sample in training_samples):
        raise ClassifierError("Replies by new writers are needed, some of them held out.")
    sentence = _continue_training(live, training_samples, progress)
    first = fit_linear(training_samples)
    scored = [score_sample(sample, first, sentence) for sample in held_out]
    mix = replace(live.model.mix, further=fit_mix(scored).further)
    suspicion = min(live.suspicion, suspicion_of(scored, mix))
    linear = fit_linear(samples), first
    both = (EnsembleModel(linear=model, sentence=sentence, mix=mix) for model in linear)
    shipped, unseen = (TrainedReplyModel(joint, live.thresholds, suspicion) for joint in both)
    return shipped, unseen


def _continue_training(
    live: ReplyCascade,
    samples: Sequence[TrainingSample],
    progress: Callable[[float], None] | None,
) -> SentenceModel:
    # torch takes seconds to import: only training needs it.
    from classifiers.replies.training.lora import train_lora

    new = [sample for sample in samples if sample.writer in NEW_WRITERS]
    old = [sample for sample in samples if sample.writer not in NEW_WRITERS]
    replayed = np.random.default_rng(0).permutation(len(old))[:MAX_REPLAYED]
    read = [*new, *(old[index] for index in sorted(replayed))]
    delta = train_lora(
        [sample.reading.text for sample in read],
        [sample.intent for sample in read],
        epochs=EPOCHS,
        start=live.model.sentence.delta,
        progress=progress,
    )
    return SentenceModel(delta)
