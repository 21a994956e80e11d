"""Fit the intent model on labelled replies; whole writers are held out, never single replies."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from classifiers import artifacts
from classifiers.replies.cascade import ReplyCascade
from classifiers.replies.clean import clean
from classifiers.replies.features import BUCKETS, ReplyFeatures, features_of, names_of_features
from classifiers.replies.intents import INTENTS
from classifiers.replies.model import BLOCKS, IntentModel, Weights, weighted
from classifiers.replies.phrases import load_phrases
from classifiers.types import ReplyText

TEST_WRITER = "w12"
"""Frozen, never trained or tuned on: five languages, every intent in each of them."""
SCALES: Mapping[str, float] = {"words": 1.0, "letters": 1.0, "subject": 0.4, "named": 0.35}
STRENGTH = 5.0
"""Inverse of the regularisation; found on the training writers, each held out in turn."""
PRECISIONS: Mapping[str, float] = {
    "do_not_contact": 0.93,
    "propose_contact": 0.8,
    "propose_date": 0.9,
    "none": 0.65,
}
"""How often an action must be right before it is taken without a person."""
LOWEST_FLOORS: Mapping[str, float] = {
    "do_not_contact": 0.6,
    "propose_contact": 0.5,
    "propose_date": 0.6,
    "none": 0.5,
}
"""The phrases were collected with the training writers in view, so what they say is too bright.

An intent without an action waits for nobody: it must be likelier than all others together.
"""
SUSPICION = 0.25
"""Probability of `unsubscribe` from which a person looks although another intent leads."""


@dataclass(frozen=True, slots=True)
class LabelledReply:
    """One reply with the intent that a person gave it."""

    reply: ReplyText
    intent: str
    writer: str
    language: str


def read_labelled(path: Path) -> list[LabelledReply]:
    """Read JSONL with `subject`, `text`, `label`, `writer` and `language`.

    Raises:
        ValueError: a label is none of the 14 intents; the message names the line.
    """
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        row = json.loads(line)
        if row["label"] not in INTENTS:
            raise ValueError(f"{path.name}, line {number}: {row['label']!r} is no intent.")
        reply = ReplyText(subject=row["subject"], text=row["text"])
        rows.append(LabelledReply(reply, row["label"], row["writer"], row["language"]))
    return rows


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted model with the floors of the actions."""

    model: IntentModel
    floors: Mapping[str, float]
    suspicion: float

    def cascade(self, version: str) -> ReplyCascade:
        """Return the cascade that this makes."""
        return ReplyCascade(
            model=self.model, floors=self.floors, suspicion=self.suspicion, version=version
        )


def train(rows: Sequence[LabelledReply]) -> Trained:
    """Fit on all rows; temperature and floors come from each writer held out in turn."""
    samples = _prepare(rows)
    model = _fit(samples, temperature=1.0)
    partials = _without_each_writer(samples)
    if partials:
        logits = np.array([p.logits(s.features) for p, held in partials for s in held])
        truth = [INTENTS.index(sample.intent) for _, held in partials for sample in held]
        temperature = _temperature(logits, np.array(truth))
        model = _tempered(model, temperature)
        partials = [(_tempered(partial, temperature), held) for partial, held in partials]
    return Trained(model, _floors(partials), SUSPICION)


def save(folder: Path, *, trained: Trained, version: str, report: Mapping[str, object]) -> str:
    """Write the artifact and return its checksum."""
    config = config_of(trained.model)
    config |= {"floors": dict(trained.floors), "suspicion": trained.suspicion}
    arrays = arrays_of(trained.model)
    return artifacts.save(
        folder, kind="replies", version=version, config=config, arrays=arrays, report=report
    )


