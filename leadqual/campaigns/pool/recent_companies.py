"""Companies of a large workspace that are newer than its index files, held by the process."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.pool.index_files import IndexFiles
from leadqual.campaigns.pool.record_layout import Records, wide_type


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


MAX_HELD = 24_000
"""Records of one workspace, some 50 MB; when they are full, all are read again."""


class RecordCache:
    """Reads records by row; not safe for threads, as its owner has a lock.

    Args:
        files: open.
    """

    def __init__(self, files: IndexFiles, *, most: int = MAX_HELD) -> None:
        self._files = files
        self._type = wide_type(files.records.dtype["text"].shape[0])
        self._records = np.empty(min(most, len(files)), dtype=self._type)
        self._rows = np.empty(len(self._records), dtype=np.intp)
        self._places = np.full(len(files), -1, dtype=np.int32)
        self._n = 0

    def take(self, rows: NDArray[np.intp]) -> Records:
        """Return the records of rows, in their order, as a copy of `wide_type`."""
        missing = np.unique(rows[self._places[rows] < 0])
        if self._n + len(missing) > len(self._records):
            self._forget()
            missing = np.unique(rows)
        if len(missing) > len(self._records):
            found = self._files.records[rows].astype(self._type)
            self._files.release()
            return found
        if len(missing):
            end = self._n + len(missing)
            self._records[self._n : end] = self._files.records[missing]
            self._rows[self._n : end] = missing
            self._places[missing] = np.arange(self._n, end)
            self._n = end
            self._files.release()
        return self._records[self._places[rows]]

    def _forget(self) -> None:
        self._places[self._rows[: self._n]] = -1
        self._n = 0
