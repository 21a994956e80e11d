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
from classifiers.companies.encoder import CompanyEncoder
from classifiers.companies.features import Token, company_tokens
from classifiers.companies.names import NamePattern, NamePatterns
from classifiers.companies.text import company_text
from classifiers.errors import ArtifactError
from classifiers.types import (
    BUSINESS_MODELS,
    BusinessModelPrediction,
    CompanyRecord,
    Evidence,
    Label,
)

KIND = "companies"
WHOLE = "text as a whole"
"""Field of what the vector of a text says, which belongs to no single word."""
WHOLE_TEXT = "what the company says it does"
N_BUCKETS = 2**17
MAX_EVIDENCE = 6
LEAST_EVIDENCE = 0.05
"""Contributions below this many logits are noise to a reader."""
TELLING_FIELDS = frozenset(
    {"name pattern", "overview", "industry", "topics", "sic", "technology", "type"}
)
LEAST_WEIGHED = 2.5
LEAST_WEIGHED_BESIDE_A_VECTOR = 2.0
"""Logits that a bare name must add and take in all; with less it says nothing about the company.

Above what invented names of no meaning weigh ("Zyx", "Qwrtz"), in the weights of each model."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """A fitted linear model over hashed tokens and, beside them, the vector of the text.

    Args:
        rarity: inverse document frequency, shape (N_BUCKETS,); 0 for what was never seen.
        coefficients: logits for each label and bucket, shape (n_labels, N_BUCKETS).
        intercepts: shape (n_labels,).
        field_weights: field → how loud its tokens are.
        directions: logits for each label and number of a vector, shape (n_labels, n_dimensions);
            no dimensions where the model reads tokens alone.
    """

    rarity: NDArray[np.float32]
    coefficients: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    field_weights: Mapping[str, float]
    directions: NDArray[np.float32]

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
        model: weights of words, and of vectors beside them.
        words_alone: weights of words for companies whose vector is not at hand.
        patterns: kinds of names, as they were when the model was fitted.
        version: of the artifact.
        encoder: version of the encoder whose vectors `model` reads.
    """

    def __init__(
        self,
        model: LinearModel,
        *,
        words_alone: LinearModel,
        patterns: NamePatterns,
        version: str,
        encoder: str,
    ) -> None:
        self.model = model
        self.words_alone = words_alone
        self.patterns = patterns
        self.version = version
        self.encoder = encoder

    def predict(
        self, records: Sequence[CompanyRecord], *, vectors: Vectors | None = None
    ) -> list[BusinessModelPrediction]:
        """Classify companies, in their order; one of which nothing is known is `unknown`.

        Args:
            records: what is known of them.
            vectors: what `encoder` makes of their `company_text`, shape (n_records, n_dimensions);
                a row of zeros where there is none. Answers are better with them.
        """
        if vectors is None:
            vectors = np.zeros((len(records), 0), dtype=np.float32)
        return [self._predict_one(*each) for each in zip(records, vectors, strict=True)]

    def read(
        self, records: Sequence[CompanyRecord], *, encoder: CompanyEncoder
    ) -> list[BusinessModelPrediction]:
        """Classify companies whose vectors are not at hand; an encoder makes them, which is slow.

        Vectors of another encoder than that of the model say nothing to it: words alone answer.
        """
        if encoder.version != self.encoder:
            return self.predict(records)
        texts = [company_text(record) for record in records]
        return self.predict(records, vectors=encoder.encode(texts))

    def _predict_one(self, record: CompanyRecord, vector: Vectors) -> BusinessModelPrediction:
        model = self.model if vector.any() else self.words_alone
        tokens, buckets, values = model.vector(record, self.patterns)
        parts = model.coefficients[:, buckets] * values
        spoke = parts - parts.mean(axis=0)
        least = LEAST_WEIGHED_BESIDE_A_VECTOR if vector.any() else LEAST_WEIGHED
        if _says_nothing(tokens, spoke, least):
            return self._unknown()
        if vector.any():
            tokens = [*tokens, Token(WHOLE, WHOLE_TEXT)]
            parts = np.column_stack([parts, model.directions @ vector])
            spoke = parts - parts.mean(axis=0)
        logits = parts.sum(axis=1) + model.intercepts
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
        models = {"": self.model, "words_": self.words_alone}
        return artifacts.save(
            folder,
            kind=KIND,
            version=self.version,
            config={
                "labels": list(BUSINESS_MODELS),
                "field_weights": dict(self.model.field_weights),
                "encoder": self.encoder,
                "patterns": [[p.kind, p.label, p.phrase] for p in self.patterns.patterns],
            },
            arrays={
                "buckets": used.astype(np.int32),
                "rarity": self.model.rarity[used].astype(np.float16),
                "directions": self.model.directions.astype(np.float32),
                **{
                    f"{name}coefficients": model.coefficients[:, used].astype(np.float16)
                    for name, model in models.items()
                },
                **{
                    f"{name}intercepts": model.intercepts.astype(np.float32)
                    for name, model in models.items()
                },
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
        encoder = artifact.config.get("encoder")
        if not isinstance(encoder, str):
            raise ArtifactError(f"{artifact.version} does not read vectors. Train it again.")
        return cls(
            _unpack(artifact, ""),
            words_alone=_unpack(artifact, "words_"),
            patterns=_patterns(artifact.config),
            version=artifact.version,
            encoder=encoder,
        )


@lru_cache(maxsize=2**18)
def bucket_of(token: Token) -> int:
    """Return the column of a token; the same in every process."""
    return zlib.crc32(f"{token.field}\x1f{token.text}".encode()) % N_BUCKETS


def _says_nothing(tokens: Sequence[Token], spoke: NDArray[np.float64], least: float) -> bool:
    """Whether there is but a name, no known kind of name, and its letters hardly speak."""
    if any(token.field in TELLING_FIELDS for token in tokens):
        return False
    return float(np.abs(spoke).sum()) < least


def _why(label: str, tokens: Sequence[Token], spoke: NDArray[np.float64]) -> tuple[Evidence, ...]:
    """Return what spoke for the label against the mean of all labels, in logits."""
    order = [at for at in np.argsort(-spoke, kind="stable") if spoke[at] >= LEAST_EVIDENCE]
    return tuple(
        Evidence(label, tokens[at].field, tokens[at].text, round(float(spoke[at]), 4))
        for at in order[:MAX_EVIDENCE]
    )


def _unpack(artifact: artifacts.Artifact, name: str) -> LinearModel:
    arrays, weights = artifact.arrays, artifact.config.get("field_weights")
    if not isinstance(weights, dict):
        raise ArtifactError(f"{artifact.version} has no field weights. Train it again.")
    used = arrays["buckets"].astype(np.int64)
    rarity = np.zeros(N_BUCKETS, dtype=np.float32)
    rarity[used] = arrays["rarity"].astype(np.float32)
    coefficients = np.zeros((len(BUSINESS_MODELS), N_BUCKETS), dtype=np.float32)
    coefficients[:, used] = arrays[f"{name}coefficients"].astype(np.float32)
    intercepts = arrays[f"{name}intercepts"].astype(np.float32)
    directions = arrays["directions"].astype(np.float32)
    return LinearModel(
        rarity, coefficients, intercepts, weights, directions if not name else directions[:, :0]
    )


def _patterns(config: Mapping[str, object]) -> NamePatterns:
    stored = config.get("patterns")
    if not isinstance(stored, list):
        raise ArtifactError("The artifact has no name patterns. Train it again.")
    return NamePatterns([NamePattern(*entry) for entry in stored])
