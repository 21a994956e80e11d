"""Columns of numbers that grow at their end, and their files, which all processes map."""

import os
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import DTypeLike, NDArray

MIN_ROOM = 1_024
ROOM_SHARE = 32
"""One in this number of values is room in a file; a process that needs more copies the column."""

LABEL = np.dtype([("function", np.int16), ("score", np.float64)])


class NumberColumn:
    """Values of one kind by code; what is appended or changed stays with this process."""

    __slots__ = ("_array", "_n")

    def __init__(self, array: NDArray[Any], n: int | None = None) -> None:
        self._array = array
        self._n = len(array) if n is None else n

    def __len__(self) -> int:
        return self._n

    @property
    def values(self) -> NDArray[Any]:
        """The values that count; may be written to."""
        return self._array[: self._n]

    def append(self, values: NDArray[Any]) -> None:
        """Append values."""
        end = self._n + len(values)
        if end > len(self._array):
            more = max(MIN_ROOM, len(values), self._n // ROOM_SHARE)
            room = np.zeros(more, dtype=self._array.dtype)
            self._array = np.concatenate([self.values, room])
        self._array[self._n : end] = values
        self._n = end


def zeros(dtype: DTypeLike, n: int = 0) -> NumberColumn:
    return NumberColumn(np.zeros(n, dtype=dtype))


def write_column(path: Path, values: NDArray[Any]) -> None:
    """Write values to a file with room for more.

    Raises:
        OSError: the disk is full.
    """
    room = max(MIN_ROOM, len(values) // ROOM_SHARE)
    with path.open("wb") as file:
        values.tofile(file)
        file.truncate((len(values) + room) * values.dtype.itemsize)
        _reserve(file)


def _reserve(file: BinaryIO) -> None:
    """Give each page of a file its place on the disk.

    Of a mapped page without one the kernel ends the process where a tmpfs is full.
    """
    size = os.fstat(file.fileno()).st_size
    if size and hasattr(os, "posix_fallocate"):  # Other systems have no tmpfs.
        os.posix_fallocate(file.fileno(), 0, size)


def map_column(path: Path, dtype: DTypeLike, n: int) -> NumberColumn:
    """Map the first `n` values of a file and its room; pages that are written to become private.

    Raises:
        OSError: the file is not there, or has no place on a full disk.
        ValueError: it is too short.
    """
    with path.open("r+b") as file:  # Former versions left holes.
        _reserve(file)
    array = np.asarray(np.memmap(path, dtype=dtype, mode="c"))
    if len(array) < n:
        raise ValueError(f"{path.name} holds {len(array)} values, {n} are expected.")
    return NumberColumn(array, n)
