"""Rows in a fixed order, with rows added or changed since in between."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from inspect import ismethod
from itertools import islice
from typing import Any, cast
from weakref import WeakMethod

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import Rows, array_of
from facet_index.columns import NumberColumn

Key = tuple[Any, ...]

_CHUNK = 4_096
_SPARSE_FACTOR = 64
"""If fewer than one row in this many is selected, positions are sorted instead of scanned."""

_MAX_CHUNKS = 16
"""After this many scanned chunks, the remaining rows are sorted instead."""


class RowOrder:
    """An order of rows by a unique key.

    Args:
        in_order: the rows as sorted at first.
        place: position of each row there; -1 for one that was added, changed or deleted since.
        key_of: row → its current key. A method is referenced weakly, so that a replaced index frees
            its memory and mapped files at once.
    """

    def __init__(
        self, in_order: NDArray[np.int32], position: NumberColumn, key_of: Callable[[int], Key]
    ) -> None:
        self.in_order = in_order
        self.position = position
        self._key_method = WeakMethod(key_of) if ismethod(key_of) else lambda: key_of
        self._moved: dict[int, Key] = {}
        self._sorted: list[tuple[Key, int]] = []

    @property
    def _key_of(self) -> Callable[[int], Key]:
        return cast("Callable[[int], Key]", self._key_method())

    def put(self, rows: Iterable[int]) -> None:
        """Move rows to the position of their current key."""
        changed, key_of = list(rows), self._key_of
        self.drop(changed)
        for row in changed:
            self._moved[row] = key_of(row)
        self._sorted.extend((self._moved[row], row) for row in changed)
        self._sorted.sort()

    def drop(self, rows: Iterable[int]) -> None:
        dropped = list(rows)
        if missing := max(dropped, default=-1) + 1 - len(self.position):
            self.position.append(np.full(max(missing, 0), -1, dtype=np.int32))
        self.position.values[dropped] = -1
        if any(self._moved.pop(row, None) is not None for row in dropped):
            dropped_rows = set(dropped)
            for row in dropped:
                self._moved.pop(row, None)
            self._sorted = [entry for entry in self._sorted if entry[1] not in dropped_rows]

    def take(
        self, selection: BitMap, n: int, *, start_key: Key | None = None, is_backward: bool = False
    ) -> list[int]:
        """Return the first rows of a selection after a key, in order; or before it, backwards.

        Args:
            selection: rows.
            n: maximum number.
            start_key: any key; None for the start, or for the end if backward.
            is_backward: from the key towards the start.
        """
        start = self._start_position(start_key, is_backward=is_backward)
        base = islice(self._unmoved_rows(selection, start, n, is_backward=is_backward), n)
        key_of = self._key_of
        keyed = ((key_of(row), row) for row in base)
        merged = merge(
            keyed,
            self._moved_after(selection, start_key, is_backward=is_backward),
            reverse=is_backward,
        )
        return [row for _, row in islice(merged, n)]

    def sort_all(self, selection: BitMap) -> NDArray[np.int32]:
        """Return all rows of a selection in order."""
        rows = array_of(selection)
        positions = self.position.values[rows]
        base: NDArray[np.int32] = self.in_order[np.sort(positions[positions >= 0])]
        moved = list(self._moved_after(selection, None, is_backward=False))
        if not moved:
            return base
        key_of = self._key_of
        insert_positions = [
            bisect_left(base, key, key=lambda row: key_of(int(row))) for key, _ in moved
        ]
        rows_between = np.array([row for _, row in moved], dtype=np.int32)
        return np.insert(base, insert_positions, rows_between)

    def _moved_after(
        self, selection: BitMap, start_key: Key | None, *, is_backward: bool
    ) -> Iterator[tuple[Key, int]]:
        if is_backward:
            end = (
                len(self._sorted)
                if start_key is None
                else self._bisect_moved(start_key, bisect_left)
            )
            positions = range(end - 1, -1, -1)
        else:
            start = 0 if start_key is None else self._bisect_moved(start_key, bisect_right)
            positions = range(start, len(self._sorted))
        return (
            self._sorted[position]
            for position in positions
            if self._sorted[position][1] in selection
        )

    def _bisect_moved(self, key: Key, bisect: Callable[..., int]) -> int:
        return bisect(self._sorted, key, key=lambda entry: entry[0])

    def _start_position(self, start_key: Key | None, *, is_backward: bool) -> int:
        """Return the position of the first row to read."""
        if start_key is None:
            return len(self.in_order) - 1 if is_backward else 0
        low, high = 0, len(self.in_order)
        while low < high:
            middle = (low + high) // 2
            probe = self._next_unmoved(middle, high)
            if probe is None:
                high = middle
                continue
            key = self._key_of(int(self.in_order[probe]))
            if key < start_key or (key == start_key and not is_backward):
                low = probe + 1
            else:
                high = middle
        return low - 1 if is_backward else low

    def _next_unmoved(self, position: int, end: int) -> int | None:
        """Return the next position whose row did not move."""
        while position < end:
            block = self.in_order[position : min(position + _CHUNK, end)]
            unmoved = np.flatnonzero(self.position.values[block] >= 0)
            if len(unmoved):
                return position + int(unmoved[0])
            position += _CHUNK
        return None

    def _unmoved_rows(
        self, selection: BitMap, start: int, n: int, *, is_backward: bool
    ) -> Iterator[int]:
        """Yield selected rows that did not move, from a position on."""
        step = -_CHUNK if is_backward else _CHUNK
        chunks = range(start, -1 if is_backward else len(self.in_order), step)
        is_sparse = len(selection) * _SPARSE_FACTOR < len(self.in_order)
        scanned = chunks[:0] if is_sparse else chunks[:_MAX_CHUNKS]
        for chunk_start in scanned:
            stop = max(chunk_start + step, -1) if is_backward else chunk_start + step
            block = (
                self.in_order[stop + 1 : chunk_start + 1][::-1]
                if is_backward
                else self.in_order[chunk_start:stop]
            )
            unmoved = block[self.position.values[block] >= 0]
            yield from (row for row in unmoved.tolist() if row in selection)
        if len(scanned) < len(chunks):
            first = chunks[len(scanned)]
            yield from self._sort_unmoved(array_of(selection), first, n, is_backward=is_backward)

    def _sort_unmoved(self, rows: Rows, start: int, n: int, *, is_backward: bool) -> list[int]:
        positions = self.position.values[rows]
        positions = positions[
            (positions >= 0) & (positions <= start if is_backward else positions >= start)
        ]
        if len(positions) > n:
            last = len(positions) - n if is_backward else n - 1
            partitioned = np.partition(positions, last)
            positions = partitioned[last:] if is_backward else partitioned[: last + 1]
        positions = np.sort(positions)
        found: list[int] = self.in_order[positions[::-1] if is_backward else positions].tolist()
        return found


def take_from_groups(
    order: RowOrder,
    groups: Iterable[tuple[Any, BitMap]],
    n: int,
    *,
    start_key: Key | None = None,
    is_backward: bool = False,
) -> list[tuple[Any, int]]:
    """Return the first rows of groups in order, each with the sort key of its group.

    Args:
        order: of the rows of one group.
        groups: sort key and rows of each group; in reverse if read backward.
        n: maximum number.
        start_key: sort key of a group, then a key of the order; None for the start.
        is_backward: towards the start.
    """
    found: list[tuple[Any, int]] = []
    for group, rows in groups:
        is_skipped = start_key is not None and (
            group > start_key[0] if is_backward else group < start_key[0]
        )
        if is_skipped or not rows:
            continue
        start = start_key[1:] if start_key is not None and group == start_key[0] else None
        chunk_start = order.take(rows, n - len(found), start_key=start, is_backward=is_backward)
        found += [(group, row) for row in chunk_start]
        if len(found) >= n:
            break
    return found
