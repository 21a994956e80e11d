"""Weighs what the parts of a headline and the headline as a whole say.

Boosted trees are asked about each label that one of the readings names. They learned from
headlines which part is a job, and which a field, a skill, an employer, a slogan or a former job.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from classifiers.titles.model.boosted_trees import BoostedTrees
from classifiers.titles.model.feature_sums import FeatureSums
from classifiers.titles.model.features import N_BUCKETS
from classifiers.titles.model.headline_features import Candidates, HeadlineBatch, candidates

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]


class WeighedLabels(NamedTuple):
    """What headlines hold when all of their parts are weighed.

    Args:
        functions: chances, shape (n_headlines, n_functions).
        parts: the part that names a function most, counted through the batch; -1 for functions that
            none names, shape (n_headlines, n_functions).
        levels: chances, shape (n_headlines, n_levels); a row adds up to 1.
    """

    functions: Floats
    parts: Rows
    levels: Floats


@dataclass(frozen=True, eq=False)
class HeadlineModel:
    """Which labels of the parts of a headline hold for the person.

    Args:
        buckets: hashed features that tell a job from other parts, shape (n_known,).
        weights: log-odds that each adds, shape (n_known,).
        shift: log-odds of a part without any of them.
        functions: trees for functions.
        levels: trees for levels.
    """

    buckets: NDArray[np.int32]
    weights: Floats
    shift: float
    functions: BoostedTrees
    levels: BoostedTrees

    def relevance(self, texts: Sequence[str]) -> Floats:
        """Return the chance that parts say what a person does now, shape (n_texts,)."""
        return cast("Floats", 1 / (1 + np.exp(-self.shift - self._sums.of(texts)[:, 0])))

    def weigh(self, batch: HeadlineBatch) -> WeighedLabels:
        """Return the labels of headlines, from those of their parts and of the whole."""
        found = candidates(batch, levels=False)
        functions = np.zeros(batch.whole_functions.shape, np.float32)
        parts = np.full(functions.shape, -1, np.intp)
        parts[found.headlines, found.columns] = found.parts
        functions[found.headlines, found.columns] = self.functions.probabilities(found.features)
        return WeighedLabels(functions, parts, self._levels(batch))

    def _levels(self, batch: HeadlineBatch) -> Floats:
        found: Candidates = candidates(batch, levels=True)
        levels = np.zeros(batch.whole_levels.shape, np.float32)
        levels[found.headlines, found.columns] = self.levels.probabilities(found.features)
        levels += np.float32(1e-6)
        return cast("Floats", levels / levels.sum(axis=1, keepdims=True))

    @cached_property
    def _sums(self) -> FeatureSums:
        rows = np.zeros(N_BUCKETS, dtype=np.int32)
        rows[self.buckets] = np.arange(1, len(self.buckets) + 1)
        vectors = np.concatenate([np.zeros(1, np.float32), self.weights])[:, None]
        return FeatureSums(rows, vectors, np.ones(len(vectors), np.float32))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what an artifact keeps."""
        return {
            "relevance_buckets": self.buckets,
            "relevance_weights": self.weights.astype(np.float16),
            "relevance_shift": np.array([self.shift]),
            **self.functions.arrays("function_trees"),
            **self.levels.arrays("level_trees"),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "HeadlineModel | None":
        """Read what `arrays` gave; None where a model was fitted without headlines."""
        if "relevance_buckets" not in arrays:
            return None
        return cls(
            buckets=arrays["relevance_buckets"],
            weights=arrays["relevance_weights"].astype(np.float32),
            shift=float(arrays["relevance_shift"][0]),
            functions=BoostedTrees.of("function_trees", arrays),
            levels=BoostedTrees.of("level_trees", arrays),
        )


def unweighed(batch: HeadlineBatch) -> WeighedLabels:
    """Return labels by a plain mean, for models that were fitted without headlines.

    The chance of a function is the mean of the whole and of the part that names it most; the level
    is that of the whole.
    """
    starts, owners = batch.starts, batch.owners
    best = np.maximum.reduceat(batch.functions, starts, axis=0)
    places = np.arange(len(owners))[:, None]
    at = np.where(batch.functions == best[owners], places, len(owners))
    functions = (best + batch.whole_functions) / 2
    return WeighedLabels(
        cast("Floats", functions), np.minimum.reduceat(at, starts, axis=0), batch.whole_levels
    )
