"""Finds the few thousand of a million companies among which the best are.

Every row is kept in four bits for each four of its numbers (product quantization: Jégou, Douze and
Schmid, 2011; scanned with tables in registers: André, Kermarrec and Le Scouarnec, 2015; both as
FAISS has them). All of them are scanned for each question: a million in a few milliseconds, in
158 bytes each. Cells or a graph would look at a part only, and the best companies for 40 likes and
100 dislikes lie in no one part (decision 10).
"""

import logging
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.errors import IndexFileError
from recommender.linear import GROUP

SAMPLE = 20_000
"""Rows that the codes are fitted on; more change nothing."""

_BITS = 4
_SUFFIX = ".writing"


class CompanyIndex:
    """Rows of companies, scanned for those with the highest inner product.

    Args:
        codes: an `IndexIVFPQFastScan` of FAISS.
    """

    def __init__(self, codes: Any) -> None:  # noqa: ANN401  # see `_faiss`
        self._codes = codes

    @classmethod
    def fit(cls, sample: NDArray[np.float32]) -> Self:
        """Fit the codes on rows as `linear_rows` gives them; the index is empty then."""
        faiss = _faiss()
        n_numbers = sample.shape[1]
        # One cell of everything: only this kind of index can leave rows out while it scans.
        cell = faiss.IndexFlatIP(n_numbers)
        codes = faiss.IndexIVFPQFastScan(
            cell, n_numbers, 1, n_numbers // GROUP, _BITS, faiss.METRIC_INNER_PRODUCT
        )
        cell.this.disown()
        codes.own_fields = True
        codes.by_residual = False
        codes.cp.min_points_per_centroid = codes.pq.cp.min_points_per_centroid = 1
        codes.train(np.ascontiguousarray(sample[:SAMPLE]))
        return cls(codes)

    def __len__(self) -> int:
        return int(self._codes.ntotal)

    @property
    def n_numbers(self) -> int:
        """Numbers in a row."""
        return int(self._codes.d)

    def empty(self) -> Self:
        """Return an index with the same codes and no rows."""
        faiss = _faiss()
        copy = faiss.clone_index(self._codes)
        copy.reset()
        return type(self)(copy)

    def add(self, rows: NDArray[np.float32]) -> None:
        """Put rows behind those that are there."""
        self._codes.add(np.ascontiguousarray(rows))

    def best(
        self, queries: NDArray[np.float32], *, n: int, among: NDArray[np.bool_] | None = None
    ) -> NDArray[np.intp]:
        """Return the rows with (nearly) the highest inner products, in no order.

        Args:
            queries: shape (n_queries, n_numbers).
            n: rows for each query, fewer where there are fewer.
            among: True for each row that may be returned; all where None.

        Returns:
            Rows for any of the queries, each once, ascending.
        """
        return np.unique(np.concatenate(self.best_of_each(queries, n=n, among=among)))

    def best_of_each(
        self, queries: NDArray[np.float32], *, n: int, among: NDArray[np.bool_] | None = None
    ) -> list[NDArray[np.intp]]:
        """Return for each query the rows with (nearly) the highest inner products, best first."""
        faiss = _faiss()
        n_open = len(self) if among is None else int(np.count_nonzero(among))
        wanted = min(n, n_open)
        if not wanted:
            return [np.empty(0, dtype=np.intp)] * len(queries)
        chosen = None
        if among is not None:
            bits = np.packbits(among, bitorder="little")
            chosen = faiss.IDSelectorBitmap(bits)
        parameters = faiss.SearchParametersIVF(sel=chosen, nprobe=1)
        _, rows = self._codes.search(np.ascontiguousarray(queries), wanted, params=parameters)
        return [found[found >= 0].astype(np.intp) for found in rows]

    def save(self, path: Path) -> None:
        """Write the index; a file that is there is replaced in one step."""
        faiss = _faiss()
        beside = path.with_name(path.name + _SUFFIX)
        faiss.write_index(self._codes, str(beside))
        beside.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an index.

        Raises:
            IndexFileError: the file is missing or torn; build the index anew.
        """
        faiss = _faiss()
        try:
            codes = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexFileError(f"{path.name} cannot be read. Build the index anew.") from error
        if not isinstance(codes, faiss.IndexIVFPQFastScan):
            raise IndexFileError(f"{path.name} is another kind of index. Build it anew.")
        return cls(codes)


@cache
def _faiss() -> Any:  # noqa: ANN401  # its own types lack half of what it has
    logging.getLogger("faiss.loader").setLevel(logging.WARNING)  # says which build it takes
    import faiss  # noqa: PLC0415  # 30 MB that small workspaces do without

    return faiss
