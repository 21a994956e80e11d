"""How many rows each bitmap of a facet has, added up once for all questions between two changes."""

from collections.abc import Mapping

from pyroaring import BitMap


class Sizes:
    """Holds the numbers of the last time: to add up a thousand bitmaps takes 5 ms."""

    def __init__(self) -> None:
        self._n: dict[int, int] = {}
        self._as_of = -1

    def of(self, bitmaps: Mapping[int, BitMap], *, as_of: int) -> Mapping[int, int]:
        """Return the number of rows by code, largest first.

        Args:
            bitmaps: rows of each code.
            as_of: another number after each change.
        """
        if self._as_of != as_of:
            n = {code: len(rows) for code, rows in bitmaps.items()}
            self._n = dict(sorted(n.items(), key=lambda item: -item[1]))
            self._as_of = as_of
        return self._n
