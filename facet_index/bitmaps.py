"""Convert sets of rows to arrays and back."""

from array import array
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Rows = NDArray[np.uint32]

CONTAINER_ROWS = 65_536
"""Rows in a roaring container: a list of up to 4,096, runs or bits."""

_SLICE = 65_536

FEW_RUNS = 64
"""Maximum bytes of runs in a container, 4 each, that intersect as fast as bits."""


def bitmap_of(rows: NDArray[Any]) -> BitMap:
    """Return rows, in any order, as a set; ten times as fast as `BitMap(rows)`."""
    return BitMap(array("I", rows.astype(np.uint32, copy=False).tobytes()))


def array_of(rows: BitMap) -> Rows:
    """Return rows as an array, ascending."""
    return np.frombuffer(rows.to_array(), dtype=np.uint32)


def marks_by_code(marks: NDArray[np.bool_], codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return the mark of each row by its code: `marks[codes]`, slice by slice.

    NumPy widens the codes; those of a slice fit in the processor cache: 11 ms instead of 20 for
    ten million rows.
    """
    found = np.empty(len(codes), dtype=np.bool_)
    for start in range(0, len(codes), _SLICE):
        part = slice(start, start + _SLICE)
        np.take(marks, codes[part], out=found[part], mode="clip")  # Codes are in range.
    return found


def values_at(column: NDArray[Any], rows: NDArray[Any]) -> NDArray[Any]:
    """Return `column[rows]` in two thirds of the time, without bounds checks."""
    return np.take(column, rows, mode="clip")


def as_bit_containers(rows: BitMap) -> BitMap:
    """Return a set with its short runs stored as bits, to intersect it with a thousand others.

    Half of a million rows in runs of ten: 39 ms for all facets, 5 with bits. An intersection with
    bits results in bits if a container keeps more than 4,096 rows, so even and odd rows are
    intersected separately and joined.
    """
    statistics = rows.get_statistics()
    if statistics["n_bytes_run_containers"] <= FEW_RUNS * statistics["n_run_containers"]:
        return rows
    even, odd = _even_and_odd_rows(rows.max() // CONTAINER_ROWS + 1)
    return (rows & even) | (rows & odd)


@lru_cache(maxsize=2)
def _even_and_odd_rows(n_containers: int) -> tuple[BitMap, BitMap]:
    end = n_containers * CONTAINER_ROWS
    return BitMap(range(0, end, 2)), BitMap(range(1, end, 2))
