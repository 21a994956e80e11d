"""Rows in a fixed order, with rows that came or changed since put between them."""

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
_SPARSE = 64
"""Fewer than one row in this number are sorted by positions; more are found on the way."""

_WALK = 16
"""After this number of chunks, rows are far off: they are sorted, too."""


class RowOrder:
    """An order of rows by a key that no two rows share.

    Args:
        in_order: the rows as they were sorted once.
        place: position of each row there; -1 for one that was added, changed or deleted since.
        key_of: row → its key now. A method keeps its owner no longer than others do: an index that
            was replaced gives its memory and mapped files back at once.
    """

    def __init__(
        self, in_order: NDArray[np.int32], position: NumberColumn, key_of: Callable[[int], Key]
    ) -> None:
        self.in_order = in_order
        self.position = position
        self._found_key = WeakMethod(key_of) if ismethod(key_of) else lambda: key_of
        self._moved: dict[int, Key] = {}
        self._sorted: list[tuple[Key, int]] = []

    @property
    def _key_of(self) -> Callable[[int], Key]:
        return cast("Callable[[int], Key]", self._found_key())

    def put(self, rows: Iterable[int]) -> None:
        """Give rows the place that their key says now."""
        changed, key_of = list(rows), self._key_of
        self.drop(changed)
        for row in changed:
            self._moved[row] = key_of(row)
        self._sorted.extend((self._moved[row], row) for row in changed)
        self._sorted.sort()

    def drop(self, rows: Iterable[int]) -> None:
        gone = list(rows)
        if missing := max(gone, default=-1) + 1 - len(self.position):
            self.position.append(np.full(max(missing, 0), -1, dtype=np.int32))
        self.position.values[gone] = -1
        if any(self._moved.pop(row, None) is not None for row in gone):
            left = set(gone)
            for row in gone:
                self._moved.pop(row, None)
            self._sorted = [entry for entry in self._sorted if entry[1] not in left]

    def take(
        self, selection: BitMap, n: int, *, beyond: Key | None = None, is_back: bool = False
    ) -> list[int]:
        """Return the first rows of a selection after a key, in order; or before it, backwards.

        Args:
            selection: rows.
            n: maximum number.
            beyond: a key, which no row need have; None for the front, or for the end.
            is_back: from the key towards the front.
        """
        start = self._start(beyond, is_back=is_back)
        base = islice(self._base(selection, start, n, is_back=is_back), n)
        key_of = self._key_of
        keyed = ((key_of(row), row) for row in base)
        both = merge(keyed, self._later(selection, beyond, is_back=is_back), reverse=is_back)
        return [row for _, row in islice(both, n)]

    def all_of(self, selection: BitMap) -> NDArray[np.int32]:
        """Return every row of a selection in order."""
        rows = array_of(selection)
        positions = self.position.values[rows]
        base: NDArray[np.int32] = self.in_order[np.sort(positions[positions >= 0])]
        moved = list(self._later(selection, None, is_back=False))
        if not moved:
            return base
        key_of = self._key_of
        at = [bisect_left(base, key, key=lambda row: key_of(int(row))) for key, _ in moved]
        rows_between = np.array([row for _, row in moved], dtype=np.int32)
        return np.insert(base, at, rows_between)

    def _later(
        self, selection: BitMap, beyond: Key | None, *, is_back: bool
    ) -> Iterator[tuple[Key, int]]:
        if is_back:
            end = len(self._sorted) if beyond is None else self._among_moved(beyond, bisect_left)
            positions = range(end - 1, -1, -1)
        else:
            start = 0 if beyond is None else self._among_moved(beyond, bisect_right)
            positions = range(start, len(self._sorted))
        return (
            self._sorted[position]
            for position in positions
            if self._sorted[position][1] in selection
        )

    def _among_moved(self, key: Key, bisect: Callable[..., int]) -> int:
        return bisect(self._sorted, key, key=lambda entry: entry[0])

    def _start(self, beyond: Key | None, *, is_back: bool) -> int:
        """Return the place of the first sorted row to be looked at."""
        if beyond is None:
            return len(self.in_order) - 1 if is_back else 0
        low, high = 0, len(self.in_order)
        while low < high:
            middle = (low + high) // 2
            probe = self._next_unmoved(middle, high)
            if probe is None:
                high = middle
                continue
            key = self._key_of(int(self.in_order[probe]))
            if key < beyond or (key == beyond and not is_back):
                low = probe + 1
            else:
                high = middle
        return low - 1 if is_back else low

    def _next_unmoved(self, position: int, end: int) -> int | None:
        """Return the first place from here on whose row did not move."""
        while position < end:
            block = self.in_order[position : min(position + _CHUNK, end)]
            unmoved = np.flatnonzero(self.position.values[block] >= 0)
            if len(unmoved):
                return position + int(unmoved[0])
            position += _CHUNK
        return None

    def _base(self, selection: BitMap, start: int, n: int, *, is_back: bool) -> Iterator[int]:
        """Yield selected rows that did not move, from a place on."""
        step = -_CHUNK if is_back else _CHUNK
        chunks = range(start, -1 if is_back else len(self.in_order), step)
        is_sparse = len(selection) * _SPARSE < len(self.in_order)
        walked = chunks[:0] if is_sparse else chunks[:_WALK]
        for here in walked:
            stop = max(here + step, -1) if is_back else here + step
            block = (
                self.in_order[stop + 1 : here + 1][::-1] if is_back else self.in_order[here:stop]
            )
            unmoved = block[self.position.values[block] >= 0]
            yield from (row for row in unmoved.tolist() if row in selection)
        if len(walked) < len(chunks):
            first = chunks[len(walked)]
            yield from self._sorted_base(array_of(selection), first, n, is_back=is_back)

    def _sorted_base(self, rows: Rows, start: int, n: int, *, is_back: bool) -> list[int]:
        positions = self.position.values[rows]
        positions = positions[
            (positions >= 0) & (positions <= start if is_back else positions >= start)
        ]
        if len(positions) > n:
            last = len(positions) - n if is_back else n - 1
            cut = np.partition(positions, last)
            positions = cut[last:] if is_back else cut[: last + 1]
        positions = np.sort(positions)
        found: list[int] = self.in_order[positions[::-1] if is_back else positions].tolist()
        return found


def take_groups(
    order: RowOrder,
    groups: Iterable[tuple[Any, BitMap]],
    n: int,
    *,
    beyond: Key | None = None,
    is_back: bool = False,
) -> list[tuple[Any, int]]:
    """Return the first rows of groups, one group after the other, each with that of its group.

    Args:
        order: of the rows of one group.
        groups: what each is compared by, and its rows; backwards where rows are read backwards.
        n: maximum number.
        beyond: what a group is compared by, then a key of the order; None for the front.
        is_back: towards the front.
    """
    found: list[tuple[Any, int]] = []
    for group, rows in groups:
        is_passed = beyond is not None and (group > beyond[0] if is_back else group < beyond[0])
        if is_passed or not rows:
            continue
        start = beyond[1:] if beyond is not None and group == beyond[0] else None
        here = order.take(rows, n - len(found), beyond=start, is_back=is_back)
        found += [(group, row) for row in here]
        if len(found) >= n:
            break
    return found
