"""Looks keys up among sorted ones."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def rows_among(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the row of each wanted key; -1 where it has none.

    Args:
        keys: ascending, each once, shape (n,).
        wanted: in any order.
    """
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.intp)
    inside: NDArray[Any] = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[inside] == wanted, inside, -1)
