"""Values of a facet by code, and several of them for one record."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from facet_index.columns import NumberColumn, zeros

VALUE = np.dtype(np.int32)


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


class Many:
    """A run of entries for each code; a changed run is written again after all others.

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
        """Give codes new runs, one after the other in `entries`; higher codes come into being."""
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
        self, codes: NDArray[np.int32], several: Sequence[Sequence[str]], values: ValueCodes
    ) -> None:
        """Give codes new runs of the codes of texts; each once, empty ones left out."""
        texts = [[text for text in dict.fromkeys(some) if text] for some in several]
        found = values.add([text for some in texts for text in some])
        self.put(codes, np.array([len(some) for some in texts]), found.astype(VALUE))

    def of(self, codes: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """Return all entries of some codes, and for each the place of its code among them."""
        owners, positions = self._positions(codes)
        return owners, self.entries.values[positions]

    def _positions(self, codes: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        sizes = self.size.values[codes].astype(np.intp)
        owners = np.repeat(np.arange(len(codes)), sizes)
        ends = np.cumsum(sizes)
        inside = np.arange(len(owners)) - np.repeat(ends - sizes, sizes)
        return owners, self.start.values[codes][owners] + inside
