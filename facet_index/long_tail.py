"""How many contacts a value may have that got no bitmap when the index was built."""

from collections import Counter
from collections.abc import Collection

from pyroaring import BitMap


class LongTail:
    """The values of a long facet without a bitmap: none has more contacts than `most`.

    Args:
        bitmaps: of the facet, as they were built: those of the values that most contacts have.
    """

    def __init__(self, bitmaps: Collection[BitMap], n_values: int) -> None:
        has_all = len(bitmaps) >= n_values
        self._at_first = 0 if has_all else min(map(len, bitmaps), default=0)
        self._grown: Counter[int] = Counter()
        self.most = self._at_first

    def grow(self, code: int, n: int) -> None:
        """Count contacts who may have come to a value."""
        self._grown[code] += n
        self.most = max(self.most, self._at_first + self._grown[code])
