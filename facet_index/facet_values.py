"""Values of a facet by code, one or several for each record."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from facet_index.columns import NumberColumn, zeros

VALUE_TYPE = np.dtype(np.int32)


class ValueCodes:
    """The distinct values of a facet, in the order of their codes.

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
        """Return the code of a value; -1 if it is unknown."""
        return self._codes.get(text, -1) if text else -1

    def known_codes(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return the code of each value; 0 if it is unknown."""
        return np.array([max(self.code(text), 0) for text in texts], dtype=np.int32)

    def add(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return the code of each value; new ones get the next codes."""
        for text in texts:
            if text not in self._codes:
                self._codes[text] = len(self._texts)
                self._texts.append(text)
        return np.array([self._codes[text] for text in texts], dtype=np.int32)


class MultiValues:
    """Consecutive entries for each code; changed ones are written again at the end.

    Args:
        owner: code of each entry; 0 for outdated entries.
    """

    def __init__(
        self, start: NumberColumn, size: NumberColumn, entries: NumberColumn, owner: NumberColumn
    ) -> None:
        self.start = start
        self.size = size
        self.entries = entries
        self.owner = owner

    @classmethod
    def empty(cls, dtype: DTypeLike) -> "MultiValues":
        """Return no entries: only code 0, which has none."""
        return cls(zeros(np.int32, 1), zeros(np.uint16, 1), zeros(dtype), zeros(np.int32))

    def put(self, codes: NDArray[np.int32], sizes: NDArray[Any], entries: NDArray[Any]) -> None:
        """Replace the entries of codes, consecutive in `entries`; new codes are added."""
        if missing := max(int(codes.max(initial=-1)) + 1 - len(self.start), 0):
            self.start.append(np.zeros(missing, dtype=np.int32))
            self.size.append(np.zeros(missing, dtype=np.uint16))
        self.owner.values[self._positions(codes)[1]] = 0
        ends = np.cumsum(sizes)
        self.start.values[codes] = len(self.entries) + ends - sizes
        self.size.values[codes] = sizes
        self.entries.append(entries)
        self.owner.append(np.repeat(codes, sizes))

    def put_texts(
        self, codes: NDArray[np.int32], texts_by_code: Sequence[Sequence[str]], values: ValueCodes
    ) -> None:
        """Replace the values of codes, without duplicates and empty texts."""
        texts = [[text for text in dict.fromkeys(row_texts) if text] for row_texts in texts_by_code]
        found = values.add([text for row_texts in texts for text in row_texts])
        self.put(codes, np.array([len(row_texts) for row_texts in texts]), found.astype(VALUE_TYPE))

    def of(self, codes: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """Return all entries of codes, and for each the position of its code."""
        owners, positions = self._positions(codes)
        return owners, self.entries.values[positions]

    def _positions(self, codes: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        sizes = self.size.values[codes].astype(np.intp)
        owners = np.repeat(np.arange(len(codes)), sizes)
        ends = np.cumsum(sizes)
        offsets = np.arange(len(owners)) - np.repeat(ends - sizes, sizes)
        return owners, self.start.values[codes][owners] + offsets
