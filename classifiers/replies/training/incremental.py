"""The live reply model learns further from replies that people corrected.

Everything linear moves: words and phrases, and what the sentence model makes of the meaning that it
reads. How it reads, how both models are mixed and from which score something is done without a
person stays as it was found on writers whom no model had seen.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack

from classifiers.core.array_types import Floats
from classifiers.core.incremental import WeightUpdate, fit_update, sample_indexes
from classifiers.replies.cascade import ReplyCascade
from classifiers.replies.model.ensemble import EnsembleModel
from classifiers.replies.model.intent_model import IntentModel
from classifiers.replies.model.reply_features import BLOCKS, BUCKETS
from classifiers.replies.model.sentence_model import SentenceModel
from classifiers.replies.training.fitting import (
    LabeledReply,
    TrainedReplyModel,
    TrainingSample,
    matrix_of,
    prepare_samples,
)

CORRECTED_WEIGHT = 3.0
"""Of a reply that a person corrected, against one that was written to learn from."""
MAX_REPLAYED = 2_500
MIN_REPLIES = 2
"""Corrections in which a word must occur before the model takes it up."""
PENALTY = 0.6
EMBEDDING_SCALE = 0.3
"""How loud the meaning of a text is compared with its words, which have a length of about 1."""


def learn_further(
    live: ReplyCascade,
    corrected: Sequence[LabeledReply],
    *,
    taught: Sequence[LabeledReply],
    progress: Callable[[float], None] = lambda _: None,
) -> TrainedReplyModel:
    """Return models that follow the corrections, and the live ones otherwise.

    Args:
        live: is not changed.
        corrected: replies with the corrections of people.
        taught: replies that the live one learned from; some are asked again, so that it does not
            forget them.
        progress: called with the share that is done, 0 to 1.
    """
    joint = live.model
    own = _with_known_intent(joint, prepare_samples(corrected))
    replayed = prepare_samples(
        [taught[index] for index in sample_indexes(len(taught), MAX_REPLAYED)]
    )
    samples = [*own, *_with_known_intent(joint, replayed)]
    progress(0.2)
    rarity = _extend_rarity(joint.linear, own)
    words = matrix_of([sample.features for sample in samples], rarity)
    embeddings = []
    for index, sample in enumerate(samples):
        embeddings.append(joint.sentence.mean(sample.reading.text))
        progress(0.2 + 0.7 * (index + 1) / len(samples))
    delta, seen = _change(joint, samples, words, np.array(embeddings), n_corrected=len(own))
    progress(1.0)
    return TrainedReplyModel(
        _update_model(joint, rarity, delta, seen), live.thresholds, live.suspicion
    )


def _with_known_intent(
    joint: EnsembleModel, samples: Sequence[TrainingSample]
) -> list[TrainingSample]:
    """Return the replies whose intent a model has; one that came later needs a training again."""
    return [sample for sample in samples if sample.intent in joint.intents]


def _change(
    joint: EnsembleModel,
    samples: Sequence[TrainingSample],
    words: csr_matrix,
    embeddings: Floats,
    *,
    n_corrected: int,
) -> tuple[WeightUpdate, NDArray[np.int64]]:
    weights = [joint.mix.of(sample.reading) for sample in samples]
    linear_weights = np.array([weight.linear for weight in weights], dtype=np.float32)
    sentence_weights = np.array([weight.sentence for weight in weights], dtype=np.float32)
    seen = np.flatnonzero(words.getnnz(axis=0))
    ones = csr_matrix(np.ones((len(samples), 1), dtype=np.float32))
    delta = fit_update(
        (diags(linear_weights) @ hstack([words[:, seen], ones])).tocsr().astype(np.float32),
        (EMBEDDING_SCALE * sentence_weights[:, None] * embeddings).astype(np.float32),
        base=_logits(joint, samples, words, embeddings),
        labels=np.array([joint.intents.index(sample.intent) for sample in samples]),
        weights=np.where(np.arange(len(samples)) < n_corrected, CORRECTED_WEIGHT, 1.0).astype(
            np.float32
        ),
        penalty=PENALTY,
    )
    return delta, seen


def _extend_rarity(linear: IntentModel, own: Sequence[TrainingSample]) -> Floats:
    """Return how rare words are, with those that the model never saw and several replies share."""
    counts = Counter(
        bucket
        for sample in own
        for bucket in {
            member.index for block in BLOCKS for member in getattr(sample.features, block)
        }
    )
    rarity = linear.weights.rarity.copy()
    new = [bucket for bucket, count in counts.items() if count >= MIN_REPLIES]
    unseen = [bucket for bucket in new if rarity[bucket] == 0]
    rarity[unseen] = rarity.max(initial=1.0)
    return rarity


def _logits(
    joint: EnsembleModel, samples: Sequence[TrainingSample], words: csr_matrix, embeddings: Floats
) -> Floats:
    """Return what both models say together now, shape (n_samples, n_intents)."""
    weights = joint.linear.weights
    scales = np.concatenate([weights.hashed, weights.named, weights.embedding])
    linear = words @ scales + weights.bias
    sentence = embeddings @ joint.sentence.delta.head.T + joint.sentence.delta.bias
    mixed = [joint.mix.of(sample.reading) for sample in samples]
    total = np.array([weight.linear for weight in mixed])[:, None] * linear
    total += np.array([weight.sentence for weight in mixed])[:, None] * sentence
    stops = [sample.asks_to_stop for sample in samples]
    total[stops, joint.intents.index("unsubscribe")] += joint.mix.stop
    found: Floats = np.asarray(total, dtype=np.float32)
    return found


def _update_model(
    joint: EnsembleModel, rarity: Floats, delta: WeightUpdate, seen: NDArray[np.int64]
) -> EnsembleModel:
    """Return both models with their weights moved; a model that knows one more word is one too."""
    weights = joint.linear.weights
    n_named = BUCKETS + len(weights.named)
    added = np.zeros((n_named + len(weights.embedding), len(joint.intents)), dtype=np.float32)
    added[seen] = delta.words[:-1]
    moved = replace(
        weights,
        rarity=rarity,
        hashed=(weights.hashed + added[:BUCKETS]).astype(np.float16).astype(np.float32),
        named=weights.named + added[BUCKETS:n_named],
        embedding=weights.embedding + added[n_named:],
        bias=weights.bias + delta.words[-1],
    )
    head = joint.sentence.delta.head + EMBEDDING_SCALE * delta.vectors.T
    return EnsembleModel(
        linear=IntentModel(intents=joint.intents, weights=moved),
        sentence=SentenceModel(replace(joint.sentence.delta, head=head)),
        mix=joint.mix,
    )
