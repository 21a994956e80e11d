"""Fourth stage of the title cascade: hashed features with linear heads, served with NumPy alone.

A title is a vector: the sum of the vectors of its features. The heads for functions, level and
industry are linear on it, so the share of each word in a score is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from classifiers import artifacts
from classifiers.errors import ArtifactError
from classifiers.titles.features import N_BUCKETS, Features, extract
from classifiers.titles.sums import WordSums

KIND = "titles"
BATCH = 1024

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says about a batch of titles; all probabilities are calibrated.

    Args:
        functions: shape (n_titles, n_functions); each function on its own.
        levels: shape (n_titles, n_levels); a row adds up to 1.
        industries: shape (n_titles, 1 + n_industries); "none" first; a row adds up to 1.
        vectors: unit vectors of the titles, shape (n_titles, n_dimensions); alike titles are near.
    """

    functions: Floats
    levels: Floats
    industries: Floats
    vectors: Floats


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the scores of the heads become probabilities, fitted on titles they have not seen."""

    function_slope: float = 1.0
    function_shift: float = 0.0
    level_slope: float = 1.0
    industry_slope: float = 1.0


@dataclass(frozen=True)
class TitleModel:
    """Multi-label model over functions, with a level head and an industry head.

    Args:
        version: unique for ever, e.g. `titles-2026.11.1`.
        functions: slugs, in the order of the columns.
        levels: slugs, in the order of the columns.
        industries: slugs, in the order of the columns after "none".
        rows: bucket → row of `vectors`, shape (N_BUCKETS,); row 0 is that of unknown features.
        vectors: vector of each known feature, shape (n_rows, n_dimensions); row 0 is zero.
        heads: shape (n_dimensions, n_functions + n_levels + 1 + n_industries).
        biases: shape (n_functions + n_levels + 1 + n_industries,).
        thresholds: one for each function, shape (n_functions,).
        calibration: scores → probabilities.
    """

    version: str
    functions: tuple[str, ...]
    levels: tuple[str, ...]
    industries: tuple[str, ...]
    rows: NDArray[np.int32]
    vectors: Floats
    heads: Floats
    biases: Floats
    thresholds: Floats
    calibration: Calibration = Calibration()

    def predict(self, titles: Sequence[str]) -> Scores:
        """Score normalised titles, in the same order; an empty batch gives arrays of no rows."""
        batches = [titles[start : start + BATCH] for start in range(0, len(titles), BATCH)]
        vectors = np.concatenate([self.sums.of(batch) for batch in batches or [()]])
        functions, levels, industries = self._split(self._scores(vectors))
        by = self.calibration
        return Scores(
            functions=_sigmoid(by.function_slope * functions + by.function_shift),
            levels=_softmax(by.level_slope * levels),
            industries=_softmax(by.industry_slope * industries),
            vectors=_unit(vectors),
        )

    def logits(self, titles: Sequence[str]) -> tuple[Floats, Floats, Floats]:
        """Return the scores of the three heads before calibration."""
        return self._split(self._scores(self.sums.of(titles)))

    @cached_property
    def sums(self) -> WordSums:
        """What adds up the vectors of titles, with the words that it remembers."""
        return WordSums(self.rows, self.vectors)

    def word_shares(self, title: str, function: str) -> list[tuple[str, float]]:
        """Return what each word of a normalised title adds to the score of a function, in log-odds.

        Exact: the shares, the bias and the common feature add up to the score.
        """
        features = extract([title])
        column = self.heads[:, self.functions.index(function)]
        shares = (self._weighted(features) @ column) * self.calibration.function_slope
        words = features.words[0]
        by_word = np.bincount(features.owners + 1, weights=shares, minlength=len(words) + 1)[1:]
        return list(zip(words, by_word.tolist(), strict=True))

    def _scores(self, vectors: Floats) -> Floats:
        """Return vectors times heads; a title has the same scores in any batch.

        A matrix product adds up in another order where its shape is another; in double precision
        that is gone once the scores are single again, so a file read in other pieces is the same.
        """
        return (vectors.astype(np.float64) @ self._exact_heads + self.biases).astype(np.float32)

    @cached_property
    def _exact_heads(self) -> NDArray[np.float64]:
        return self.heads.astype(np.float64)

    def _split(self, scores: Floats) -> tuple[Floats, Floats, Floats]:
        ends = (len(self.functions), len(self.functions) + len(self.levels))
        return scores[:, : ends[0]], scores[:, ends[0] : ends[1]], scores[:, ends[1] :]

    def _weighted(self, features: Features) -> Floats:
        vectors = self.vectors[self.rows[features.buckets]]
        return cast("Floats", vectors * features.values[:, None])


def save_model(folder: Path, model: TitleModel, *, report: dict[str, object]) -> str:
    """Write a model as an artifact, its vectors as 8-bit numbers; return the checksum."""
    numbers, scales = _eight_bits(model.vectors)
    by = model.calibration
    return artifacts.save(
        folder,
        kind=KIND,
        version=model.version,
        config={
            "functions": list(model.functions),
            "levels": list(model.levels),
            "industries": list(model.industries),
            "buckets": N_BUCKETS,
            "calibration": {
                "function_slope": by.function_slope,
                "function_shift": by.function_shift,
                "level_slope": by.level_slope,
                "industry_slope": by.industry_slope,
            },
        },
        arrays={
            "known_buckets": _buckets_in_row_order(model.rows),
            "vectors": numbers,
            "scales": scales,
            "heads": model.heads.astype(np.float32),
            "biases": model.biases.astype(np.float32),
            "thresholds": model.thresholds.astype(np.float32),
        },
        report=report,
        compressed=False,
    )


def compacted(model: TitleModel) -> TitleModel:
    """Return the model as it will be once it is saved and loaded: its vectors of 8-bit numbers."""
    numbers, scales = _eight_bits(model.vectors)
    return replace(model, vectors=numbers.astype(np.float32) * scales[:, None])


def load_model(folder: Path | None = None) -> TitleModel:
    """Read a model; the one that comes with the product where no folder is given.

    Raises:
        ArtifactError: anything is missing, damaged or of another kind.
    """
    stored = artifacts.load(folder or artifacts.pretrained(KIND), kind=KIND)
    config, arrays = stored.config, stored.arrays
    if config.get("buckets") != N_BUCKETS:
        raise ArtifactError("The artifact hashes its features otherwise. Train it again.")
    rows = np.zeros(N_BUCKETS, dtype=np.int32)
    rows[arrays["known_buckets"]] = np.arange(1, len(arrays["known_buckets"]) + 1)
    vectors = arrays["vectors"].astype(np.float32)
    vectors *= arrays["scales"].astype(np.float32)[:, None]
    return TitleModel(
        version=stored.version,
        functions=tuple(cast("list[str]", config["functions"])),
        levels=tuple(cast("list[str]", config["levels"])),
        industries=tuple(cast("list[str]", config["industries"])),
        rows=rows,
        vectors=vectors,
        heads=arrays["heads"].astype(np.float32),
        biases=arrays["biases"].astype(np.float32),
        thresholds=arrays["thresholds"].astype(np.float32),
        calibration=Calibration(**cast("dict[str, float]", config["calibration"])),
    )


def _eight_bits(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return whole numbers of at most 127 and, for each row, what one of them is worth."""
    scales = np.maximum(np.abs(vectors).max(axis=1) / 127, 1e-12).astype(np.float32)
    return np.round(vectors / scales[:, None]).astype(np.int8), scales


def _buckets_in_row_order(rows: NDArray[np.int32]) -> NDArray[np.int32]:
    known = np.flatnonzero(rows)
    return known[np.argsort(rows[known])].astype(np.int32)


def _sigmoid(scores: Floats) -> Floats:
    return cast("Floats", 1 / (1 + np.exp(-np.clip(scores, -30, 30))))


def _softmax(scores: Floats) -> Floats:
    if not len(scores):
        return scores
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return cast("Floats", raised / raised.sum(axis=1, keepdims=True))


def _unit(vectors: Floats) -> Floats:
    return cast("Floats", vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9))
