"""Fit the intent model on labeled replies; whole writers are held out, never single replies."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import compress
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classifiers.companies.embeddings.encoder import DEFAULT_DIMENSIONS
from classifiers.core import artifacts
from classifiers.core.errors import ClassifierError
from classifiers.core.types import ReplyText
from classifiers.replies.cascade import ReplyCascade
from classifiers.replies.cleaning.clean import clean
from classifiers.replies.intents import ACTIONS, INTENTS
from classifiers.replies.model.encoder_input import EncoderInput, read
from classifiers.replies.model.ensemble import EnsembleModel, EnsembleWeights, group_of
from classifiers.replies.model.ensemble import arrays_of as arrays_of_change
from classifiers.replies.model.intent_model import IntentModel, Weights, weighted
from classifiers.replies.model.reply_features import (
    BLOCKS,
    BUCKETS,
    ReplyFeatures,
    features_of,
    names_of_features,
)
from classifiers.replies.model.sentence_model import SentenceModel
from classifiers.replies.rules.intent_rules import ReplyRules
from classifiers.replies.rules.phrases import load_phrases
from classifiers.replies.thresholds import HeldOutScores, fit_mix, suspicion_of
from classifiers.replies.training.thresholds_fit import action_thresholds_of

EPOCHS = 4
TEST_WRITER = "w12"
"""Frozen, never trained or tuned on: five languages, every intent in each of them."""
SCALES: Mapping[str, float] = {
    "words": 1.0,
    "letters": 1.0,
    "subject": 0.4,
    "named": 0.35,
    "meaning": 0.8,
}
INVERSE_REGULARIZATION = 5.0
"""Inverse of the regularisation; found on the training writers, each held out in turn."""
CALIBRATION_WRITERS = frozenset({"w7", "w10", "w23", "w24", "w25"})
"""Writers from whom a first pair of models does not learn: what it says of their replies says how
far to trust the second pair, which learns from all. They write in seven languages. The phrases were
collected before w23 to w25 wrote; those of going on, with w7 and w10 in view."""
MIN_INTENTS = 3
UNSEEN_MARGIN = 5.0
"""Logits by which an intent without examples is less likely than the least likely other one."""
NO_THRESHOLDS: Mapping[str, float] = dict.fromkeys((*ACTIONS.values(), "none"), 0.0)
"""Thresholds that let everything through, for finding out where they must be."""


@dataclass(frozen=True, slots=True)
class LabeledReply:
    """One reply with the intent that a person gave it."""

    reply: ReplyText
    intent: str
    writer: str
    language: str


def read_labeled(path: Path) -> list[LabeledReply]:
    """Read JSONL with `subject`, `text`, `label`, `writer` and `language`.

    Raises:
        ValueError: a label is no intent; the message names the line.
    """
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        row = json.loads(line)
        if row["label"] not in INTENTS:
            raise ValueError(f"{path.name}, line {number}: {row['label']!r} is no intent.")
        reply = ReplyText(subject=row["subject"], text=row["text"])
        rows.append(LabeledReply(reply, row["label"], row["writer"], row["language"]))
    return rows


@dataclass(frozen=True, slots=True)
class TrainedReplyModel:
    """A fitted model with the thresholds of the actions."""

    model: EnsembleModel
    thresholds: Mapping[str, float]
    suspicion: float

    def cascade(self, version: str) -> ReplyCascade:
        return ReplyCascade(
            model=self.model, thresholds=self.thresholds, suspicion=self.suspicion, version=version
        )


@dataclass(frozen=True, slots=True)
class TrainingSample:
    """A labeled reply as both models read it."""

    features: ReplyFeatures
    reading: EncoderInput
    intent: str
    writer: str
    reply: ReplyText
    asks_to_stop: bool


def train(
    rows: Sequence[LabeledReply],
    *,
    epochs: int = EPOCHS,
    progress: Callable[[float], None] | None = None,
) -> TrainedReplyModel:
    """Fit both models without some writers, calibrate on those, and fit again on all rows.

    Args:
        rows: by several writers.
        epochs: how often the sentence model reads every reply.
        progress: called with the share that is done.

    Raises:
        ClassifierError: all rows are by one writer, or by those who are kept to calibrate; or
            there are fewer than three intents in what is left to learn from.
    """
    samples = prepare_samples(rows)
    calibration_writers = calibration_split({sample.writer for sample in samples})
    inside = [sample for sample in samples if sample.writer not in calibration_writers]
    held = [sample for sample in samples if sample.writer in calibration_writers]
    if not inside:
        raise ClassifierError("Replies by two writers are needed: one teaches, one calibrates.")
    if len({sample.intent for sample in inside}) < MIN_INTENTS:
        raise ClassifierError(f"Replies with at least {MIN_INTENTS} intents are needed.")
    steps = len(inside) + len(samples)
    first = _train_models(inside, epochs, _partial_progress(progress, 0, len(inside) / steps))
    scored = [score_sample(sample, *first) for sample in held]
    mix = fit_mix(scored)
    suspicion = suspicion_of(scored, mix)
    uncalibrated = TrainedReplyModel(_ensemble(first, mix), NO_THRESHOLDS, suspicion)
    predictions = uncalibrated.cascade("").predict([sample.reply for sample in held])
    truths = [sample.intent for sample in held]
    thresholds = action_thresholds_of(zip(predictions, truths, strict=True))
    second = _train_models(samples, epochs, _partial_progress(progress, len(inside) / steps, 1))
    return TrainedReplyModel(_ensemble(second, mix), thresholds, suspicion)


def calibration_split(writers: Iterable[str]) -> frozenset[str]:
    """Return the writers who calibrate; the last, if none of them wrote."""
    named = sorted(writers, key=lambda name: (len(name), name))
    return CALIBRATION_WRITERS.intersection(named) or frozenset(named[-1:])


def _train_models(
    samples: Sequence[TrainingSample], epochs: int, progress: Callable[[float], None] | None
) -> tuple[IntentModel, SentenceModel]:
    # torch takes seconds to import: only training needs it.
    from classifiers.replies.training.lora import train_lora

    delta = train_lora(
        [sample.reading.text for sample in samples],
        [sample.intent for sample in samples],
        epochs=epochs,
        progress=progress,
    )
    return fit_linear(samples), SentenceModel(delta)


def _ensemble(models: tuple[IntentModel, SentenceModel], mix: EnsembleWeights) -> EnsembleModel:
    return EnsembleModel(linear=models[0], sentence=models[1], mix=mix)


def _partial_progress(
    progress: Callable[[float], None] | None, start: float, end: float
) -> Callable[[float], None] | None:
    """Let a part of the work say how far the whole is."""
    return None if progress is None else lambda share: progress(start + share * (end - start))


def save(
    folder: Path,
    *,
    trained: TrainedReplyModel,
    version: str,
    report: Mapping[str, object],
    data_hash: str = "",
) -> str:
    """Write the artifact and return its checksum."""
    config = config_of(trained.model.linear) | {"mix": asdict(trained.model.mix)}
    config |= {"floors": dict(trained.thresholds), "suspicion": trained.suspicion}
    arrays = arrays_of(trained.model.linear) | arrays_of_change(trained.model.sentence.delta)
    return artifacts.save(
        folder,
        kind="replies",
        version=version,
        config=config,
        arrays=arrays,
        report=report,
        data_hash=data_hash,
    )


def arrays_of(model: IntentModel) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the linear model; buckets that were never seen are left out."""
    weights = model.weights
    rows = np.flatnonzero(np.abs(weights.hashed).max(axis=1) > 0).astype(np.uint16)
    return {
        "rows": rows,
        "hashed": weights.hashed[rows].astype(np.float16),
        "named": weights.named,
        "meaning": weights.embedding.astype(np.float16),
        "bias": weights.bias,
        "rarity": weights.rarity.astype(np.float16),
    }


