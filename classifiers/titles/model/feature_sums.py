"""The sums of the vectors of a title's features, without listing the features."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from threading import Lock
from typing import Any, TypeVar, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Floats, Rows
from classifiers.core.text import (
    words_and_line_feeds,
)
from classifiers.titles.model import crc
from classifiers.titles.model.features import (
    _PIECE_BEGUN,
    _PIECES,
    _WORD_BEGUN,
    END,
    FIRST_ROWS,
    LINE_FEED,
    LONG_TITLE,
    MAX_WORDS,
    N_BUCKETS,
    NEW_WORDS,
    PAIRS,
    START,
    buckets_of,
    encoded,
    title_features,
    word_buckets,
)
from classifiers.titles.text.normalize import names_role

_T = TypeVar("_T", bound=np.generic)
_Vectors = Callable[[Rows, int], Floats]  # Rows, and the axis in which they are.


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
        self._scales = scales
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
        self._excess = np.zeros(FIRST_ROWS, dtype=np.float64)
        self._hashes = _PairHashes()

    def of(self, titles: Sequence[str]) -> Floats:
        """Return one sum for each normalized title, shape (n_titles, n_dimensions)."""
        return self.sums_and_known(titles)[0]

    def sums_and_known(self, titles: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the same, and whether half or more of what the words are made of is known.

        Below that, a title is noise or in a language without training data.
        """
        if not titles:
            return np.zeros((0, self._vectors.shape[1]), np.float32), np.zeros(0, np.bool_)
        tokens = _tokens(titles)
        with self._lock:
            rows = self._look_up(tokens)
            title_of = np.cumsum(rows == 0) - 1
            excess = np.bincount(title_of, self._excess.take(rows), minlength=len(titles))
            return self._add_up(len(titles), rows), excess[: len(titles)] >= 0

    def without_each_word(self, titles: Sequence[str]) -> tuple[list[list[str]], Floats]:
        """Return the words of normalized titles, and the sums of each title without each of them.

        A word is left out wherever it is in its title.

        Returns:
            The words of each title; the sum of the title, then those without each of its words,
            shape (n_titles + n_words, n_dimensions).
        """
        if not titles:
            return [], self.of(titles)
        tokens = _tokens(titles)
        with self._lock:
            rows = self._look_up(tokens)
            ends = np.flatnonzero(rows == 0)
            sums = self._add_up(len(titles) + len(rows) - len(ends), _without_each(rows, ends))
        indexes = ends.tolist()
        return [tokens[start + 1 : end] for start, end in pairwise(indexes)], sums

    def _look_up(self, tokens: Sequence[str]) -> Rows:
        """Return the row of each token; 0 is that of line feeds."""
        if len(self._words) > MAX_WORDS:
            self._words = _Words()  # The rows are written again as words come.
        found = np.fromiter(map(self._words.__getitem__, tokens), np.intp, len(tokens))
        n_words = len(self._words)
        self._table = _grown(self._table, n_words)
        self._are_roles = _grown(self._are_roles, n_words)
        self._excess = _grown(self._excess, n_words)
        new = self._words.take_new()
        first = n_words - len(new)
        self._hashes.write(first, new)
        for start in range(0, len(new), NEW_WORDS):
            words = new[start : start + NEW_WORDS]
            indexes = slice(first + start, first + start + len(words))
            self._table[indexes], self._excess[indexes] = self._sums_of_words(words)
            self._are_roles[indexes] = [names_role((word,)) for word in words]
        return found

    def _add_up(self, n_titles: int, rows: Rows) -> Floats:
        is_end = rows == 0
        title_of = np.cumsum(is_end) - 1  # Of a line feed, the title behind it.
        words = np.flatnonzero(~is_end)
        owners = title_of[words]
        n_words = np.bincount(owners, minlength=n_titles)
        is_role = np.zeros(n_titles, dtype=np.intp)
        is_role[owners[self._are_roles[rows[words]]]] = 1
        sums = self._shapes[2 * np.minimum(n_words, LONG_TITLE) + is_role]
        _add_rows(sums, self._table.take, rows[words], owners)
        pairs, owners = self._known_pairs(is_end, title_of, rows)
        _add_rows(sums, self._of_features, pairs, owners)
        return sums

    def _known_pairs(
        self, is_end: NDArray[np.bool_], title_of: Rows, rows: Rows
    ) -> tuple[Rows, Rows]:
        n_tokens = len(rows)
        found = np.zeros((n_tokens, len(PAIRS)), dtype=np.int32)
        for column, (_, distance) in enumerate(PAIRS):
            first, second = rows[: n_tokens - distance], rows[distance:]
            if distance == 1:  # A line feed stands for the start or the end of its title.
                is_pair = ~(is_end[:-1] & is_end[1:])
            else:
                is_pair = (title_of[: len(first)] == title_of[distance:]) & ~is_end[: len(first)]
            indexes = np.flatnonzero(is_pair)
            hashed = self._hashes.of(column, first[indexes], second[indexes])
            found[indexes, column] = self._rows.take(hashed % N_BUCKETS)
        indexes, columns = np.nonzero(found)
        return found[indexes, columns].astype(np.intp), title_of[indexes]

    def _sums_of_words(self, words: Sequence[str]) -> tuple[Floats, NDArray[np.float64]]:
        """Return what each word adds wherever it is, and what is known of it.

        Returns:
            Shape (n_words, n_dimensions); how many more of its features are known than not, shape
            (n_words,), 0 for a line feed.
        """
        buckets, owners, counts = _buckets_of_words(words)
        rows = self._rows.take(buckets)
        signs = np.where(rows > 0, 1.0, -1.0)
        excess = np.bincount(owners, signs, minlength=len(words)).astype(np.float64)
        excess[[n for n, word in enumerate(words) if word == LINE_FEED]] = 0
        known = np.flatnonzero(rows)
        rows, owners = rows[known], owners[known]
        values = (1 / np.sqrt(np.maximum(1, counts - 1))).astype(np.float32)[owners]
        values[known < len(words)] = 1  # The words themselves.
        values *= self._scales.take(rows)
        order = np.argsort(owners, kind="stable")
        sums = np.zeros((len(words), self._vectors.shape[1]), np.float32)
        rows, values = rows[order], values[order, None]
        _add_rows(
            sums,
            lambda indexes, axis: self._vectors.take(rows[indexes], axis) * values[indexes],
            np.arange(len(rows)),
            owners[order],
        )
        return sums, excess

    def _sum(self, features: Sequence[str]) -> Floats:
        return cast("Floats", self._of_features(self._rows[buckets_of(features)]).sum(axis=0))

    def _of_features(self, rows: NDArray[np.integer[Any]], axis: int = 0) -> Floats:
        """Return the vectors of known features, shape (n_features, n_dimensions)."""
        return cast("Floats", self._vectors.take(rows, axis) * self._scales.take(rows)[:, None])


