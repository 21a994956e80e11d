"""Finds the few thousand of a million companies among which the best are.

Every row is kept in four bits for each four of its numbers (product quantization: Jégou, Douze and
Schmid, 2011; scanned with tables in registers: André, Kermarrec and Le Scouarnec, 2015; both as
FAISS has them). All of them are scanned for each question: a million in a few milliseconds, in
158 bytes each. Cells or a graph would look at a part only, and the best companies for 40 likes and
100 dislikes lie in no one part (docs/models/recommender-experiments.md).
"""

import logging
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.errors import IndexFileError
from recommender.ranking.linear import GROUP

SAMPLE = 20_000
"""Rows that the codes are fitted on; more change nothing."""

_BITS = 4
_WRITING = ".writing"
_ROWS = ".rows"


class CompanyIndex:
    """Rows of companies, scanned for those with the highest inner product."""

    def __init__(self, codes: Any, empty_codes: NDArray[np.uint8]) -> None:
        self._codes = codes
        self._empty = empty_codes

    @classmethod
    def fit(cls, sample: NDArray[np.float32]) -> Self:
        """Fit the codes on rows as `linear_rows` gives them; the index is empty then."""
        faiss = _faiss()
        n_dimensions = sample.shape[1]
        # One cell of everything: only this kind of index can leave rows out while it scans.
        cell = faiss.IndexFlatIP(n_dimensions)
        codes = faiss.IndexIVFPQFastScan(
            cell, n_dimensions, 1, n_dimensions // GROUP, _BITS, faiss.METRIC_INNER_PRODUCT
        )
        cell.this.disown()
        codes.own_fields = True
        codes.by_residual = False
        codes.cp.min_points_per_centroid = codes.pq.cp.min_points_per_centroid = 1
        codes.train(np.ascontiguousarray(sample[:SAMPLE]))
        return cls(codes, faiss.serialize_index(codes))

    def __len__(self) -> int:
        return int(self._codes.ntotal)

    @property
    def n_dimensions(self) -> int:
        return int(self._codes.d)

    def empty(self) -> Self:
        """Return an index with the same codes and no rows."""
        return type(self)(_faiss().deserialize_index(self._empty), self._empty)

    def add(self, rows: NDArray[np.float32]) -> None:
        """Put rows behind those that are there."""
        self._codes.add(np.ascontiguousarray(rows))

    def best(
        self, queries: NDArray[np.float32], *, n: int, allowed: NDArray[np.bool_] | None = None
    ) -> NDArray[np.intp]:
        """Return the rows with (nearly) the highest inner products, in no order.

        Args:
            queries: shape (n_queries, n_numbers).
            n: rows for each query, fewer where there are fewer.
            allowed: True for each row that may be returned; all where None.

        Returns:
            Rows for any of the queries, each once, ascending.
        """
        return np.unique(np.concatenate(self.best_of_each(queries, n=n, allowed=allowed)))

    def best_of_each(
        self, queries: NDArray[np.float32], *, n: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[NDArray[np.intp]]:
        """Return for each query the rows with (nearly) the highest inner products, best first."""
        faiss = _faiss()
        n_open = len(self) if allowed is None else int(np.count_nonzero(allowed))
        wanted = min(n, n_open)
        if not wanted:
            return [np.empty(0, dtype=np.intp)] * len(queries)
        selector = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)
        parameters = faiss.SearchParametersIVF(sel=selector, nprobe=1)
        _, rows = self._codes.search(np.ascontiguousarray(queries), wanted, params=parameters)
        return [found[found >= 0].astype(np.intp) for found in rows]

    def save(self, path: Path) -> None:
        """Write the index; files that are there are replaced, each in one step."""
        faiss = _faiss()
        n_places, n_bytes = _capacity(self._codes)
        rows, ids = np.empty(0, np.uint8), np.full(n_places, -1, np.int64)
        if n_places:
            lists = self._codes.invlists
            rows = faiss.rev_swig_ptr(lists.get_codes(0), n_places * n_bytes)
            ids[: len(self)] = faiss.rev_swig_ptr(lists.get_ids(0), len(self))
        temporary = rows_of(path).with_name(path.name + _ROWS + _WRITING)
        with temporary.open("wb") as file:
            rows.tofile(file)
            ids.tofile(file)
        temporary.replace(rows_of(path))
        head = faiss.deserialize_index(self._empty)
        head.ntotal = len(self)
        temporary = path.with_name(path.name + _WRITING)
        faiss.write_index(head, str(temporary))
        temporary.replace(path)

    @classmethod
    def load(cls, path: Path, *, is_mapped: bool = False) -> Self:
        """Open an index; nothing may be added to it.

        Args:
            path: as it was saved.
            is_mapped: all processes share the rows in the file, which takes a scan half as long
                again; else they are read into memory.

        Raises:
            IndexFileError: a file is missing or torn; build the index again.
        """
        faiss = _faiss()
        try:
            codes = faiss.read_index(str(path))
            size = rows_of(path).stat().st_size
        except (RuntimeError, OSError) as error:
            raise IndexFileError(f"{path.name} could not be read. Rebuild the index.") from error
        if not isinstance(codes, faiss.IndexIVFPQFastScan):
            raise IndexFileError(f"{path.name} is another kind of index. Rebuild it.")
        n = int(codes.ntotal)
        n_places, n_bytes = _capacity(codes)
        if size != n_places * (n_bytes + np.int64().nbytes):
            raise IndexFileError(f"{rows_of(path).name} is damaged. Rebuild the index.")
        codes.reset()
        empty_codes = faiss.serialize_index(codes)
        if n:
            codes.ntotal = n
            (_map_rows if is_mapped else _read_rows)(codes, rows_of(path))
        return cls(codes, empty_codes)


