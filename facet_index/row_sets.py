"""The rows that a query finds, in each form needed for counting."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import Rows, array_of, as_bit_containers, values_at
from facet_index.index import FacetIndex

SPARSE_SHARE = 1 / 12
"""Share of all rows below which a set is stored as lists, which intersect slowly with bits."""

_MOST_ROWS_SHARE = 3 / 4
"""Share of all rows above which companies are counted by the other rows."""

_SLICE = 65_536
"""Rows looked up at once, so that their companies fit in the processor cache."""


class RowSet:
    """A set of rows to intersect with many others, or to read column by column."""

    def __init__(self, index: FacetIndex, rows: BitMap) -> None:
        self._index = index
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def array(self) -> Rows:
        """The rows, ascending."""
        return array_of(self.rows)

    def count(self, other: BitMap, size: int) -> int:
        """Return the number of rows that are also in another set of `size` rows."""
        n = self._bits.intersection_cardinality(other)
        return size - n if self._is_sparse else n

    @cached_property
    def people_per_company(self) -> NDArray[np.int64]:
        """Number of rows at each company, by code; that of code 0 is meaningless.

        For more than half of all rows, the other rows are counted and subtracted.
        """
        company, n = self._index.column("company"), len(self._index.companies)
        if len(self) * 2 <= len(self._index):
            return np.bincount(values_at(company, self.array), minlength=n)
        other_companies = values_at(company, array_of(self._other_rows))
        return self._index.people_per_company() - np.bincount(other_companies, minlength=n)

    @cached_property
    def n_companies(self) -> int:
        """Number of companies with at least one of the rows."""
        if "people" in vars(self) or len(self) > _MOST_ROWS_SHARE * len(self._index):
            return int(np.count_nonzero(self.people_per_company[1:]))
        has_rows = np.zeros(len(self._index.companies), dtype=np.bool_)
        company = self._index.column("company")
        for start in range(0, len(self), _SLICE):
            codes = values_at(company, self.array[start : start + _SLICE])
            has_rows[codes.astype(np.intp)] = True  # NumPy is slower with narrower numbers.
        return int(np.count_nonzero(has_rows[1:]))

    @cached_property
    def _other_rows(self) -> BitMap:
        return self._index.live - self.rows

    @cached_property
    def _is_sparse(self) -> bool:
        return len(self) < SPARSE_SHARE * len(self._index)

    @cached_property
    def _bits(self) -> BitMap:
        return as_bit_containers(self._other_rows if self._is_sparse else self.rows)
