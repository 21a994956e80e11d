"""Whether a company sells to businesses, to people, to both or to nobody."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from classifiers.companies.business_model.explanations import reasons
from classifiers.companies.business_model.features import Token, company_tokens
from classifiers.companies.business_model.organization_names import (
    NamePattern,
    NamePatterns,
)
from classifiers.companies.company_text import company_text
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core import artifacts
from classifiers.core.array_types import Floats
from classifiers.core.errors import ArtifactError
from classifiers.core.probabilities import softmax
from classifiers.core.text import repair
from classifiers.core.types import (
    BUSINESS_MODELS,
    BusinessModelPrediction,
    CompanyRecord,
    Label,
)

KIND = "companies"
TEXT_FIELD = "text as a whole"
"""Field of what the vector of a text says, which belongs to no single word."""
TEXT_LABEL = "what the company says it does"
NAME_FIELDS = frozenset({"name", "letters", "name pattern", "domain", "size"})
"""Fields of a company of which hardly more than the name is known."""
INFORMATIVE_FIELDS = frozenset(
    {"name pattern", "overview", "industry", "topics", "sic", "technology", "type"}
)
MIN_NAME_LOGITS = 1.5
MIN_NAME_LOGITS_WITH_VECTOR = 1.2
"""Least sum of absolute logits of a bare name, times the share of its letters that is known;
with less it says nothing about the company.

