"""Companies of a large workspace that are newer than its index files, held by the process."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.pool.index_files import IndexFiles
from leadqual.campaigns.pool.record_layout import Records


class RecentCompanies:
    """Companies that were read after the files were written, in the order of their reading.

    A company that is read again has a new row; the former one is no longer live.
    """

    def __init__(self, files: IndexFiles) -> None:
        self.revision = files.manifest.revision
        self.codes = files.codes.empty()
        self.n = 0
        self._type = files.records.dtype
        self._records: Records = np.zeros(64, dtype=self._type)
        self._keys = np.zeros(64, dtype=np.int64)
        self._live = np.zeros(64, dtype=bool)
        self._row_of: dict[int, int] = {}

    @property
    def records(self) -> Records:
        """Record of each row."""
        return self._records[: self.n]

    @property
    def keys(self) -> NDArray[np.int64]:
        """Key of the company of each row."""
        return self._keys[: self.n]

    @property
    def live(self) -> NDArray[np.bool_]:
        """True for each row that counts."""
        return self._live[: self.n]

    def rows_of(self, company_ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the row of each company; -1 where it has none."""
        if not self._row_of:
            return np.full(len(company_ids), -1, dtype=np.intp)
        found = [self._row_of.get(key, -1) for key in company_ids.tolist()]
        return np.array(found, dtype=np.intp)

    def add(self, keys: Sequence[int], records: Records, rows: NDArray[np.float32]) -> None:
        """Put companies behind those that are there; `rows` as `linear_rows` makes them."""
        end = self.n + len(keys)
        if end > len(self._keys):
            size = max(end, 2 * len(self._keys))
            self._records, self._keys, self._live = (
                np.concatenate([old, np.zeros(size - len(old), dtype=old.dtype)])
                for old in (self._records, self._keys, self._live)
            )
        for row, key in enumerate(keys, start=self.n):
            self.drop(key)
            self._row_of[key] = row
        self._records[self.n : end] = records
        self._keys[self.n : end] = keys
        self._live[self.n : end] = True
        self.codes.add(rows)
        self.n = end

    def drop(self, key: int) -> None:
        """Leave a company out, e.g. because it was deleted."""
        if (row := self._row_of.pop(key, None)) is not None:
            self._live[row] = False
