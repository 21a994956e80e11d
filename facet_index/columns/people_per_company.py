"""How many contacts each company has, counted once for all questions between two changes."""

import numpy as np
from numpy.typing import NDArray

_SLICE = 1_000_000
"""Rows that are counted at once: counting makes a copy of them that is twice as large."""


class Headcount:
    """Holds the numbers of the last time."""

    def __init__(self) -> None:
        self._n = np.zeros(0, dtype=np.int64)
        self._as_of = -1

    def of(self, company: NDArray[np.int32], n_companies: int, *, as_of: int) -> NDArray[np.int64]:
        """Return the number of contacts of each company by code.

        Args:
            company: code for each row.
            n_companies: codes that there are.
            as_of: another number after each change.
        """
        if self._as_of != as_of:
            n = np.zeros(n_companies, dtype=np.int64)
            for start in range(0, len(company), _SLICE):
                n += np.bincount(company[start : start + _SLICE], minlength=n_companies)
            self._n, self._as_of = n, as_of
        return self._n
