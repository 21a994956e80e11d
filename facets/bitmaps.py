"""Rows as a set ↔ rows as an array."""

from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Rows = NDArray[np.uint32]


def bitmap_of(rows: NDArray[Any]) -> BitMap:
    """Return rows, in any order, as a set; ten times as fast as `BitMap(rows)`, which asks each."""
    return BitMap(array("I", rows.astype(np.uint32, copy=False).tobytes()))


def array_of(rows: BitMap) -> Rows:
    """Return rows as an array, ascending."""
    return np.frombuffer(rows.to_array(), dtype=np.uint32)