def _tokens(titles: Sequence[str]) -> list[str]:
    """Return the words of titles, with a line feed before each title and one behind the last."""
    lines = LINE_FEED.join(["", *titles, ""])
    if lines.count(LINE_FEED) > len(titles) + 1:
        lines = LINE_FEED.join(["", *(title.replace(LINE_FEED, " ") for title in titles), ""])
    return words_and_line_feeds(lines)


def _without_each(rows: Rows, ends: Rows) -> Rows:
    """Return the tokens of titles, each title once as it is and once without each of its words.

    Args:
        rows: of the tokens of the titles.
        ends: indexes of the line feeds.
    """
    firsts, counts = ends[:-1] + 1, np.diff(ends) - 1
    title_of = np.repeat(np.arange(len(counts)), counts + 1)  # Of each line.
    sizes = counts[title_of] + 1  # With the line feed behind.
    line_of = np.repeat(np.arange(len(sizes)), sizes)
    index = np.arange(len(line_of)) - (np.cumsum(sizes) - sizes)[line_of]
    found = rows[firsts[title_of][line_of] + index]
    number = np.arange(len(sizes)) - (np.cumsum(counts + 1) - counts - 1)[title_of]
    left_out = np.where(number > 0, rows[firsts[title_of] + number - 1], -1)
    return np.append(0, found[found != left_out[line_of]])