Above what invented names of no meaning weigh ("Zyx", "Qwrtz"), in the weights of each model."""
MIN_LETTERS = 2
MIN_KNOWN_SHARE = 0.4
"""Share of the letters of a bare name that must be known where no word of it is ("Acme")."""
MIN_PROBABILITY_BY_NAME = 0.45
"""Probability of an answer by hardly more than a name that does not tell its kind; below it the
answer is `unknown` (docs/models/company-experiments.md)."""
MIN_PROBABILITY_BY_KIND = 0.5
"""The same by a name that tells its kind."""


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """A fitted linear model over hashed tokens and, optionally, the vector of the text.

    Args:
        columns: hash of a token → its column; what is not here is passed over.
        rarity: inverse document frequency, shape (n_columns,).
        coefficients: logits for each label and column, shape (n_labels, n_columns).
        intercepts: shape (n_labels,).
        field_weights: field → weight of its tokens.
        directions: logits for each label and number of a vector, shape (n_labels, n_dimensions);
            no dimensions where the model reads tokens alone.
    """

    columns: Mapping[int, int]
    rarity: NDArray[np.float32]
    coefficients: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    name_intercepts: NDArray[np.float32]
    field_weights: Mapping[str, float]
    directions: NDArray[np.float32]
    name_scale: float

    def vector(
        self, counts: Mapping[Token, int]
    ) -> tuple[list[Token], NDArray[np.int64], NDArray[np.float64]]:
        """Return the known tokens of a company with columns and values, scaled to unit length."""
        tokens = [token for token in counts if hash_of(token) in self.columns]
        columns = np.fromiter((self.columns[hash_of(t)] for t in tokens), np.int64, len(tokens))
        token_weights = np.fromiter(
            (self.field_weights.get(t.field, 1.0) for t in tokens), np.float64
        )
        values = token_weights * (1 + np.log(np.fromiter((counts[t] for t in tokens), np.float64)))
        values *= self.rarity[columns]
        return tokens, columns, values / max(float(np.linalg.norm(values)), 1e-9)


class BusinessModelClassifier:
    """Reads all fields of a company, any of which may be missing; needs NumPy alone."""

    def __init__(
        self,
        model: LinearModel,
        *,
        words_only: LinearModel,
        patterns: NamePatterns,
        version: str,
        encoder: str,
    ) -> None:
        self.model = model
        self.words_only = words_only
        self.patterns = patterns
        self.version = version
        self.encoder = encoder

    def predict(
        self, records: Sequence[CompanyRecord], *, vectors: Floats | None = None
    ) -> list[BusinessModelPrediction]:
        """Classify companies, in their order; one of which nothing is known is `unknown`.

        Args:
            records: what is known of them.
            vectors: what `encoder` makes of their `company_text`, shape (n_records, n_dimensions);
                a row of zeros where there is none. Answers are better with them.
        """
        if vectors is None:
            vectors = np.zeros((len(records), 0), dtype=np.float32)
        return [self._predict_company(*each) for each in zip(records, vectors, strict=True)]

    def read(
        self, records: Sequence[CompanyRecord], *, encoder: CompanyEncoder
    ) -> list[BusinessModelPrediction]:
        """Classify companies whose vectors are not at hand; an encoder makes them, which is slow.

        Floats of another encoder than that of the model say nothing to it: words alone answer.
        """
        if not self.reads(encoder.version):
            return self.predict(records)
        texts = [company_text(record) for record in records]
        return self.predict(records, vectors=encoder.encode(texts))

    def reads(self, encoder: str) -> bool:
        """Return whether vectors of an encoder are those that were learned from."""
        return encoder == self.encoder

    def _predict_company(self, record: CompanyRecord, vector: Floats) -> BusinessModelPrediction:
        model = self.model if vector.any() else self.words_only
        counts = company_tokens(record, self.patterns)
        fields = {token.field for token in counts}
        tokens, columns, values = model.vector(counts)
        logit_parts = model.coefficients[:, columns] * values
        contributions = logit_parts - logit_parts.mean(axis=0)
        threshold = MIN_NAME_LOGITS_WITH_VECTOR if vector.any() else MIN_NAME_LOGITS
        if not fields & INFORMATIVE_FIELDS:
            known_share = len(tokens) / max(len(counts), 1)
            is_unfamiliar = known_share < MIN_KNOWN_SHARE and "name" not in {
                token.field for token in tokens
            }
            is_short = len(repair(record.name).strip()) < MIN_LETTERS
            if is_short or is_unfamiliar or np.abs(contributions).sum() * known_share < threshold:
                return self._unknown_prediction()
        if vector.any():
            tokens = [*tokens, Token(TEXT_FIELD, TEXT_LABEL)]
            logit_parts = np.column_stack([logit_parts, model.directions @ vector])
            contributions = logit_parts - logit_parts.mean(axis=0)
        is_bare = fields <= NAME_FIELDS
        scale = model.name_scale if is_bare else 1.0
        logits = scale * logit_parts.sum(axis=1)
        logits += model.name_intercepts if is_bare else model.intercepts
        probabilities = softmax(logits)
        best = int(probabilities.argmax())
        if is_bare and self._is_weak_answer(counts, best, float(probabilities[best])):
            return self._unknown_prediction()
        return BusinessModelPrediction(
            business_model=BUSINESS_MODELS[best],
            probability=float(probabilities[best]),
            probabilities=tuple(
                Label(label, float(p))
                for label, p in zip(BUSINESS_MODELS, probabilities, strict=True)
            ),
            model=self.version,
            why=reasons(BUSINESS_MODELS[best], tokens, scale * contributions[best], record=record),
        )

    def _is_weak_answer(self, counts: Iterable[Token], best: int, probability: float) -> bool:
        """Return whether little more than a name is too weak a basis for an answer."""
        kinds = {token.text for token in counts if token.field == "name pattern"}
        threshold = (
            MIN_PROBABILITY_BY_NAME
            if kinds.isdisjoint(BUSINESS_MODELS)
            else MIN_PROBABILITY_BY_KIND
        )
        return probability < threshold or BUSINESS_MODELS[best] == "unknown"

    def _unknown_prediction(self) -> BusinessModelPrediction:
        """Return the answer where nothing is known: any of the labels is as good."""
        known_share = 1 / len(BUSINESS_MODELS)
        return BusinessModelPrediction(
            business_model="unknown",
            probability=known_share,
            probabilities=tuple(Label(label, known_share) for label in BUSINESS_MODELS),
            model=self.version,
        )

    def save(self, folder: Path, *, report: Mapping[str, object], data_hash: str = "") -> str:
        """Write the artifact and return its checksum."""
        models = {"": self.model, "words_": self.words_only}
        return artifacts.save(
            folder,
            kind=KIND,
            version=self.version,
            config={
                "labels": list(BUSINESS_MODELS),
                "field_weights": dict(self.model.field_weights),
                "encoder": self.encoder,
                "by_name": {name: model.name_scale for name, model in models.items()},
                "patterns": [[p.kind, p.label, p.phrase] for p in self.patterns.patterns],
            },
            arrays={
                "hashes": np.array(list(self.model.columns), dtype=np.uint32),
                "rarity": self.model.rarity.astype(np.float16),
                "directions": self.model.directions.astype(np.float32),
                **{
                    f"{name}coefficients": model.coefficients.astype(np.float16)
                    for name, model in models.items()
                },
                **{
                    f"{name}intercepts": np.stack([model.intercepts, model.name_intercepts])
                    for name, model in models.items()
                },
            },
            report=report,
            data_hash=data_hash,
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
        stored = artifact.config.get("patterns")
        if not isinstance(stored, list):
            raise ArtifactError("The artifact has no name patterns. Train it again.")
        return cls(
            _read_model(artifact, ""),
            words_only=_read_model(artifact, "words_"),
            patterns=NamePatterns([NamePattern(*entry) for entry in stored]),
            version=artifact.version,
            encoder=encoder,
        )


@lru_cache(maxsize=2**18)
def hash_of(token: Token) -> int:
    """Return 32 bits for a token; the same in every process."""
    return zlib.crc32(f"{token.field}\x1f{token.text}".encode())


def _read_model(artifact: artifacts.Artifact, name: str) -> LinearModel:
    arrays, weights = artifact.arrays, artifact.config.get("field_weights")
    name_scale = artifact.config.get("by_name")
    if not isinstance(weights, dict) or not isinstance(name_scale, dict):
        raise ArtifactError(f"{artifact.version} has no field weights. Train it again.")
    intercepts, name_intercepts = arrays[f"{name}intercepts"].astype(np.float32)
    directions = arrays["directions"].astype(np.float32)
    return LinearModel(
        {int(each): column for column, each in enumerate(arrays["hashes"].tolist())},
        arrays["rarity"].astype(np.float32),
        arrays[f"{name}coefficients"].astype(np.float32),
        intercepts,
        name_intercepts,
        weights,
        directions if not name else directions[:, :0],
        float(name_scale[name]),
    )
