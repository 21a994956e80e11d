"""Columns of numbers that grow at their end, and their files, which all processes map."""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import DTypeLike, NDArray

MIN_ROOM = 1_024
ROOM_SHARE = 32
"""A file has room for one in so many values more; a process that needs more copies the column."""

LABEL = np.dtype([("function", np.int16), ("score", np.float64)])
VALUE = np.dtype(np.int32)


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
        """Put values behind those that are there."""
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


# Keys of the database ↔ codes: small whole numbers from 1 on, without gaps; 0 is nothing.


class Keys:
    """Which code a key has, and back.

    Args:
        by_code: key of each code; that of code 0 is 0.
        sorted_keys: the keys of the first codes, sorted, without the 0.
        codes: code of each sorted key; None where that is its place, counted from 1.
    """

    def __init__(
        self,
        by_code: NumberColumn,
        sorted_keys: NDArray[np.int64],
        codes: NDArray[np.int32] | None = None,
    ) -> None:
        self._by_code = by_code
        self._sorted = sorted_keys
        self._codes = codes
        first_new = len(sorted_keys) + 1
        self._later = {
            int(key): first_new + place
            for place, key in enumerate(by_code.values[first_new:].tolist())
        }

    @classmethod
    def none(cls) -> "Keys":
        """Return keys that hold nothing but code 0."""
        return cls(NumberColumn(np.zeros(1, dtype=np.int64)), np.empty(0, dtype=np.int64))

    def __len__(self) -> int:
        return len(self._by_code)

    @property
    def by_code(self) -> NDArray[np.int64]:
        """Key of each code."""
        return self._by_code.values

    def codes_of(self, keys: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the code of each key; 0 where it is not known."""
        codes = np.zeros(len(keys), dtype=np.int32)
        if len(self._sorted):
            places = np.minimum(np.searchsorted(self._sorted, keys), len(self._sorted) - 1)
            found = self._sorted[places] == keys
            codes[found] = places[found] + 1 if self._codes is None else self._codes[places[found]]
        if self._later:
            unknown = np.flatnonzero(codes == 0)
            codes[unknown] = [self._later.get(key, 0) for key in keys[unknown].tolist()]
        return codes

    def add(self, keys: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the code of each key; those that are not known get the next codes.

        Keys of 0 and below stay nothing.
        """
        codes = self.codes_of(keys)
        new = np.unique(keys[(codes == 0) & (keys > 0)])
        self._later |= {key: len(self) + place for place, key in enumerate(new.tolist())}
        self._by_code.append(new)
        return self.codes_of(keys) if len(new) else codes


# Values of a facet ↔ codes from 1 on; 0 is the empty value, which nobody can tick.


class ValueCodes:
    """The different values of one facet, in the order of their codes.

    Args:
        texts: the values of code 1 and up.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts = ["", *texts]
        self._codes = {text: code for code, text in enumerate(self._texts)}

    def __len__(self) -> int:
        return len(self._texts)

    @property
    def texts(self) -> Sequence[str]:
        """Value of each code."""
        return self._texts

    def code(self, text: str) -> int:
        """Return the code of a value; -1 where nothing has it."""
        return self._codes.get(text, -1) if text else -1

    def known(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return the code of each value; 0 where it is not known."""
        return np.array([max(self.code(text), 0) for text in texts], dtype=np.int32)

    def add(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return the code of each value; new ones get the next codes."""
        for text in texts:
            if text not in self._codes:
                self._codes[text] = len(self._texts)
                self._texts.append(text)
        return np.array([self._codes[text] for text in texts], dtype=np.int32)


# Several values for each code, such as the labels of a title.


class Many:
    """A run of entries for each code; a changed run is written again behind all others.

    Args:
        owner: code of each entry; 0 for those of former runs.
    """

    def __init__(
        self, start: NumberColumn, size: NumberColumn, entries: NumberColumn, owner: NumberColumn
    ) -> None:
        self.start = start
        self.size = size
        self.entries = entries
        self.owner = owner

    @classmethod
    def none(cls, dtype: DTypeLike) -> "Many":
        """Return runs that hold nothing; code 0 is there, with an empty run."""
        return cls(zeros(np.int32, 1), zeros(np.uint16, 1), zeros(dtype), zeros(np.int32))

    def put(self, codes: NDArray[np.int32], sizes: NDArray[Any], entries: NDArray[Any]) -> None:
        """Give codes new runs, one behind the other in `entries`; higher codes come into being."""
        if missing := max(int(codes.max(initial=-1)) + 1 - len(self.start), 0):
            self.start.append(np.zeros(missing, dtype=np.int32))
            self.size.append(np.zeros(missing, dtype=np.uint16))
        self.owner.values[self._places(codes)[1]] = 0
        ends = np.cumsum(sizes)
        self.start.values[codes] = len(self.entries) + ends - sizes
        self.size.values[codes] = sizes
        self.entries.append(entries)
        self.owner.append(np.repeat(codes, sizes))

    def put_texts(
        self, codes: NDArray[np.int32], several: Sequence[Sequence[str]], values: ValueCodes
    ) -> None:
        """Give codes new runs of the codes of texts; each once, empty ones left out."""
        texts = [[text for text in dict.fromkeys(some) if text] for some in several]
        found = values.add([text for some in texts for text in some])
        self.put(codes, np.array([len(some) for some in texts]), found.astype(VALUE))

    def of(self, codes: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """Return all entries of some codes, and for each the place of its code among them."""
        owners, places = self._places(codes)
        return owners, self.entries.values[places]

    def _places(self, codes: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        sizes = self.size.values[codes].astype(np.intp)
        owners = np.repeat(np.arange(len(codes)), sizes)
        ends = np.cumsum(sizes)
        inside = np.arange(len(owners)) - np.repeat(ends - sizes, sizes)
        return owners, self.start.values[codes][owners] + inside


# Many texts by code, and which of them hold a word.


class TextColumn:
    r"""Texts by code; those of the files stand in one run of bytes, each with `\n` behind it.

    Args:
        run: UTF-8, lower case; the text of code 0 is empty.
    """

    def __init__(
        self, run: memoryview | bytes = b"\n", starts: NDArray[np.int64] | None = None
    ) -> None:
        self.run = run
        self.starts = np.array([0, 1], dtype=np.int64) if starts is None else starts
        self._n = len(self.starts) - 1
        self._later: dict[int, str] = {}

    def __len__(self) -> int:
        return self._n

    def of(self, code: int) -> str:
        if (text := self._later.get(code)) is not None:
            return text
        start, end = self.starts[code], self.starts[code + 1]
        return str(self.run[start : end - 1], "utf-8")

    def put(self, codes: Sequence[int], texts: Sequence[str]) -> None:
        """Change texts, or add those of the next codes."""
        self._later |= zip(codes, (clean(text) for text in texts), strict=True)
        self._n = max(self._n, max(codes, default=-1) + 1)

    def add(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Add texts and return their codes; the same text may have several."""
        codes = np.arange(self._n, self._n + len(texts), dtype=np.int32)
        self.put(codes.tolist(), texts)
        return codes

    def holding(self, word: str) -> NDArray[np.bool_]:
        """Return True for each code whose text holds the word; lower case, not empty."""
        found = np.zeros(self._n, dtype=np.bool_)
        word = clean(word)
        # The rest of the line goes with the match: a text is found once.
        pattern = re.compile(re.escape(word.encode(errors="surrogatepass")) + rb"[^\n]*")
        places = np.array([match.start() for match in pattern.finditer(self.run)], dtype=np.int64)
        found[np.searchsorted(self.starts, places, side="right") - 1] = True
        for code, text in self._later.items():
            found[code] = word in text
        return found


def clean(text: str) -> str:
    """Return a text in lower case that has no end of a line in it."""
    return text.lower().replace("\n", " ")


def run_of(texts: Sequence[str]) -> TextColumn:
    """Return clean texts by code; the first of them, that of code 0, is empty."""
    lines = [text.encode() for text in texts]
    starts = np.zeros(len(lines) + 1, dtype=np.int64)
    np.cumsum([len(line) + 1 for line in lines], out=starts[1:])
    return TextColumn(b"\n".join(lines) + b"\n", starts)
