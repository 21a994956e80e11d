"""Records of a large workspace: of its index files, through a cache, and newer ones."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.pool.index_files import (
    IndexFiles,
    Records,
    features_of,
)
from recommender.types import Features

Places = NDArray[np.intp]

MAX_CACHED = 40_000
"""Most cached records of a workspace, two kilobytes each; when the cache is full, it is cleared."""

_INITIAL_SIZE = 4_000  # A query asks for `MIN_CANDIDATES` and more, nearly the same ones each time.


class RecentCompanies:
    """Companies embedded after the files were written, oldest first.

    A company that is embedded again gets a new row; the former row is no longer live.
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
        """Company ID of each row."""
        return self._keys[: self.n]

    @property
    def live(self) -> NDArray[np.bool_]:
        """True for each current row."""
        return self._live[: self.n]

    def rows_of(self, company_ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the row of each company; -1 if it has none."""
        if not self._row_of:
            return np.full(len(company_ids), -1, dtype=np.intp)
        found = [self._row_of.get(key, -1) for key in company_ids.tolist()]
        return np.array(found, dtype=np.intp)

    def add(self, keys: Sequence[int], records: Records, rows: NDArray[np.float32]) -> None:
        """Append companies; `rows` as returned by `linear_rows`."""
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
        """Remove a company, e.g. because it was deleted."""
        if (row := self._row_of.pop(key, None)) is not None:
            self._live[row] = False


class RecordCache:
    """Reads records by row; not thread-safe, because its owner has a lock.

    Args:
        files: open.
        max_cached: records to cache, in the end.
    """

    def __init__(self, files: IndexFiles, *, max_cached: int = MAX_CACHED) -> None:
        self._files, self._max_cached = files, min(max_cached, len(files))
        self._places = np.full(len(files), -1, dtype=np.int32)
        self._rows = np.empty(0, dtype=np.intp)
        self._features = features_of(files.records[:0])
        self._n_known = np.empty(0, dtype=np.int16)
        self._n = 0
        self.grow(_INITIAL_SIZE)

    def grow(self, n: int) -> None:
        """Cache this many records from now on, if fewer are cached and that many may be."""
        n, old = min(n, self._max_cached), slice(0, self._n)
        if n <= len(self._rows):
            return

        def resized(values: NDArray[Any]) -> NDArray[Any]:
            larger = np.empty((n, *values.shape[1:]), dtype=values.dtype)
            larger[old] = values[old]
            return larger

        self._rows, self._n_known = resized(self._rows), resized(self._n_known)
        self._features = self._features.changed(resized)

    def features(self, rows: Places) -> Features:
        """Return a copy of the features of rows, in the same order."""
        if self._load(rows):
            return self._features.take(self._places[rows].astype(np.intp))
        found = features_of(self._files.records[rows])
        self._files.release()
        return found

    def n_known(self, rows: Places) -> NDArray[np.int16]:
        """Return the number of known facts of rows, in the same order."""
        if self._load(rows):
            return self._n_known[self._places[rows]]
        found = np.asarray(self._files.records["n_known"][rows])
        self._files.release()
        return found

    def _load(self, rows: Places) -> bool:
        """Cache rows; return False if there are too many."""
        missing = np.unique(rows[self._places[rows] < 0])
        if self._n + len(missing) > len(self._rows):
            missing = np.unique(rows)
            if len(missing) > len(self._rows):
                return False
            self._places[self._rows[: self._n]] = -1
            self._n = 0
        if len(missing):
            end = self._n + len(missing)
            records, new_rows = self._files.records[missing], slice(self._n, end)
            self._features.put(new_rows, features_of(records))
            self._n_known[new_rows], self._rows[new_rows] = records["n_known"], missing
            self._places[missing] = np.arange(self._n, end)
            self._n = end
            self._files.release()
        return True
