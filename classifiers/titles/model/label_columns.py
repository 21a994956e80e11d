"""Columns of the title model under the slugs that functions have now; merged ones count as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifiers.core.array_types import Floats


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """What the columns of a model mean now.

    Args:
        functions: slugs, each once, in the order of their first columns.
    """

    functions: tuple[str, ...]
    indexes: tuple[int, ...]

    @classmethod
    def under(cls, slugs: Sequence[str], now: Mapping[str, str]) -> "LabelColumns":
        """Name columns.

        Args:
            slugs: of the columns, as they were when the model was fitted.
            now: former slug → the slug that it leads to; others stay as they are.
        """
        named = [now.get(slug, slug) for slug in slugs]
        functions = tuple(dict.fromkeys(named))
        indexes = {slug: index for index, slug in enumerate(functions)}
        return cls(functions, tuple(indexes[slug] for slug in named))

    @property
    def has_merged(self) -> bool:
        return len(self.functions) < len(self.indexes)

    def joined(self, scores: Floats) -> Floats:
        """Return the largest score of each function, shape (n_titles, n_functions).

        Args:
            scores: of the columns, shape (n_titles, n_columns).
        """
        if not self.has_merged:
            return scores
        first = self._first
        found = scores[:, first]
        for column, index in enumerate(self.indexes):
            if column != first[index]:
                np.maximum(found[:, index], scores[:, column], out=found[:, index])
        return found

    def first(self, values: Floats) -> Floats:
        """Return the value of the first column of each function, shape (n_functions,)."""
        return values[self._first]

    @property
    def _first(self) -> list[int]:
        """The first column of each function."""
        first = {index: column for column, index in reversed(list(enumerate(self.indexes)))}
        return [first[index] for index in range(len(self.functions))]

    def thresholds(self, slugs: Sequence[str], own: Floats) -> Floats:
        """Return the threshold of each function, shape (n_functions,).

        That of the column that always had its slug; where none had, the lowest, so that no title
        loses a function that only got another name.
        """
        found = np.full(len(self.functions), np.inf, dtype=np.float32)
        for slug, index, threshold in zip(slugs, self.indexes, own, strict=True):
            if slug == self.functions[index] or self.functions[index] not in slugs:
                found[index] = min(found[index], threshold)
        return found
