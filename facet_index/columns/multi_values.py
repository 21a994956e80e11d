"""Several values for each code, such as the labels of a title."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from facet_index.columns.numbers import NumberColumn, zeros
from facet_index.columns.value_column import ValueCodes

LABEL = np.dtype([("function", np.int16), ("score", np.float64)])
VALUE = np.dtype(np.int32)


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