def arrays_of(model: IntentModel) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of an artifact; buckets that were never seen are left out."""
    weights = model.weights
    rows = np.flatnonzero(np.abs(weights.hashed).max(axis=1) > 0).astype(np.uint16)
    return {
        "rows": rows,
        "hashed": weights.hashed[rows].astype(np.float16),
        "named": weights.named,
        "bias": weights.bias,
        "rarity": weights.rarity.astype(np.float16),
    }


def config_of(model: IntentModel) -> dict[str, object]:
    """Return the config of an artifact, without the floors of the actions."""
    return {
        "intents": list(model.intents),
        "scales": dict(model.weights.scales),
        "temperature": model.weights.temperature,
        "named": list(names_of_features(load_phrases())),
    }


@dataclass(frozen=True, slots=True)
class _Sample:
    features: ReplyFeatures
    intent: str
    writer: str
    reply: ReplyText


def _prepare(rows: Iterable[LabelledReply]) -> list[_Sample]:
    """What is empty is left out, but a signature alone still teaches what empty looks like."""
    samples = []
    for row in rows:
        cleaned = clean(row.reply.text)
        written = cleaned.written or cleaned.signature or cleaned.disclaimer
        if written:
            features = features_of(
                written=written, subject=row.reply.subject, quoted=cleaned.quoted
            )
            samples.append(_Sample(features, row.intent, row.writer, row.reply))
    return samples


def _without_each_writer(samples: Sequence[_Sample]) -> list[tuple[IntentModel, list[_Sample]]]:
    """Return, for each writer, a model that never saw the writer, and the writer's samples."""
    found = []
    for writer in sorted({sample.writer for sample in samples}):
        inside = [sample for sample in samples if sample.writer != writer]
        if {sample.intent for sample in inside} == set(INTENTS):
            held = [sample for sample in samples if sample.writer == writer]
            found.append((_fit(inside, temperature=1.0), held))
    return found


def _tempered(model: IntentModel, temperature: float) -> IntentModel:
    return IntentModel(
        intents=model.intents, weights=replace(model.weights, temperature=temperature)
    )


def _floors(partials: Sequence[tuple[IntentModel, list[_Sample]]]) -> dict[str, float]:
    """Return for each action the lowest floor at which the held-out writers reach its precision."""
    outcomes: dict[str, list[tuple[float, bool]]] = {action: [] for action in PRECISIONS}
    open_floors = dict.fromkeys(PRECISIONS, 0.0)
    for model, held in partials:
        cascade = ReplyCascade(model=model, floors=open_floors, suspicion=1.1, version="")
        for sample, prediction in zip(held, cascade.predict([s.reply for s in held]), strict=True):
            outcomes[prediction.action].append(
                (prediction.score, prediction.intent == sample.intent)
            )
    return {
        action: max(_floor(outcomes[action], PRECISIONS[action]), LOWEST_FLOORS[action])
        for action in PRECISIONS
    }


def _floor(outcomes: Sequence[tuple[float, bool]], precision: float) -> float:
    """Without outcomes nothing is ever certain enough."""
    best_first = sorted(outcomes, reverse=True)
    floor, right = 1.0, 0
    for count, (score, is_right) in enumerate(best_first, start=1):
        right += is_right
        if right >= precision * count:
            floor = score
    return round(floor, 4)


def _fit(samples: Sequence[_Sample], *, temperature: float) -> IntentModel:
    features = [sample.features for sample in samples]
    intents = [sample.intent for sample in samples]
    rarity = _rarity(features)
    matrix = _matrix(features, rarity)
    seen = np.flatnonzero(matrix.getnnz(axis=0))
    fitted = LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3).fit(matrix[:, seen], intents)
    order = [list(fitted.classes_).index(intent) for intent in INTENTS]
    coefficients = np.zeros((matrix.shape[1], len(INTENTS)))
    coefficients[seen] = fitted.coef_[order].T
    coefficients -= coefficients.mean(axis=1, keepdims=True)
    bias = fitted.intercept_[order]
    weights = Weights(
        rarity=rarity,
        hashed=coefficients[:BUCKETS].astype(np.float16).astype(np.float32),
        named=coefficients[BUCKETS:].astype(np.float32),
        bias=(bias - bias.mean()).astype(np.float32),
        scales=SCALES,
        temperature=temperature,
    )
    return IntentModel(intents=INTENTS, weights=weights)


def _rarity(features: Sequence[ReplyFeatures]) -> NDArray[np.float32]:
    """Inverse document frequency; a bucket that was never seen counts nothing."""
    seen = np.zeros(BUCKETS)
    for reply in features:
        indices = {member.index for block in BLOCKS for member in getattr(reply, block)}
        seen[list(indices)] += 1
    rarity = np.log((1 + len(features)) / (1 + seen)) + 1
    return np.where(seen > 0, rarity, 0).astype(np.float16).astype(np.float32)


def _matrix(features: Sequence[ReplyFeatures], rarity: NDArray[np.float32]) -> sp.csr_matrix:
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
    return sp.csr_matrix((values, (rows, columns)), shape=(len(features), width))


def _temperature(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """Return the temperature that makes the held-out truth most likely."""

    def surprise(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(scaled).sum(axis=1))
        return float(np.mean(log_sum - scaled[np.arange(len(truth)), truth]))

    found = minimize_scalar(surprise, bounds=(-2.0, 2.0), method="bounded")
    return round(float(np.exp(found.x)), 4)
