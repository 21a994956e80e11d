"""Known titles by their level: the one most similar to a title whose level is explained."""

from collections import defaultdict
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
        self._holding: dict[str, dict[str, list[int]]] = {}  # Level → word → places of titles.
        self._vectors: dict[str, Floats] = {}
        start = 0
        for level, rows in groupby(known, key=lambda row: row[0]):
            found = list(rows)
            self._titles[level] = [title for _, _, title in found]
            holding = self._holding[level] = defaultdict(list)
            for place, (_, key, _) in enumerate(found):
                for word in words(key):
                    holding[word].append(place)
            self._vectors[level] = vectors[start : start + len(found)]
            start += len(found)
        self._places = lru_cache(maxsize=MAX_KEPT)(self._find_places)

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
        places = self._places(level, naming)
        if not len(places):
            return None
        likeness = self._vectors[level] @ vector
        best = int(places[likeness[places].argmax()])
        if likeness[best] < MIN_SIMILARITY:
            return None
        score = round(float(min(1.0, likeness[best])), 3)
        return Evidence(level, SIMILAR, self._titles[level][best], score)

    def _find_places(self, level: str, naming: tuple[str, ...]) -> NDArray[np.intp]:
        """Return the places of the titles of a level that hold one of some words, ascending.

        Those of all its titles where no word is given.
        """
        if not naming:
            return np.arange(len(self._titles[level]))
        holding = self._holding[level]
        return np.array(sorted({n for word in naming for n in holding.get(word, ())}), np.intp)
