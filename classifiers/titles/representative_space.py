"""The similarity of titles to the representative titles of functions, as features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifiers.core.array_types import Doubles, Floats, Rows
from classifiers.core.text import words
from classifiers.titles.text.signature import signature

NAMES = (
    "vector",
    "words",
    "both",
    "second",
    "covered",
    "spread",
    "known",
    "best",
)
"""What `Similarities.features` holds, in the order of its last axis."""
MAX_LOG_ODDS = 6.0


@dataclass(frozen=True, slots=True)
class WordWeights:
    """How much a word says about what a job does.

    Args:
        weights: word of a signature → its weight; words of many jobs weigh little.
    """

    weights: Mapping[str, float]
    unknown: float

    def of(self, key: str) -> dict[str, float]:
        """Return word → weight of a normalized title, without rank, order and spelling."""
        tokens = words(signature(key)) or [key]
        return {word: self.weights.get(word, self.unknown) for word in tokens}


@dataclass(frozen=True, slots=True)
class Similarities:
    """Titles compared with the representative titles of functions.

    Args:
        features: shape (n_titles, n_functions, len(NAMES)).
        nearest: index of the most similar representative title, shape (n_titles, n_functions).
        similarity: to that title, 0 to 1, shape (n_titles, n_functions).
    """

    features: Doubles
    nearest: Rows
    similarity: Doubles


class RepresentativeSpace:
    """The representative titles of several functions.

    Args:
        keys: normalized titles, those of one function together.
        vectors: unit vectors of the titles, shape (n_titles, n_dimensions).
    """

    def __init__(
        self, keys: Sequence[str], starts: Sequence[int], vectors: Floats, weights: WordWeights
    ) -> None:
        self._starts = np.array(starts, dtype=np.intp)
        self._vectors = vectors.astype(np.float64)
        self._weights = weights
        word_weights = [weights.of(key) for key in keys]
        self._columns = {
            word: column
            for column, word in enumerate(dict.fromkeys(w for title in word_weights for w in title))
        }
        self._words = self._of_words(word_weights)[0]
        self._owners = np.repeat(np.arange(len(starts)), np.diff([*starts, len(keys)]))
        self._vocabularies = np.zeros((len(self._columns), len(starts)))
        for owner, title in zip(self._owners.tolist(), word_weights, strict=True):
            self._vocabularies[[self._columns[word] for word in title], owner] = 1
        self._spread = self._spreads()

    def compare(
        self, keys: Sequence[str], vectors: Floats, chances: Floats, best: Floats
    ) -> Similarities:
        """Compare titles with the representative ones.

        Args:
            keys: normalized.
            vectors: their unit vectors, shape (n_titles, n_dimensions).
            chances: that of each function by the model, 0 where it does not know it, shape
                (n_titles, n_functions).
            best: the largest chance of any function by the model, shape (n_titles,).
        """
        word_weights = [self._weights.of(key) for key in keys]
        own, shares = self._of_words(word_weights)
        by_vector = vectors.astype(np.float64) @ self._vectors.T
        by_words = own @ self._words.T
        both = (by_vector + by_words) / 2
        nearest = self._nearest(both)
        highest = np.take_along_axis(both, nearest, axis=1)
        features = [
            np.maximum.reduceat(by_vector, self._starts, axis=1),
            np.maximum.reduceat(by_words, self._starts, axis=1),
            highest,
            self._second(both, nearest),
            shares @ self._vocabularies,
            np.broadcast_to(self._spread, highest.shape),
            _log_odds(chances),
            np.broadcast_to(_log_odds(best)[:, None], highest.shape),
        ]
        return Similarities(np.stack(features, axis=2), nearest, np.clip(highest, 0, 1))

    def _of_words(self, word_weights: Sequence[Mapping[str, float]]) -> tuple[Doubles, Doubles]:
        """Return unit vectors of known words, and what share of a title's weight each word has."""
        found = np.zeros((len(word_weights), len(self._columns)))
        lengths, totals = np.ones(len(word_weights)), np.ones(len(word_weights))
        for row, title in enumerate(word_weights):
            for word, weight in title.items():
                if (column := self._columns.get(word)) is not None:
                    found[row, column] = weight
            lengths[row] = sum(weight * weight for weight in title.values()) ** 0.5
            totals[row] = sum(title.values())
        return found / lengths[:, None], found / totals[:, None]

    def _nearest(self, both: Doubles) -> Rows:
        ends = np.append(self._starts[1:], both.shape[1])
        return np.stack(
            [
                start + both[:, start:end].argmax(axis=1)
                for start, end in zip(self._starts, ends, strict=True)
            ],
            axis=1,
        )

    def _second(self, both: Doubles, nearest: Rows) -> Doubles:
        """Return the second highest likeness to a title of each function; the highest of one."""
        left = both.copy()
        counts = np.bincount(self._owners, minlength=len(self._starts))
        several = counts > 1
        np.put_along_axis(left, nearest[:, several], -1.0, axis=1)
        return np.maximum.reduceat(left, self._starts, axis=1)

    def _spreads(self) -> Doubles:
        """Return how like its titles are to each other, for each function; 0.5 of a single one."""
        both = (self._vectors @ self._vectors.T + self._words @ self._words.T) / 2
        np.fill_diagonal(both, -1.0)
        both[self._owners[:, None] != self._owners[None, :]] = -1.0
        nearest = both.max(axis=1)
        found = np.full(len(self._starts), 0.5)
        for index in range(len(self._starts)):
            own = nearest[self._owners == index]
            if len(own) > 1:
                found[index] = own.mean()
        return found


def _log_odds(chances: Floats) -> Doubles:
    bounded = np.clip(chances.astype(np.float64), 1e-9, 1 - 1e-9)
    return np.clip(np.log(bounded / (1 - bounded)), -MAX_LOG_ODDS, MAX_LOG_ODDS)
