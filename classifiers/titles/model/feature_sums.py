"""The sums of the vectors of titles' features, without listing the features.

What a word adds wherever it stands is one row of a table that grows as words come; a title gathers
one row for each word and one for each known pair. Whole titles are never remembered. What the
features are is said in `features`.
"""

from collections.abc import Callable, Sequence
from itertools import chain, islice
from operator import itemgetter
from threading import Lock
from typing import Any, TypeVar, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from classifiers.core.text import words_and_line_feeds
from classifiers.titles.model.features import (
    END,
    LONG_TITLE,
    N_BUCKETS,
    PAIRS,
    START,
    buckets_of,
    encoded,
    piece_value,
    title_features,
    word_buckets,
)
from classifiers.titles.text.normalize import names_role

MAX_WORDS = 100_000  # 77 MB of rows at 192 numbers.
FIRST_ROWS = 1024
NEW_WORDS = 32  # Read together: what they gather stays in the cache of a core.
LINE_FEED = "\n"

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]

_T = TypeVar("_T", bound=np.generic)
_Word = tuple[int | bytes, ...]  # Row, what is hashed of it, hash of each pair it begins.


class FeatureSums:
    """Adds up the vectors of titles' features; any thread may ask.

    Args:
        rows: bucket → row of `vectors`, shape (N_BUCKETS,); row 0 is that of unknown features.
        vectors: vector of each known feature, shape (n_rows, n_dimensions); row 0 is zero.
        scales: what one in `vectors` is worth in each row, shape (n_rows,).
    """

    def __init__(
        self, rows: NDArray[np.int32], vectors: Floats | NDArray[np.int8], scales: Floats
    ) -> None:
        self._rows = rows
        self._vectors = vectors
        self._scales = scales[:, None]
        self._lock = Lock()
        self._shapes = np.stack(
            [
                self._sum(title_features(n_words, names_role=is_role))
                for n_words in range(LONG_TITLE + 1)
                for is_role in (False, True)
            ]
        )
        self._words = _Words()
        self._table = np.zeros((FIRST_ROWS, vectors.shape[1]), dtype=np.float32)
        self._are_roles = np.zeros(FIRST_ROWS, dtype=np.bool_)

    def of(self, titles: Sequence[str]) -> Floats:
        """Return one sum for each normalized title, shape (n_titles, n_dimensions)."""
        if not titles:
            return np.zeros((0, self._vectors.shape[1]), np.float32)
        lines = LINE_FEED.join(["", *titles, ""])
        if lines.count(LINE_FEED) > len(titles) + 1:
            lines = LINE_FEED.join(["", *(title.replace(LINE_FEED, " ") for title in titles), ""])
        tokens = words_and_line_feeds(lines)
        with self._lock:
            return self._add_up(len(titles), self._look_up(tokens))

    def _look_up(self, tokens: Sequence[str]) -> list[_Word]:
        """Return what is known of each token, once all of them have their rows."""
        if len(self._words) > MAX_WORDS:
            self._words = _Words()  # The rows are written again as words come.
        found = list(map(self._words.__getitem__, tokens))
        self._table = _with_room(self._table, len(self._words))
        self._are_roles = _with_room(self._are_roles, len(self._words))
        new = self._words.take_new()
        for start in range(0, len(new), NEW_WORDS):
            words = new[start : start + NEW_WORDS]
            places = [cast("int", self._words[word][0]) for word in words]
            self._table[places] = self._own(words)
            self._are_roles[places] = [names_role((word,)) for word in words]
        return found

    def _add_up(self, n_titles: int, tokens: Sequence[_Word]) -> Floats:
        rows = np.fromiter(map(itemgetter(0), tokens), np.intp, len(tokens))
        is_end = rows == 0
        title_of = np.cumsum(is_end) - 1  # Of a line feed, the title behind it.
        words = np.flatnonzero(~is_end)
        owners = title_of[words]
        n_words = np.bincount(owners, minlength=n_titles)
        is_role = np.zeros(n_titles, dtype=np.intp)
        is_role[owners[self._are_roles[rows[words]]]] = 1
        sums = self._shapes[2 * np.minimum(n_words, LONG_TITLE) + is_role]
        _add_rows(sums, self._table.__getitem__, rows[words], owners)
        pairs, owners = self._known_pairs(is_end, title_of, tokens)
        _add_rows(sums, self._of_features, pairs, owners)
        return sums

    def _known_pairs(
        self, is_end: NDArray[np.bool_], title_of: Rows, tokens: Sequence[_Word]
    ) -> tuple[Rows, Rows]:
        n_tokens = len(is_end)
        hashed = list(map(itemgetter(1), tokens))
        found = np.zeros((n_tokens, len(PAIRS)), dtype=np.int32)
        for column, (_, distance) in enumerate(PAIRS):
            count = max(0, n_tokens - distance)
            buckets = np.fromiter(
                map(crc32, islice(hashed, distance, None), map(itemgetter(2 + column), tokens)),
                np.int64,
                count,
            )
            known = self._rows[buckets % N_BUCKETS]
            if distance == 1:  # A line feed stands for the start or the end of its title.
                known[is_end[:-1] & is_end[1:]] = 0
            else:
                near = (title_of[:count] == title_of[distance:]) & ~is_end[:count]
                known[~near] = 0
            found[:count, column] = known
        places, columns = np.nonzero(found)
        return found[places, columns].astype(np.intp), title_of[places]

    def _own(self, words: Sequence[str]) -> Floats:
        """Return what each word adds wherever it stands, shape (n_words, n_dimensions)."""
        listed = [word_buckets(word) for word in words]
        counts = np.array([len(buckets) for buckets in listed])
        starts = np.cumsum(counts) - counts
        values = np.repeat([piece_value(n - 1) for n in counts.tolist()], counts)
        values[starts] = 1  # The word itself.
        weighted = self._of_features(self._rows[list(chain.from_iterable(listed))])
        weighted *= values.astype(np.float32)[:, None]
        return cast("Floats", np.add.reduceat(weighted, starts, axis=0))

    def _sum(self, features: Sequence[str]) -> Floats:
        return cast("Floats", self._of_features(self._rows[buckets_of(features)]).sum(axis=0))

    def _of_features(self, rows: NDArray[np.integer[Any]]) -> Floats:
        """Return the vectors of known features, shape (n_features, n_dimensions)."""
        return cast("Floats", self._vectors[rows] * self._scales[rows])


