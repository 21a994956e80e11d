"""Weighs what the parts of a headline and the headline as a whole say.

Boosted trees are asked about each label that one of the readings names. They learned from
headlines which part is a job, and which a field, a skill, an employer, a slogan or a former job.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Floats, Rows
from classifiers.titles.model.boosted_trees import BoostedTrees
from classifiers.titles.model.headline_candidates import (
    Candidates,
    HeadlineBatch,
    candidates,
    log_odds,
)
from classifiers.titles.model.label_columns import LabelColumns


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
        function_weights: what the log-odds of each function weigh in whether a part is a job that
            is held now, shape (n_functions,).
        level_weights: the same of the levels, shape (n_levels,).
        shift: log-odds of a part without any of them.
    """

    function_weights: Floats
    level_weights: Floats
    shift: float
    functions: BoostedTrees
    levels: BoostedTrees

    def under(self, columns: LabelColumns) -> "HeadlineModel":
        """Return the same for the slugs that functions have now."""
        return replace(self, function_weights=columns.first(self.function_weights))

    def relevance(self, functions: Floats, levels: Floats) -> Floats:
        """Return the chance that parts say what a person does now, shape (n_parts,).

        Args:
            functions: chances of parts that were read alone, shape (n_parts, n_functions).
            levels: the same, shape (n_parts, n_levels).
        """
        # In double precision a part has the same chance in any batch.
        sums = log_odds(functions).astype(np.float64) @ self.function_weights
        sums += log_odds(levels).astype(np.float64) @ self.level_weights
        return cast("Floats", (1 / (1 + np.exp(-self.shift - sums))).astype(np.float32))

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

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "relevance_functions": self.function_weights,
            "relevance_levels": self.level_weights,
            "relevance_shift": np.array([self.shift]),
            **self.functions.arrays("function_trees"),
            **self.levels.arrays("level_trees"),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "HeadlineModel | None":
        """Read what `arrays` gave; None where a model was fitted without headlines."""
        if "relevance_functions" not in arrays:
            return None
        return cls(
            function_weights=arrays["relevance_functions"],
            level_weights=arrays["relevance_levels"],
            shift=float(arrays["relevance_shift"][0]),
            functions=BoostedTrees.of("function_trees", arrays),
            levels=BoostedTrees.of("level_trees", arrays),
        )


def mean_labels(batch: HeadlineBatch) -> WeighedLabels:
    """Return labels by a plain mean, for models that were fitted without headlines.

    The chance of a function is the mean of the whole and of the part that names it most; the level
    is that of the whole.
    """
    starts, owners = batch.starts, batch.owners
    best = np.maximum.reduceat(batch.functions, starts, axis=0)
    indexes = np.arange(len(owners))[:, None]
    at = np.where(batch.functions == best[owners], indexes, len(owners))
    functions = (best + batch.whole_functions) / 2
    return WeighedLabels(
        cast("Floats", functions), np.minimum.reduceat(at, starts, axis=0), batch.whole_levels
    )