def rows_of(path: Path) -> Path:
    """Return the file with the rows of an index that is saved at a path."""
    return path.with_name(path.name + _ROWS)


def _capacity(codes: Any) -> tuple[int, int]:
    """Return for how many rows there is room (they stand in whole blocks), and bytes of each."""
    return -(-int(codes.ntotal) // codes.bbs) * codes.bbs, codes.M2 // 2


def _read_rows(codes: Any, path: Path) -> None:
    """Copy the rows of a file into the index: all codes, then the number of each row."""
    faiss, n = _faiss(), int(codes.ntotal)
    n_places, n_bytes = _capacity(codes)
    rows = np.memmap(path, np.uint8, "r", shape=(n_places * n_bytes,))
    lists = faiss.downcast_InvertedLists(codes.invlists)
    lists.resize(0, n)
    np.copyto(faiss.rev_swig_ptr(lists.get_codes(0), len(rows)), rows)
    ids = np.memmap(path, np.int64, "r", offset=len(rows), shape=(n,))
    np.copyto(faiss.rev_swig_ptr(lists.get_ids(0), n), ids)


def _map_rows(codes: Any, path: Path) -> None:
    """Let the index scan the rows in their file."""
    faiss = _faiss()
    inverted_list = faiss.OnDiskOneList()
    inverted_list.size, inverted_list.offset = int(codes.ntotal), 0
    inverted_list.capacity, n_bytes = _capacity(codes)
    lists = faiss.OnDiskInvertedLists(1, n_bytes, str(path))
    lists.read_only = True
    lists.lists.clear()
    lists.lists.push_back(inverted_list)
    lists.totsize = path.stat().st_size
    lists.do_mmap()
    lists.this.disown()
    codes.replace_invlists(lists, True)  # noqa: FBT003  # the index owns them


@cache
def _faiss() -> Any:
    logging.getLogger("faiss.loader").setLevel(logging.WARNING)  # says which build it takes
    import faiss  # 30 MB that small workspaces do without

    return faiss