class _Words(dict[str, _Word]):
    """Word → its row and hashes; a new word gets the next row. Row 0 is the line feed."""

    def __init__(self) -> None:
        super().__init__()
        starts = (crc32(encoded(f"{START} ")) for _ in PAIRS)
        self[LINE_FEED] = (0, encoded(END), *starts)
        self._new: list[str] = []

    def __missing__(self, word: str) -> _Word:
        begun = (crc32(encoded(f"{name} {word} ")) for name, _ in PAIRS)
        found: _Word = (len(self), encoded(word), *begun)
        self[word] = found
        self._new.append(word)
        return found

    def take_new(self) -> list[str]:
        """Return the words that came since the last call."""
        new, self._new = self._new, []
        return new


def _add_rows(sums: Floats, vectors: Callable[[Rows], Floats], rows: Rows, owners: Rows) -> None:
    """Add the vectors of rows to the sums of their owners, which ascend.

    First the first row of every title, then the second: each step is one gather, and a title is
    added up in the same order in any batch.
    """
    counts = np.bincount(owners, minlength=len(sums))
    order = np.argsort(-counts, kind="stable")
    falling = -counts[order]
    starts = (np.cumsum(counts) - counts)[order]
    added = np.zeros_like(sums)
    for step in range(-int(falling[0])):
        n_left = int(np.searchsorted(falling, -step, side="left"))
        added[:n_left] += vectors(rows[starts[:n_left] + step])
    sums[order] += added


def _with_room(table: NDArray[_T], n_rows: int) -> NDArray[_T]:
    """Return the table, twice as long or more where it has too few rows."""
    if n_rows <= len(table):
        return table
    more = np.zeros((max(n_rows, 2 * len(table)), *table.shape[1:]), dtype=table.dtype)
    more[: len(table)] = table
    return more
