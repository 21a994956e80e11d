"""Records of the index files that were looked at lately, copied into the memory of the process.

The next questions of a campaign need most of them again, and to look at a record in the mapped file
takes longer than to copy it. The file itself is given back at once: with each page that is touched,
the system maps those around it that it has cached, so that a process would soon hold all of it.
"""

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.pool.index_files import IndexFiles
from leadqual.campaigns.pool.record_layout import Records, wide_type

MAX_HELD = 24_000
"""Records of one workspace, some 50 MB; when they are full, all are read anew."""


class RecordCache:
    """Reads records by row; not safe for threads, as its owner has a lock.

    Args:
        files: open.
        most: records that are held.
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
