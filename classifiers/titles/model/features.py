"""Titles → hashed features: words, pieces of words, pairs of words and their place.

Every feature belongs to a word of the title, or to the title as a whole, so that what a linear
model adds up can be attributed word by word. What the features are is defined once, in
`title_features`, `word_buckets` and `PAIRS`; `extract` lists them for training and for reasons,
and `FeatureSums` adds up their vectors without listing them.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from classifiers.core.text import (
    has_unspaced_alphabet,
    is_written_without_spaces,
    words,
)
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
    """Return the buckets of what a word is wherever it is: first itself, then its pieces.

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
    return _PIECES_OF_RUNNING_LETTERS if has_unspaced_alphabet(word) else _PIECES_OF_SYLLABLES


def piece_value(n_pieces: int) -> float:
    """Return the value of each piece of a word that has so many; the word itself has value 1."""
    return 1.0 / math.sqrt(max(1, n_pieces))


def buckets_of(features: Iterable[str]) -> list[int]:
    """Return the bucket of each feature; no feature has a line feed, as no word has one."""
    together = "\n".join(features)  # Encoding one by one takes twice as long.
    return [crc32(text) % N_BUCKETS for text in encoded(together).split(b"\n")] if together else []


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _add_title(title: tuple[str, ...], found: _Found) -> None:
    common = title_features(min(len(title), LONG_TITLE), names_role=names_role(title))
    found.add(buckets_of(common), owner=-1)
    for index, word in enumerate(title):
        buckets, values = _hashed_word(word)
        found.add(buckets, values=values, owner=index)
        found.add(buckets_of(_pairs(title, index)), owner=index, are_pairs=True)


def _pairs(title: tuple[str, ...], index: int) -> list[str]:
    word = title[index]
    pairs = [
        f"{name} {word} {title[index + distance]}"
        for name, distance in PAIRS
        if index + distance < len(title)
    ]
    if index == len(title) - 1:
        pairs.append(f"{PAIRS[0][0]} {word} {END}")
    return pairs if index else [*pairs, f"{START} {word}"]


@lru_cache(maxsize=100_000)
def _hashed_word(word: str) -> tuple[tuple[int, ...], tuple[float, ...]]:
    first, *pieces = word_buckets(word)
    return (first, *pieces), (1.0, *[piece_value(len(pieces))] * len(pieces))
