"""Titles → hashed features: words, pieces of words, pairs of words and their place.

Every feature belongs to one or two words of the title, so that what a linear model adds up can be told
back word by word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from classifiers.text import is_written_without_spaces, words

N_BUCKETS = 2**18
_PIECES = (3, 4, 5)
_PIECES_WITHOUT_SPACES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Features:
    """Features of a batch of titles, one after the other.

    Args:
        buckets: bucket of each feature, shape (n_features,).
        values: value of each feature, shape (n_features,).
        starts: index of the first feature of each title, shape (n_titles,); each has at least one.
        words: the words of each title.
        owners: index of the word within its title that owns each feature, -1 for none, shape (n_features,).
    """

    buckets: NDArray[np.int64]
    values: NDArray[np.float32]
    starts: NDArray[np.int64]
    words: tuple[tuple[str, ...], ...]
    owners: NDArray[np.int64]


def extract(titles: Sequence[str]) -> Features:
    """Turn normalised titles into features; an empty title has the one feature that all have."""
    buckets: list[int] = []
    values: list[float] = []
    owners: list[int] = []
    starts: list[int] = []
    parts = tuple(tuple(words(title)) for title in titles)
    for title in parts:
        starts.append(len(buckets))
        _add_title(title, buckets, values, owners)
    return Features(
        buckets=np.array(buckets, dtype=np.int64),
        values=np.array(values, dtype=np.float32),
        starts=np.array(starts, dtype=np.int64),
        words=parts,
        owners=np.array(owners, dtype=np.int64),
    )


def _add_title(
    title: tuple[str, ...], buckets: list[int], values: list[float], owners: list[int]
) -> None:
    buckets.append(_bucket("bias"))
    values.append(1.0)
    owners.append(-1)
    for place, word in enumerate(title):
        inside, weights = _word_features(word)
        buckets.extend(inside)
        values.extend(weights)
        after = title[place + 1] if place + 1 < len(title) else "$"
        around = [_bucket(f"2 {word} {after}")]
        if place == 0:
            around.append(_bucket(f"^ {word}"))
        if place + 2 < len(title):
            around.append(_bucket(f"_ {word} {title[place + 2]}"))
        buckets.extend(around)
        values.extend([1.0] * len(around))
        owners.extend([place] * (len(inside) + len(around)))


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
