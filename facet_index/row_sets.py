"""Rows that a question finds, in each of the forms in which they are counted, made when needed."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import Rows, array_of, in_bits, values_at
from facet_index.index import FacetIndex

SPARSE = 1 / 12
"""Of all rows: fewer are kept as lists, which are slow to meet bits; those left out are not."""

_MANY = 3 / 4
"""Of all rows: of more than these the companies of those left out are counted sooner."""

_SLICE = 65_536
"""Rows that are looked up at once: their companies stay near the processor."""


class RowSet:
    """One set of rows, to be met with many others, or read column by column."""

    def __init__(self, index: FacetIndex, rows: BitMap) -> None:
        self._index = index
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def array(self) -> Rows:
        """The rows, ascending."""
        return array_of(self.rows)

    def count(self, having: BitMap, size: int) -> int:
        """Return how many of the rows are in another set, which has `size` rows."""
        n = self._bits.intersection_cardinality(having)
        return size - n if self._is_sparse else n

    @cached_property
    def people(self) -> NDArray[np.int64]:
        """How many are found at each company by code; what code 0 says means nothing.

        Of more than half of all rows those are counted that are left out.
        """
        company, n = self._index.column("company"), len(self._index.companies)
        if len(self) * 2 <= len(self._index):
            return np.bincount(values_at(company, self.array), minlength=n)
        others = values_at(company, array_of(self._others))
        return self._index.people() - np.bincount(others, minlength=n)

    @cached_property
    def n_companies(self) -> int:
        """At how many companies somebody is found.

        Where people were counted for each company already, that says it.
        """
        if "people" in vars(self) or len(self) > _MANY * len(self._index):
            return int(np.count_nonzero(self.people[1:]))
        is_met = np.zeros(len(self._index.companies), dtype=np.bool_)
        company = self._index.column("company")
        for start in range(0, len(self), _SLICE):
            codes = values_at(company, self.array[start : start + _SLICE])
            is_met[codes.astype(np.intp)] = True  # NumPy takes longer over narrower numbers.
        return int(np.count_nonzero(is_met[1:]))

    @cached_property
    def _others(self) -> BitMap:
        return self._index.live - self.rows

    @cached_property
    def _is_sparse(self) -> bool:
        return len(self) < SPARSE * len(self._index)

    @cached_property
    def _bits(self) -> BitMap:
        return in_bits(self._others if self._is_sparse else self.rows)
