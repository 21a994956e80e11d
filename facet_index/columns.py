"""Columns of numbers that grow at the end, and their files, which all processes map."""

import os
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import DTypeLike, NDArray

MIN_SPARE_VALUES = 1_024
SPARE_SHARE = 32
"""A file has one spare value for this many values; a process that needs more copies the column."""

LABEL = np.dtype([("function", np.int16), ("score", np.float64)])


class NumberColumn:
    """Values of one type by code; appended or changed values stay in this process."""

    __slots__ = ("_array", "_n")

    def __init__(self, array: NDArray[Any], n: int | None = None) -> None:
        self._array = array
        self._n = len(array) if n is None else n

    def __len__(self) -> int:
        return self._n

    @property
    def values(self) -> NDArray[Any]:
        """The values without the spare ones; writable."""
        return self._array[: self._n]

    def append(self, values: NDArray[Any]) -> None:
        """Append values."""
        end = self._n + len(values)
        if end > len(self._array):
            more = max(MIN_SPARE_VALUES, len(values), self._n // SPARE_SHARE)
            spare_values = np.zeros(more, dtype=self._array.dtype)
            self._array = np.concatenate([self.values, spare_values])
        self._array[self._n : end] = values
        self._n = end


def zeros(dtype: DTypeLike, n: int = 0) -> NumberColumn:
    return NumberColumn(np.zeros(n, dtype=dtype))


def write_column(path: Path, values: NDArray[Any]) -> None:
    """Write values to a file with spare space.

    Raises:
        OSError: the disk is full.
    """
    spare_values = max(MIN_SPARE_VALUES, len(values) // SPARE_SHARE)
    with path.open("wb") as file:
        values.tofile(file)
        file.truncate((len(values) + spare_values) * values.dtype.itemsize)
        _reserve(file)


def _reserve(file: BinaryIO) -> None:
    """Allocate all pages of a file on the disk.

    If a tmpfs is full, the kernel kills a process that writes to an unallocated mapped page.
    """
    size = os.fstat(file.fileno()).st_size
    if size and hasattr(os, "posix_fallocate"):  # Other systems have no tmpfs.
        os.posix_fallocate(file.fileno(), 0, size)


def map_column(path: Path, dtype: DTypeLike, n: int) -> NumberColumn:
    """Map the first `n` values of a file and its spare space; written pages become private.

    Raises:
        OSError: the file is missing, or the disk is full.
        ValueError: it is too short.
    """
    with path.open("r+b") as file:  # Earlier versions left holes.
        _reserve(file)
    array = np.asarray(np.memmap(path, dtype=dtype, mode="c"))
    if len(array) < n:
        raise ValueError(f"{path.name} holds {len(array)} values, {n} are expected.")
    return NumberColumn(array, n)