class _Words(dict[str, int]):
    """Word → its row; a new word gets the next one. Row 0 is the line feed."""

    def __init__(self) -> None:
        super().__init__()
        self[LINE_FEED] = 0
        self._new = [LINE_FEED]

    def __missing__(self, word: str) -> int:
        self[word] = found = len(self)
        self._new.append(word)
        return found

    def take_new(self) -> list[str]:
        """Return the words that came since the last call."""
        new, self._new = self._new, []
        return new


class _PairHashes:
    """Hashes of pairs of words, by their rows: "2 first second", "_ first second"."""

    def __init__(self) -> None:
        self._begun = np.zeros((FIRST_ROWS, len(PAIRS)), np.uint32)
        self._second = np.zeros(FIRST_ROWS, np.uint32)
        self._lengths = np.zeros(FIRST_ROWS, np.intp)  # Rows of the tables.
        self._places: dict[int, int] = {}
        self._tables = np.zeros((0, crc.WIDTH, crc.N_BYTES), np.uint32)

    def write(self, first: int, words: Sequence[str]) -> None:
        """Keep what is hashed of words that have the rows from the first on."""
        end = first + len(words)
        self._begun = _grown(self._begun, end)
        self._second = _grown(self._second, end)
        self._lengths = _grown(self._lengths, end)
        raw = [encoded(END if word == LINE_FEED else word) for word in words]
        for column, (name, _) in enumerate(PAIRS):
            begun = crc32(encoded(f"{name} "))
            self._begun[first:end, column] = [crc32(text + b" ", begun) for text in raw]
        if words and words[0] == LINE_FEED:
            self._begun[first] = crc32(encoded(f"{START} "))
        self._second[first:end] = list(map(crc32, raw))
        sizes = list(map(len, raw))
        for size in sizes:
            if size not in self._places:
                self._places[size] = len(self._tables)
                self._tables = np.concatenate([self._tables, crc.shift_table(size)[None]])
        self._lengths[first:end] = [self._places[size] for size in sizes]

    def of(self, column: int, first: Rows, second: Rows) -> crc.Hashes:
        """Return the hash of each pair of words, shape (n_pairs,)."""
        return crc.joined(
            self._begun[:, column].take(first),
            self._second.take(second),
            self._lengths.take(second),
            self._tables,
        )


def _buckets_of_words(words: Sequence[str]) -> tuple[Rows, Rows, Rows]:
    """Return what `word_buckets` does of many words, the words themselves before all pieces.

    Returns:
        Buckets and the word of each, shape (n_features,); how many each has, shape (n_words,).
    """
    plain = [n for n, word in enumerate(words) if word.isascii()]
    own = np.array([crc32(encoded(word), _WORD_BEGUN) for word in words], np.intp)
    buckets, owners = [own % N_BUCKETS], [np.arange(len(words))]
    for n, word in enumerate(words):
        if not word.isascii():
            pieces = word_buckets(word)[1:]
            buckets.append(np.array(pieces, np.intp))
            owners.append(np.full(len(pieces), n))
    if plain:
        marked = [f"<{words[n]}>" for n in plain]
        text = np.frombuffer("".join(marked).encode(), np.uint8)
        sizes = np.array(list(map(len, marked)))
        size_of = np.repeat(sizes, sizes)
        left = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(text))  # To the end of the word.
        word_of = np.repeat(np.array(plain), sizes)
        for size in _PIECES:
            if size <= len(text):
                hashed = crc.crc_of_windows(text, size, begun=_PIECE_BEGUN)
                starts = np.flatnonzero((left >= size) & (size_of > size))
                buckets.append(hashed[starts].astype(np.intp) % N_BUCKETS)
                owners.append(word_of[starts])
    joined = np.concatenate(owners)
    return np.concatenate(buckets), joined, np.bincount(joined)


def _add_rows(sums: Floats, vectors: _Vectors, rows: Rows, owners: Rows) -> None:
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
        added[:n_left] += vectors(rows[starts[:n_left] + step], 0)
    sums[order] += added


def _grown(table: NDArray[_T], n_rows: int) -> NDArray[_T]:
    """Return the table, twice as long or more where it has too few rows."""
    if n_rows <= len(table):
        return table
    more = np.zeros((max(n_rows, 2 * len(table)), *table.shape[1:]), dtype=table.dtype)
    more[: len(table)] = table
    return more
