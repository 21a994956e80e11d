"""Rows as a set ↔ rows as an array."""

from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Rows = NDArray[np.uint32]

FEW_RUNS = 64
"""Bytes of the runs of 65,536 rows, 4 for each, that intersect as fast as bits do."""


def bitmap_of(rows: NDArray[Any]) -> BitMap:
    """Return rows, in any order, as a set; ten times as fast as `BitMap(rows)`, which asks each."""
    return BitMap(array("I", rows.astype(np.uint32, copy=False).tobytes()))


def array_of(rows: BitMap) -> Rows:
    """Return rows as an array, ascending."""
    return np.frombuffer(rows.to_array(), dtype=np.uint32)


def is_dense(rows: BitMap) -> bool:
    """Say whether a set intersects fast: most of it is kept as bits, or as very few runs."""
    kept = rows.get_statistics()
    n_slow = kept["n_array_containers"]
    if kept["n_bytes_run_containers"] > FEW_RUNS * kept["n_run_containers"]:
        n_slow += kept["n_run_containers"]
    return 2 * n_slow < kept["n_containers"]
