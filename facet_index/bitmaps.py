"""Rows as a set ↔ rows as an array."""

from array import array
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Rows = NDArray[np.uint32]

CONTAINER = 65_536
"""Rows that roaring keeps together, as a list of up to 4,096, as runs or as bits."""

_SLICE = 65_536

FEW_RUNS = 64
"""Bytes of the runs of one container, 4 for each, that intersect as fast as bits do."""


def bitmap_of(rows: NDArray[Any]) -> BitMap:
    """Return rows, in any order, as a set; ten times as fast as `BitMap(rows)`, which asks each."""
    return BitMap(array("I", rows.astype(np.uint32, copy=False).tobytes()))


def array_of(rows: BitMap) -> Rows:
    """Return rows as an array, ascending."""
    return np.frombuffer(rows.to_array(), dtype=np.uint32)


def marked(marks: NDArray[np.bool_], codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return the mark of each row by its code: `marks[codes]`, slice by slice.

    NumPy makes wider numbers of the codes; those of a slice stay near the processor: of ten million
    rows 11 ms instead of 20.
    """
    found = np.empty(len(codes), dtype=np.bool_)
    for start in range(0, len(codes), _SLICE):
        part = slice(start, start + _SLICE)
        np.take(marks, codes[part], out=found[part], mode="clip")  # No code is beyond.
    return found


def values_at(column: NDArray[Any], rows: NDArray[Any]) -> NDArray[Any]:
    """Return `column[rows]`, a third sooner: no row is beyond the column, so none is looked at."""
    return np.take(column, rows, mode="clip")


def in_bits(rows: BitMap) -> BitMap:
    """Return a set with its short runs kept as bits, for it to meet a thousand others.

    Half of a million rows in runs of ten: 39 ms for all facets, 5 with bits. What meets bits comes
    out as bits where more than 4,096 rows of a container are left, so every other row and those
    between are taken apart and joined.
    """
    kept = rows.get_statistics()
    if kept["n_bytes_run_containers"] <= FEW_RUNS * kept["n_run_containers"]:
        return rows
    even, odd = _halves(rows.max() // CONTAINER + 1)
    return (rows & even) | (rows & odd)


@lru_cache(maxsize=2)
def _halves(n_containers: int) -> tuple[BitMap, BitMap]:
    end = n_containers * CONTAINER
    return BitMap(range(0, end, 2)), BitMap(range(1, end, 2))
