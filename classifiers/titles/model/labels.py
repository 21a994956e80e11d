"""Scores of the model for a batch → labels, found for all titles at once."""

from functools import cached_property
from typing import cast

import numpy as np

from classifiers.core.types import Label
from classifiers.titles.model.network import Floats, Scores, TitleModel
from classifiers.titles.model.role_merge import MAX_FUNCTIONS

DECIMALS = 4


class BatchLabels:
    """The labels of a batch of roles.

    Args:
        scores: of the model.
        model: names the columns.
        limits: threshold of each function, shape (n_functions,).
    """

    def __init__(self, scores: Scores, *, model: TitleModel, limits: Floats) -> None:
        self.vectors = scores.vectors
        self._model = model
        self._functions, self._limits = scores.functions, limits
        rows, columns = np.nonzero(scores.functions >= limits)
        chances = scores.functions[rows, columns]
        best_first = np.lexsort((-chances, rows))
        self._columns: list[int] = columns[best_first].tolist()
        self._chances = _rounded(chances[best_first])
        n_rows = len(scores.functions)
        self._starts: list[int] = np.searchsorted(rows, np.arange(n_rows + 1)).tolist()
        self._levels: list[int] = scores.levels.argmax(axis=1).tolist()
        self._level_chances = _rounded(scores.levels.max(axis=1))
        self._industries: list[int] = scores.industries.argmax(axis=1).tolist()
        self._industry_chances = _rounded(scores.industries.max(axis=1))

    def functions(self, row: int) -> tuple[Label, ...]:
        """Return the functions above their thresholds, best first."""
        start = self._starts[row]
        end = min(self._starts[row + 1], start + MAX_FUNCTIONS)
        if end == start + 1:  # Most titles.
            return (Label(self._model.functions[self._columns[start]], self._chances[start]),)
        return tuple(
            [
                Label(self._model.functions[self._columns[n]], self._chances[n])
                for n in range(start, end)
            ]
        )

    def nearest_miss(self, row: int) -> tuple[Label, float] | None:
        """Return the likeliest function and its threshold, where a row has no function.

        None where the model knows nothing in the title, or no function at all.
        """
        columns, chances, known = self._likeliest
        chance, column = chances[row], columns[row]
        if chance < 0 or not known[row]:
            return None
        return Label(self._model.functions[column], chance), float(self._limits[column])

    @cached_property
    def _likeliest(self) -> tuple[list[int], list[float], list[bool]]:
        """Column and chance of the likeliest function of each row; whether the row is known."""
        chances = np.where(np.isfinite(self._limits), self._functions, np.float32(-1.0))
        columns = chances.argmax(axis=1)
        best = _rounded(np.take_along_axis(chances, columns[:, None], axis=1)[:, 0])
        known = cast("list[bool]", self.vectors.any(axis=1).tolist())
        return cast("list[int]", columns.tolist()), best, known

    def level(self, row: int) -> Label:
        return Label(self._model.levels[self._levels[row]], self._level_chances[row])

    def industry(self, row: int) -> Label | None:
        """Return the likeliest industry; None where none is likelier than all."""
        best = self._industries[row]
        if best == 0:  # The first column is "none".
            return None
        return Label(self._model.industries[best - 1], self._industry_chances[row])


def _rounded(chances: Floats) -> list[float]:
    return cast("list[float]", np.round(chances.astype(np.float64), DECIMALS).tolist())
