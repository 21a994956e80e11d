"""Functions learned from corrections alone: a small linear head next to those of the model.

The vectors of the model stay as they are, so a head is fitted in a moment; what it knows beyond
them are the words of the corrected titles. Uncorrected titles are its negative
examples: some of them carry the function after all, so those that look like it are left out.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from classifiers.core.array_types import Doubles, Floats
from classifiers.core.text import words
from classifiers.titles.model.network import TitleModel

VECTOR_SCALE = 3.0
WORD_SCALE = 5.0
PENALTY = 2.0
POSITIVE_WEIGHT = 2.0
UNCORRECTED_WEIGHT = 0.5  # Somebody might still say of such a title that it is one.
LIKELY_POSITIVE_SCORE = -0.5  # Score from which an uncorrected title is left out.
# In log-odds; where precision and recall met on functions held out in turn. One set for each head
# from titles it had not seen was tried: no better, and more corrections went into wrong ones.
THRESHOLD = -2.0
MIN_TITLES = 5
MIN_WEIGHT = 0.01
PIECES = (3, 4, 5)
N_FOLDS = 5
REMEMBERED_WORDS = 10_000
PAIR = 0.7  # What a pair of words counts.
MARGIN = 1e-6  # For sums in another order.


@dataclass(frozen=True, slots=True)
class LearnedHead:
    """One function, learned from corrections.

    Args:
        vector: weight of each number of a title's unit vector, shape (n_dimensions,).
        words: feature → weight; see `_features`.
        threshold: score from which the function is given, in log-odds.
        displaces: functions that people took away where they gave this one; they give way to it.
        n_titles: corrected titles that carry it.
        recall: share of these that a head fitted without them found, 0 to 1.
    """

    function: str
    model: str
    vector: Floats
    words: Mapping[str, float]
    bias: float
    threshold: float
    displaces: tuple[str, ...] = ()
    n_titles: int = 0
    recall: float = 0.0


@dataclass(frozen=True, slots=True)
class UnlabeledTitles:
    """Titles that nobody has corrected, as the heads see them.

    Args:
        vectors: unit vectors, shape (n_titles, n_dimensions).
        weights: how much each counts; 1 where people wrote down what it is.
    """

    keys: tuple[str, ...]
    vectors: Floats
    features: tuple[Mapping[str, float], ...]
    weights: Doubles


class LearnedHeads:
    """Several heads, asked at once."""

    def __init__(self, heads: Sequence[LearnedHead]) -> None:
        self.heads = tuple(heads)
        self._vectors = np.array([head.vector for head in heads], dtype=np.float32)
        self._words: dict[str, list[tuple[int, float]]] = {}
        for index, head in enumerate(heads):
            for feature, weight in head.words.items():
                self._words.setdefault(feature, []).append((index, weight))
        self._biases = np.array([head.bias for head in heads], dtype=np.float64)
        self._best_pair_scores: dict[
            str, Doubles
        ] = {}  # Word → what pairs that begin with it add at most.
        for feature, weights in self._words.items():
            first, *behind = feature.split(" ")
            if behind:
                most = self._best_pair_scores.setdefault(first, np.zeros(len(heads)))
                for index, weight in weights:
                    most[index] += PAIR * max(0.0, weight)
        self._most = lru_cache(maxsize=REMEMBERED_WORDS)(self._most_of_word)

    def __len__(self) -> int:
        return len(self.heads)

    def scores(
        self, keys: Sequence[str], vectors: Floats, *, least: Doubles | None = None
    ) -> Doubles:
        """Return scores in log-odds, shape (n_titles, n_heads).

        Args:
            keys: normalized titles.
            vectors: their unit vectors, shape (n_titles, n_dimensions).
            least: titles that reach it with no head have minus infinity, which is quicker, shape
                (n_heads,).
        """
        if not keys or not self.heads:
            return np.zeros((len(keys), len(self.heads)))
        found = vectors.astype(np.float64) @ self._vectors.T + self._biases
        rows: Sequence[int] = range(len(keys))
        if least is not None:
            is_near = (found + self._most_of(keys) >= least).any(axis=1)
            found[~is_near] = -np.inf
            rows = np.flatnonzero(is_near).tolist()
        for row in rows:
            for feature, value in _features(keys[row]).items():
                for index, weight in self._words.get(feature, ()):
                    found[row, index] += value * weight
        return found

    def _most_of(self, keys: Sequence[str]) -> Doubles:
        """Return what the features of titles add at most, shape (n_titles, n_heads).

        The squares of the features of a title add up to at least the number of its words before
        they are scaled.
        """
        title_words = [set(words(key)) for key in keys]
        counts = np.array(list(map(len, title_words)))
        each = np.array([self._most(word) for of_title in title_words for word in of_title])
        sums = np.zeros((len(keys), len(self.heads)))
        np.add.at(sums, np.repeat(np.arange(len(keys)), counts), each.reshape(-1, len(self.heads)))
        most = sums / np.sqrt(np.maximum(counts, 1))[:, None]
        return cast("Doubles", MARGIN + most)

    def _most_of_word(self, word: str) -> Doubles:
        """Return what a word, its pieces and the pairs that it begins add at most."""
        most = self._best_pair_scores.get(word, np.zeros(len(self.heads))).copy()
        pieces, value = _pieces(word)
        for feature, share in ((f"w{word}", 1.0), *((piece, value) for piece in pieces)):
            for index, weight in self._words.get(feature, ()):
                most[index] += share * max(0.0, weight)
        return most


def unlabeled(model: TitleModel, keys: Sequence[str], *, weight: float) -> UnlabeledTitles:
    """Read normalized titles that corrected ones are distinguished from.

    Args:
        model: gives the vectors.
        keys: each once.
        weight: 1 where people wrote down what they are, else `UNCORRECTED_WEIGHT`.
    """
    return UnlabeledTitles(
        keys=tuple(keys),
        vectors=model.unit_vectors(keys),
        features=tuple(map(_features, keys)),
        weights=np.full(len(keys), weight),
    )


def combined(first: UnlabeledTitles, second: UnlabeledTitles) -> UnlabeledTitles:
    """Join two lists of titles; one that is in both is taken from the first."""
    known = set(first.keys)
    new = [n for n, key in enumerate(second.keys) if key not in known]
    return UnlabeledTitles(
        keys=(*first.keys, *(second.keys[n] for n in new)),
        vectors=np.concatenate([first.vectors, second.vectors[new]]),
        features=(*first.features, *(second.features[n] for n in new)),
        weights=np.concatenate([first.weights, second.weights[new]]),
    )


def fit_head(
    function: str,
    *,
    model: TitleModel,
    positives: Sequence[str],
    negatives: Sequence[str],
    rest: UnlabeledTitles,
    displaces: Sequence[str] = (),
    judged: bool = True,
) -> LearnedHead:
    """Fit the head of a function.

    Args:
        function: slug.
        model: gives the vectors.
        positives: normalized titles that people gave the function.
        negatives: normalized titles that people corrected to something else.
        rest: titles that nobody corrected; titles among the positives are left out.
        displaces: functions that give way.
        judged: False leaves `recall` at 0, which saves five fits.
    """
    titles = _Titles(model, positives, negatives, rest)
    weights = titles.fit(np.ones(len(positives), dtype=bool))
    dimensions = rest.vectors.shape[1]
    return LearnedHead(
        function=function,
        model=model.version,
        vector=(weights[:dimensions] * VECTOR_SCALE).astype(np.float32),
        words={
            feature: float(weight * WORD_SCALE)
            for feature, weight in zip(titles.vocabulary, weights[dimensions:-1], strict=True)
            if abs(weight) >= MIN_WEIGHT
        },
        bias=float(weights[-1]),
        threshold=THRESHOLD,
        displaces=tuple(displaces),
        n_titles=len(positives),
        recall=float((titles.out_of_fold_scores(weights) >= THRESHOLD).mean()) if judged else 0.0,
    )


class _Titles:
    """The titles of one fit as a matrix: positives first, then negatives, then the rest."""

    def __init__(
        self,
        model: TitleModel,
        positives: Sequence[str],
        negatives: Sequence[str],
        rest: UnlabeledTitles,
    ) -> None:
        corrected = [*positives, *negatives]
        features = [_features(key) for key in corrected]
        counted = Counter(feature for found in features for feature in found)
        self.vocabulary = {feature: index for index, feature in enumerate(counted)}
        taken = set(corrected)
        self.n_positives, self.n_corrected = len(positives), len(corrected)
        own_rows = hstack(
            [
                csr_matrix(VECTOR_SCALE * model.unit_vectors(corrected)),
                WORD_SCALE * _matrix(features, self.vocabulary),
            ]
        )
        others = hstack(
            [
                csr_matrix(VECTOR_SCALE * rest.vectors),
                WORD_SCALE * _matrix(rest.features, self.vocabulary),
            ]
        )
        self.rows = vstack([own_rows, others]).tocsr()
        self.wanted = np.zeros(self.rows.shape[0])
        self.wanted[: self.n_positives] = 1
        own = np.array([0.0 if key in taken else 1.0 for key in rest.keys])
        self.weights = np.concatenate(
            [np.full(len(corrected), POSITIVE_WEIGHT), own * rest.weights]
        )

    def fit(self, kept: NDArray[np.bool_], *, start: Doubles | None = None) -> Doubles:
        """Fit on the positives that are kept; uncorrected titles that look like one go."""
        weights = self.weights.copy()
        weights[: self.n_positives] *= kept
        first = _fit(self.rows, self.wanted, weights, start=start)
        scores = self.rows @ first[:-1] + first[-1]
        weights[self.n_corrected :] *= scores[self.n_corrected :] < LIKELY_POSITIVE_SCORE
        return _fit(self.rows, self.wanted, weights, start=first)

    def out_of_fold_scores(self, start: Doubles) -> Doubles:
        """Return the scores of the positives from heads that have not seen them."""
        folds = np.arange(self.n_positives) % N_FOLDS
        found = np.zeros(self.n_positives)
        for fold in range(min(N_FOLDS, self.n_positives)):
            weights = self.fit(folds != fold, start=start)
            held = self.rows[: self.n_positives][folds == fold]
            found[folds == fold] = held @ weights[:-1] + weights[-1]
        return found


def _fit(
    rows: csr_matrix, wanted: Doubles, weights: Doubles, *, start: Doubles | None = None
) -> Doubles:
    """Return the weights of a regularised logistic regression, the bias last."""

    def loss(point: Doubles) -> tuple[float, Doubles]:
        scores = rows @ point[:-1] + point[-1]
        each = np.logaddexp(0, scores) - wanted * scores
        slope = weights * (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - wanted)
        penalty = 0.5 * PENALTY * float(point[:-1] @ point[:-1])
        steps = np.append(rows.T @ slope + PENALTY * point[:-1], slope.sum())
        return float(weights @ each) + penalty, steps

    begin = np.append(np.zeros(rows.shape[1]), -3.0) if start is None else start
    from scipy.optimize import minimize  # loads for seconds; only fits need it

    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return cast("Doubles", found.x)


def _matrix(features: Sequence[Mapping[str, float]], vocabulary: Mapping[str, int]) -> csr_matrix:
    ends, columns, values = [0], [], []
    for found in features:
        for feature, value in found.items():
            if feature in vocabulary:
                columns.append(vocabulary[feature])
                values.append(value)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(features), len(vocabulary)))


def _features(key: str) -> dict[str, float]:
    """Return words, pairs and pieces of words of a normalized title; their squares add up to 1."""
    tokens = words(key)
    found: dict[str, float] = {f"w{word}": 1.0 for word in tokens}
    for pair in pairwise(tokens):
        found[" ".join(pair)] = PAIR
    for word in tokens:
        pieces, weight = _pieces(word)
        for piece in pieces:
            if weight > found.get(piece, 0.0):
                found[piece] = weight
    length = sum(value * value for value in found.values()) ** 0.5
    return {feature: value / length for feature, value in found.items()}


@lru_cache(maxsize=REMEMBERED_WORDS)
def _pieces(word: str) -> tuple[tuple[str, ...], float]:
    """Return the features of the pieces of a word, and what each of them counts."""
    marked = f"<{word}>"
    pieces = [marked[at : at + size] for size in PIECES for at in range(len(marked) - size + 1)]
    weight = len(pieces) ** -0.5 if pieces else 0.0
    return tuple([f"c{piece}" for piece in dict.fromkeys(pieces)]), weight