def config_of(model: IntentModel) -> dict[str, object]:
    return {
        "intents": list(model.intents),
        "scales": dict(model.weights.scales),
        "named": list(names_of_features(load_phrases())),
    }


def prepare_samples(rows: Iterable[LabeledReply]) -> list[TrainingSample]:
    """Read replies as both models do.

    What is empty is left out, but a signature alone still teaches what empty looks like.
    """
    samples = []
    rules = ReplyRules()
    for row in rows:
        cleaned = clean(row.reply.text)
        written = cleaned.written or cleaned.signature or cleaned.disclaimer
        if written:
            reading = read(cleaned)
            features = features_of(written=written, subject=row.reply.subject, gloss=reading.gloss)
            stop = rules.asks_to_stop(written) is not None
            samples.append(
                TrainingSample(features, reading, row.intent, row.writer, row.reply, stop)
            )
    return samples


def score_sample(
    sample: TrainingSample, linear: IntentModel, sentence: SentenceModel
) -> HeldOutScores:
    """Return what both models say of a reply."""
    return HeldOutScores(
        linear=linear.logits(sample.features),
        sentence=sentence.logits(sample.reading.text),
        group=group_of(sample.reading.language),
        asks_to_stop=sample.asks_to_stop,
        truth=INTENTS.index(sample.intent),
    )


