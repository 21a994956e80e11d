"""Known titles by their level: the one most similar to a title whose level is explained."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from classifiers.core.text import words
from classifiers.core.types import Evidence
from classifiers.titles.lookup.dictionary import Entry
from classifiers.titles.model.explanations import MIN_SIMILARITY
from classifiers.titles.model.network import Floats, TitleModel

SIMILAR = "similar title"
MAX_KEPT = 2_000  # Words that name a level; a few name it in most titles.


class LevelTitles:
    """The titles of the dictionary that have a level.

    Args:
        model: gives their vectors.
        entries: spelling in which it is looked up → the title as it was written, what it is.
    """

    def __init__(self, model: TitleModel, entries: Mapping[str, tuple[str, Entry]]) -> None:
        leveled = [(one.level, key, title) for key, (title, one) in entries.items() if one.level]
        known = sorted(leveled)  # Those of one level stand together.
        vectors = model.predict([key for _, key, _ in known]).vectors
        self._titles: dict[str, list[str]] = {}
        self._words: dict[str, list[frozenset[str]]] = {}
        self._vectors: dict[str, Floats] = {}
        start = 0
        for level, rows in groupby(known, key=lambda row: row[0]):
            found = list(rows)
            self._titles[level] = [title for _, _, title in found]
            self._words[level] = [frozenset(words(key)) for _, key, _ in found]
            self._vectors[level] = vectors[start : start + len(found)]
            start += len(found)
        self._holding = lru_cache(maxsize=MAX_KEPT)(self._find_holding)

    def nearest(self, level: str, vector: Floats, naming: tuple[str, ...]) -> Evidence | None:
        """Return the most similar title of a level; None where none is similar enough.

        Args:
            level: slug.
            vector: unit vector of the title that is explained.
            naming: words that name the level there: the known title holds one of them, too. Any
                title of the level where none is given.
        """
        if level not in self._titles:
            return None
        likeness = self._vectors[level] @ vector
        if naming:
            likeness = np.where(self._holding(level, naming), likeness, -1.0)
        best = int(likeness.argmax())
        if likeness[best] < MIN_SIMILARITY:
            return None
        score = round(float(min(1.0, likeness[best])), 3)
        return Evidence(level, SIMILAR, self._titles[level][best], score)

    def _find_holding(self, level: str, naming: tuple[str, ...]) -> NDArray[np.bool_]:
        """Say of each title of a level whether it holds one of some words."""
        return np.array([not held.isdisjoint(naming) for held in self._words[level]], np.bool_)
