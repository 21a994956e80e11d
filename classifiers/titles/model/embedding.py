"""Titles as vectors in which similar ones are near: output of the model, and words.

The model learned what jobs do; of titles that are no function it knows little, so the words of
a title, the rarer the heavier, are half of the likeness.
"""

from collections import Counter
from collections.abc import Sequence
from typing import cast
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix

from classifiers.core.array_types import Floats
from classifiers.core.text import words
from classifiers.titles.text.signature import signature

WORD_DIMENSIONS = 256  # Words are thrown into them at random; two words rarely meet in all places.
PLACES = 4  # Of a word.
UNSEEN = 100  # Titles as if they were there, too: of ten, a word that half of them share is rare.


def title_space(keys: Sequence[str], vectors: Floats) -> Floats:
    """Return unit vectors whose inner product is how alike two titles are, about 0 to 1.

    Args:
        keys: normalized titles.
        vectors: their unit vectors by the model, shape (n_titles, n_dimensions).

    Returns:
        Shape (n_titles, n_dimensions + WORD_DIMENSIONS).
    """
    title_words = [tuple(dict.fromkeys(words(signature(key)))) or (key,) for key in keys]
    joined = np.concatenate([vectors, _of_words(title_words)], axis=1) / np.sqrt(2)
    return cast("Floats", joined.astype(np.float32))


def _of_words(title_words: Sequence[Sequence[str]]) -> Floats:
    counts = Counter(word for each in title_words for word in each)
    n_titles = len(title_words) + UNSEEN
    weights = {word: np.log1p(n_titles / (count + 1)) for word, count in counts.items()}
    indexes = {word: _places(word) for word in counts}
    ends, columns, values = [0], list[int](), list[float]()
    for each in title_words:
        for word in each:
            for column, sign in indexes[word]:
                columns.append(column)
                values.append(sign * weights[word])
        ends.append(len(columns))
    shape = (len(title_words), WORD_DIMENSIONS)
    dense = csr_matrix((values, columns, ends), shape=shape, dtype=np.float32).toarray()
    return cast("Floats", dense / (np.linalg.norm(dense, axis=1, keepdims=True) + 1e-9))


def _places(word: str) -> list[tuple[int, int]]:
    hashed = [crc32(f"{index} {word}".encode()) for index in range(PLACES)]
    return [(number // 2 % WORD_DIMENSIONS, 1 if number % 2 else -1) for number in hashed]
