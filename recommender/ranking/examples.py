"""Examples: companies, or a text, that count as likes while there are few verdicts."""

from collections.abc import Hashable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.types import Features


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What counts as a like though nobody judged it.

    Args:
        counts: what each counts as a like before fading, above 0; one for each row.
        fade: what is left of that, above 0 to 1.
    """

    features: Features
    counts: NDArray[np.float64]
    fade: float
    key: Hashable

    def __len__(self) -> int:
        return len(self.features)

    @property
    def values(self) -> NDArray[np.float64]:
        """Return what each counts as a like now; what `Ranker.fit` takes."""
        return self.counts * self.fade


def concatenate(first: Features, second: Features) -> Features:
    """Return the companies of both, the second behind the first; what one lacks, both lack."""
    columns: dict[str, Any] = {}
    for field in fields(Features):
        left, right = getattr(first, field.name), getattr(second, field.name)
        is_known = left is not None and right is not None
        columns[field.name] = np.concatenate([left, right]) if is_known else None
    return Features(**columns)


def text_only_features(vectors: NDArray[np.float32], *, like: Features) -> Features:
    """Return rows of which nothing but the text is known.

    Args:
        vectors: unit vectors, placed as those of `like`, shape (n_rows, n_dimensions).
        like: whose columns the rows get.
    """
    n_rows = len(vectors)
    missing = {"size": np.nan, "founded": np.nan, "business_model": -1}
    columns: dict[str, Any] = {"text": vectors.astype(np.float32)}
    for field in fields(Features)[1:]:
        values = getattr(like, field.name)
        if values is not None:
            value = missing.get(field.name, 0)
            columns[field.name] = np.full((n_rows, *values.shape[1:]), value, dtype=values.dtype)
    return Features(**columns)
