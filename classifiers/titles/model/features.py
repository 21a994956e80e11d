"""Titles → hashed features: words, pieces of words, pairs of words and their place.

Every feature belongs to a word of the title, or to the title as a whole, so that what a linear
model adds up can be told back word by word. What the features are is said once, in
`title_features`, `word_buckets` and `PAIRS`; `extract` lists them for training and for reasons,
and `FeatureSums` adds up their vectors without listing them.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from threading import Lock
from typing import Any, TypeVar, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from classifiers.core.text import (
    has_running_letters,
    is_written_without_spaces,
    words,
    words_and_line_feeds,
)
from classifiers.titles.model import crc
from classifiers.titles.text.normalize import names_role

N_BUCKETS = 2**20
_PIECES = (3, 4, 5)
_PIECES_OF_SYLLABLES = (1, 2, 3)
_PIECES_OF_RUNNING_LETTERS = (2, 3, 4, 5)
LONG_TITLE = 4
PAIRS = (("2", 1), ("_", 2))  # Name of a pair of words, and how far the second is from the first.
_WORD_BEGUN, _PIECE_BEGUN = crc32(b"1 "), crc32(b"c ")
START, END = "^", "$"  # The neighbors of the first and of the last word, in pairs of distance 1.

MAX_WORDS = 100_000  # 77 MB of rows at 192 numbers.
FIRST_ROWS = 1024
NEW_WORDS = 512  # Read together: what they gather stays in the cache of a core.
LINE_FEED = "\n"
Floats = NDArray[np.float32]
Rows = NDArray[np.intp]
_T = TypeVar("_T", bound=np.generic)
_Vectors = Callable[[Rows, int], Floats]  # Rows, and the axis in which they are.


@dataclass(frozen=True, slots=True)
class Features:
    """Features of a batch of titles, one after the other.

    Args:
        buckets: bucket of each feature, shape (n_features,).
        values: value of each feature, shape (n_features,).
        starts: index of the first feature of each title, shape (n_titles,); each has at least one.
        owners: index of the word that owns each feature, within its title; -1 for none, shape
            (n_features,).
        are_pairs: whether each feature names more than one word, shape (n_features,).
    """

    buckets: NDArray[np.int64]
    values: NDArray[np.float32]
    starts: NDArray[np.int64]
    words: tuple[tuple[str, ...], ...]
    owners: NDArray[np.int64]
    are_pairs: NDArray[np.bool_]


def extract(titles: Sequence[str]) -> Features:
    """Turn normalized titles into features; an empty title has the one feature that all have."""
    found = _Found([], [], [], [])
    starts: list[int] = []
    parts = tuple(tuple(words(title)) for title in titles)
    for title in parts:
        starts.append(len(found.buckets))
        _add_title(title, found)
    return Features(
        buckets=np.array(found.buckets, dtype=np.int64),
        values=np.array(found.values, dtype=np.float32),
        starts=np.array(starts, dtype=np.int64),
        words=parts,
        owners=np.array(found.owners, dtype=np.int64),
        are_pairs=np.array(found.are_pairs, dtype=np.bool_),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    buckets: list[int]
    values: list[float]
    owners: list[int]
    are_pairs: list[bool]

    def add(
        self,
        buckets: Sequence[int],
        *,
        owner: int,
        values: Sequence[float] | None = None,
        are_pairs: bool = False,
    ) -> None:
        self.buckets.extend(buckets)
        self.values.extend(values or [1.0] * len(buckets))
        self.owners.extend([owner] * len(buckets))
        self.are_pairs.extend([are_pairs] * len(buckets))


def title_features(n_words: int, *, names_role: bool) -> list[str]:
    """Return the features of a title as a whole, all of value 1.

    Args:
        n_words: at most `LONG_TITLE`, which stands for all longer ones.
        names_role: whether one of the words names a role.
    """
    return ["bias", f"{n_words} words, role: {names_role}"]


def word_buckets(word: str) -> list[int]:
    """Return the buckets of what a word is wherever it stands: first itself, then its pieces.

    The features are "1 word" and "c piece"; see `piece_value` for what they count.
    """
    marked = f"<{word}>"
    raw = encoded(marked)
    at: Sequence[int] = range(len(marked) + 1)  # Where each character begins.
    if not marked.isascii():
        at = (0, *accumulate(len(encoded(character)) for character in marked))
    sizes = _pieces_of(word)
    buckets = [crc32(raw[1:-1], _WORD_BEGUN) % N_BUCKETS]
    for size in sizes:
        if size < len(marked):
            ends = at[size:]
            buckets += [
                crc32(raw[start:end], _PIECE_BEGUN) % N_BUCKETS
                for start, end in zip(at, ends, strict=False)
            ]
    return buckets


def _pieces_of(word: str) -> tuple[int, ...]:
    if not is_written_without_spaces(word):
        return _PIECES
    return _PIECES_OF_RUNNING_LETTERS if has_running_letters(word) else _PIECES_OF_SYLLABLES


def piece_value(n_pieces: int) -> float:
    """Return the value of each piece of a word that has so many; the word itself has value 1."""
    return 1.0 / math.sqrt(max(1, n_pieces))


def buckets_of(features: Iterable[str]) -> list[int]:
    """Return the bucket of each feature; no feature has a line feed, as no word has one."""
    together = "\n".join(features)  # Encoding one by one takes twice as long.
    return [crc32(one) % N_BUCKETS for one in encoded(together).split(b"\n")] if together else []


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _add_title(title: tuple[str, ...], found: _Found) -> None:
    common = title_features(min(len(title), LONG_TITLE), names_role=names_role(title))
    found.add(buckets_of(common), owner=-1)
    for place, word in enumerate(title):
        buckets, values = _hashed_word(word)
        found.add(buckets, values=values, owner=place)
        found.add(buckets_of(_pairs(title, place)), owner=place, are_pairs=True)


def _pairs(title: tuple[str, ...], place: int) -> list[str]:
    word = title[place]
    pairs = [
        f"{name} {word} {title[place + distance]}"
        for name, distance in PAIRS
        if place + distance < len(title)
    ]
    if place == len(title) - 1:
        pairs.append(f"{PAIRS[0][0]} {word} {END}")
    return pairs if place else [*pairs, f"{START} {word}"]


@lru_cache(maxsize=100_000)
def _hashed_word(word: str) -> tuple[tuple[int, ...], tuple[float, ...]]:
    first, *pieces = word_buckets(word)
    return (first, *pieces), (1.0, *[piece_value(len(pieces))] * len(pieces))


# The sums of the vectors of titles' features, without listing the features.


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
        return self.of_known(titles)[0]

    def of_known(self, titles: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the same, and whether half or more of what the words are made of is known.

        Below that, nothing says what a title is: it is in a language that nobody taught, or noise.
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

        A word is left out wherever it stands in its title.

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
        places = ends.tolist()
        return [tokens[start + 1 : end] for start, end in pairwise(places)], sums

    def _look_up(self, tokens: Sequence[str]) -> Rows:
        """Return the row of each token; 0 is that of line feeds."""
        if len(self._words) > MAX_WORDS:
            self._words = _Words()  # The rows are written again as words come.
        found = np.fromiter(map(self._words.__getitem__, tokens), np.intp, len(tokens))
        n_words = len(self._words)
        self._table = _with_room(self._table, n_words)
        self._are_roles = _with_room(self._are_roles, n_words)
        self._excess = _with_room(self._excess, n_words)
        new = self._words.take_new()
        first = n_words - len(new)
        self._hashes.write(first, new)
        for start in range(0, len(new), NEW_WORDS):
            words = new[start : start + NEW_WORDS]
            places = slice(first + start, first + start + len(words))
            self._table[places], self._excess[places] = self._own(words)
            self._are_roles[places] = [names_role((word,)) for word in words]
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
            places = np.flatnonzero(is_pair)
            hashed = self._hashes.of(column, first[places], second[places])
            found[places, column] = self._rows.take(hashed % N_BUCKETS)
        places, columns = np.nonzero(found)
        return found[places, columns].astype(np.intp), title_of[places]

    def _own(self, words: Sequence[str]) -> tuple[Floats, NDArray[np.float64]]:
        """Return what each word adds wherever it stands, and what is known of it.

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
            lambda places, axis: self._vectors.take(rows[places], axis) * values[places],
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
        ends: places of the line feeds.
    """
    firsts, counts = ends[:-1] + 1, np.diff(ends) - 1
    title_of = np.repeat(np.arange(len(counts)), counts + 1)  # Of each line.
    sizes = counts[title_of] + 1  # With the line feed behind.
    line_of = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(line_of)) - (np.cumsum(sizes) - sizes)[line_of]
    found = rows[firsts[title_of][line_of] + place]
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
        self._begun = _with_room(self._begun, end)
        self._second = _with_room(self._second, end)
        self._lengths = _with_room(self._lengths, end)
        raw = [encoded(END if word == LINE_FEED else word) for word in words]
        for column, (name, _) in enumerate(PAIRS):
            begun = crc32(encoded(f"{name} "))
            self._begun[first:end, column] = [crc32(one + b" ", begun) for one in raw]
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
                hashed = crc.of_windows(text, size, begun=_PIECE_BEGUN)
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


def _with_room(table: NDArray[_T], n_rows: int) -> NDArray[_T]:
    """Return the table, twice as long or more where it has too few rows."""
    if n_rows <= len(table):
        return table
    more = np.zeros((max(n_rows, 2 * len(table)), *table.shape[1:]), dtype=table.dtype)
    more[: len(table)] = table
    return more
