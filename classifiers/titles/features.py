"""Titles → hashed features: words, pieces of words, pairs of words and their place.

Every feature belongs to a word of the title, or to the title as a whole, so that what a linear
model adds up can be told back word by word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from classifiers.text import is_written_without_spaces, words
from classifiers.titles.normalise import names_role

N_BUCKETS = 2**18
_PIECES = (3, 4, 5)
_PIECES_WITHOUT_SPACES = (1, 2, 3)
_LONG_TITLE = 4
_WITH_SECOND_NEXT = 3


@dataclass(frozen=True, slots=True)
class Features:
    """Features of a batch of titles, one after the other.

    Args:
        buckets: bucket of each feature, shape (n_features,).
        values: value of each feature, shape (n_features,).
        starts: index of the first feature of each title, shape (n_titles,); each has at least one.
        words: the words of each title.
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
    """Turn normalised titles into features; an empty title has the one feature that all have."""
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

    def add(self, features: Sequence[str], *, owner: int, are_pairs: bool = False) -> None:
        self.buckets.extend(map(_bucket, features))
        self.values.extend([1.0] * len(features))
        self.owners.extend([owner] * len(features))
        self.are_pairs.extend([are_pairs] * len(features))

    def add_word(self, word: str, *, owner: int) -> None:
        buckets, values = _word_features(word)
        self.buckets.extend(buckets)
        self.values.extend(values)
        self.owners.extend([owner] * len(buckets))
        self.are_pairs.extend([False] * len(buckets))


def _add_title(title: tuple[str, ...], found: _Found) -> None:
    shape = f"{min(len(title), _LONG_TITLE)} words, role: {names_role(title)}"
    found.add(["bias", shape], owner=-1)
    for place, word in enumerate(title):
        found.add_word(word, owner=place)
        after = [*title[place + 1 : place + 3], "$"]
        pairs = [f"2 {word} {after[0]}"]
        if len(after) == _WITH_SECOND_NEXT:
            pairs.append(f"_ {word} {after[1]}")
        if place == 0:
            pairs.append(f"^ {word}")
        found.add(pairs, owner=place, are_pairs=True)


@lru_cache(maxsize=100_000)
def _word_features(word: str) -> tuple[tuple[int, ...], tuple[float, ...]]:
    marked = f"<{word}>"
    sizes = _PIECES_WITHOUT_SPACES if is_written_without_spaces(word) else _PIECES
    pieces = [
        marked[start : start + size]
        for size in sizes
        for start in range(len(marked) - size + 1)
        if size < len(marked)
    ]
    weight = 1.0 / max(1, len(pieces)) ** 0.5
    return (
        (_bucket(f"1 {word}"), *(_bucket(f"c {piece}") for piece in pieces)),
        (1.0, *([weight] * len(pieces))),
    )


def _bucket(feature: str) -> int:
    return crc32(feature.encode("utf-8", "surrogatepass")) % N_BUCKETS