def fit_linear(samples: Sequence[TrainingSample]) -> IntentModel:
    """Fit the model over words, letters and phrases."""
    features = [sample.features for sample in samples]
    intents = [sample.intent for sample in samples]
    rarity = _inverse_document_frequency(features)
    matrix = matrix_of(features, rarity)
    seen = np.flatnonzero(matrix.getnnz(axis=0))
    fitted = LogisticRegression(C=INVERSE_REGULARIZATION, max_iter=200, tol=1e-3).fit(
        matrix[:, seen], intents
    )
    known = np.isin(INTENTS, fitted.classes_)
    order = [list(fitted.classes_).index(intent) for intent in compress(INTENTS, known)]
    coefficients = np.zeros((matrix.shape[1], len(INTENTS)))
    coefficients[np.ix_(seen, np.flatnonzero(known))] = fitted.coef_[order].T
    coefficients -= coefficients.mean(axis=1, keepdims=True)
    bias = np.full(len(INTENTS), fitted.intercept_.min() - UNSEEN_MARGIN)
    bias[known] = fitted.intercept_[order]
    weights = Weights(
        rarity=rarity,
        hashed=coefficients[:BUCKETS].astype(np.float16).astype(np.float32),
        named=coefficients[BUCKETS:-DEFAULT_DIMENSIONS].astype(np.float32),
        embedding=coefficients[-DEFAULT_DIMENSIONS:].astype(np.float32),
        bias=(bias - bias.mean()).astype(np.float32),
        scales=SCALES,
    )
    return IntentModel(intents=INTENTS, weights=weights)


def _inverse_document_frequency(features: Sequence[ReplyFeatures]) -> NDArray[np.float32]:
    """Inverse document frequency; a bucket that was never seen counts nothing."""
    seen = np.zeros(BUCKETS)
    for reply in features:
        indices = {member.index for block in BLOCKS for member in getattr(reply, block)}
        seen[list(indices)] += 1
    rarity = np.log((1 + len(features)) / (1 + seen)) + 1
    return np.where(seen > 0, rarity, 0).astype(np.float16).astype(np.float32)


def matrix_of(features: Sequence[ReplyFeatures], rarity: NDArray[np.float32]) -> sp.csr_matrix:
    """Return replies as hashed and named features, and meaning, shape (n_replies, n_features)."""
    rows, columns, values = [], [], []
    for number, reply in enumerate(features):
        for block in BLOCKS:
            members = getattr(reply, block)
            columns += [member.index for member in members]
            values += list(weighted(members, rarity) * SCALES[block])
            rows += [number] * len(members)
        columns += [BUCKETS + member.index for member in reply.named]
        values += [member.count * SCALES["named"] for member in reply.named]
        rows += [number] * len(reply.named)
    width = BUCKETS + len(names_of_features(load_phrases()))
    counted = sp.csr_matrix((values, (rows, columns)), shape=(len(features), width))
    embeddings = np.array([reply.embedding for reply in features]) * SCALES["meaning"]
    return sp.csr_matrix(sp.hstack([counted, sp.csr_matrix(embeddings)]))
