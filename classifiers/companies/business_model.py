"""Whether a company sells to businesses, to people, to both or to nobody."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from classifiers import artifacts
from classifiers.companies.features import Token, company_tokens
from classifiers.companies.names import NamePattern, NamePatterns
from classifiers.errors import ArtifactError
from classifiers.types import (
    BUSINESS_MODELS,
    BusinessModelPrediction,
    CompanyRecord,
    Evidence,
    Label,
)

KIND = "companies"
N_BUCKETS = 2**17
MAX_EVIDENCE = 6
LEAST_EVIDENCE = 0.05
"""Contributions below this many logits are noise to a reader."""
TELLING_FIELDS = frozenset(
    {"name pattern", "overview", "industry", "topics", "sic", "technology", "type"}
)
LEAST_WEIGHED = 2.0
"""Logits that a bare name must add and take in all; with less it says nothing about the company.

The highest whole number at which organisations held out of the training half lose no accuracy."""


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """A fitted linear model over hashed tokens.

    Args:
        rarity: inverse document frequency, shape (N_BUCKETS,); 0 for what was never seen.
        coefficients: logits for each label and bucket, shape (n_labels, N_BUCKETS).
        intercepts: shape (n_labels,).
        field_weights: field → how loud its tokens are.
    """

    rarity: NDArray[np.float32]
    coefficients: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    field_weights: Mapping[str, float]

    def vector(
        self, record: CompanyRecord, patterns: NamePatterns
    ) -> tuple[list[Token], NDArray[np.int64], NDArray[np.float64]]:
        """Return the tokens of a company with their buckets and values, length 1 together."""
        counts = company_tokens(record, patterns)
        tokens = list(counts)
        buckets = np.fromiter((bucket_of(token) for token in tokens), np.int64, len(tokens))
        loud = np.fromiter((self.field_weights.get(t.field, 1.0) for t in tokens), np.float64)
        values = loud * (1 + np.log(np.fromiter(counts.values(), np.float64)))
        values *= self.rarity[buckets]
        return tokens, buckets, values / max(float(np.linalg.norm(values)), 1e-9)


class BusinessModelClassifier:
    """Reads all fields of a company, any of which may be missing; needs NumPy alone.

    Args:
        model: fitted weights.
        patterns: kinds of names, as they were when the model was fitted.
        version: of the artifact.
    """

    def __init__(self, model: LinearModel, *, patterns: NamePatterns, version: str) -> None:
        self.model = model
        self.patterns = patterns
        self.version = version

    def predict(self, records: Sequence[CompanyRecord]) -> list[BusinessModelPrediction]:
        """Classify companies, in their order; one of which nothing is known is `unknown`."""
        return [self._predict_one(record) for record in records]

    def _predict_one(self, record: CompanyRecord) -> BusinessModelPrediction:
        tokens, buckets, values = self.model.vector(record, self.patterns)
        parts = self.model.coefficients[:, buckets] * values
        spoke = parts - parts.mean(axis=0)
        if _says_nothing(tokens, spoke):
            return self._unknown()
        logits = parts.sum(axis=1) + self.model.intercepts
        probabilities = np.exp(logits - logits.max())
        probabilities /= probabilities.sum()
        best = int(probabilities.argmax())
        return BusinessModelPrediction(
            business_model=BUSINESS_MODELS[best],
            probability=float(probabilities[best]),
            probabilities=tuple(
                Label(label, float(p))
                for label, p in zip(BUSINESS_MODELS, probabilities, strict=True)
            ),
            model=self.version,
            why=_why(BUSINESS_MODELS[best], tokens, spoke[best]),
        )

    def _unknown(self) -> BusinessModelPrediction:
        """Return the answer where nothing is known: any of the labels is as good."""
        share = 1 / len(BUSINESS_MODELS)
        return BusinessModelPrediction(
            business_model="unknown",
            probability=share,
            probabilities=tuple(Label(label, share) for label in BUSINESS_MODELS),
            model=self.version,
        )

    def save(self, folder: Path, *, report: Mapping[str, object]) -> str:
        """Write the artifact and return its checksum."""
        used = np.flatnonzero(self.model.rarity)
        return artifacts.save(
            folder,
            kind=KIND,
            version=self.version,
            config={
                "labels": list(BUSINESS_MODELS),
                "field_weights": dict(self.model.field_weights),
                "patterns": [[p.kind, p.label, p.phrase] for p in self.patterns.patterns],
            },
            arrays={
                "buckets": used.astype(np.int32),
                "rarity": self.model.rarity[used].astype(np.float16),
                "coefficients": self.model.coefficients[:, used].astype(np.float16),
                "intercepts": self.model.intercepts.astype(np.float32),
            },
            report=report,
        )

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """Read an artifact, by default the one that comes with the product.

        Raises:
            ArtifactError: it is missing, damaged or made for other labels.
        """
        artifact = artifacts.load(folder or artifacts.pretrained(KIND), kind=KIND)
        if artifact.config.get("labels") != list(BUSINESS_MODELS):
            raise ArtifactError(f"{artifact.version} knows other labels. Train it again.")
        return cls(_unpack(artifact), patterns=_patterns(artifact.config), version=artifact.version)


@lru_cache(maxsize=2**18)
def bucket_of(token: Token) -> int:
    """Return the column of a token; the same in every process."""
    return zlib.crc32(f"{token.field}\x1f{token.text}".encode()) % N_BUCKETS


def _says_nothing(tokens: Sequence[Token], spoke: NDArray[np.float64]) -> bool:
    """Whether there is but a name, no known kind of name, and its letters hardly speak."""
    if any(token.field in TELLING_FIELDS for token in tokens):
        return False
    return float(np.abs(spoke).sum()) < LEAST_WEIGHED


def _why(label: str, tokens: Sequence[Token], spoke: NDArray[np.float64]) -> tuple[Evidence, ...]:
    """Return what spoke for the label against the mean of all labels, in logits."""
    order = [at for at in np.argsort(-spoke, kind="stable") if spoke[at] >= LEAST_EVIDENCE]
    return tuple(
        Evidence(label, tokens[at].field, tokens[at].text, round(float(spoke[at]), 4))
        for at in order[:MAX_EVIDENCE]
    )


def _unpack(artifact: artifacts.Artifact) -> LinearModel:
    arrays, weights = artifact.arrays, artifact.config.get("field_weights")
    if not isinstance(weights, dict):
        raise ArtifactError(f"{artifact.version} has no field weights. Train it again.")
    used = arrays["buckets"].astype(np.int64)
    rarity = np.zeros(N_BUCKETS, dtype=np.float32)
    rarity[used] = arrays["rarity"].astype(np.float32)
    coefficients = np.zeros((len(BUSINESS_MODELS), N_BUCKETS), dtype=np.float32)
    coefficients[:, used] = arrays["coefficients"].astype(np.float32)
    intercepts = arrays["intercepts"].astype(np.float32)
    return LinearModel(rarity, coefficients, intercepts, weights)


def _patterns(config: Mapping[str, object]) -> NamePatterns:
    stored = config.get("patterns")
    if not isinstance(stored, list):
        raise ArtifactError("The artifact has no name patterns. Train it again.")
    return NamePatterns([NamePattern(*entry) for entry in stored])
