"""How similar two titles are as jobs, and what that rests on.

Four parts are compared: the vectors of the title model, the functions that the titles have, their
wording (pieces of words, so that typos and forms of a word count little), and their level. The
weights of the first three were learned; see `benchmarks.labeling.similarity_fit`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p
from typing import cast

import numpy as np
from scipy.sparse import csr_matrix

from classifiers.core.array_types import Floats, Rows
from classifiers.core.probabilities import sigmoid
from classifiers.core.taxonomy import Taxonomy
from classifiers.core.text import words
from classifiers.core.types import TitlePrediction
from classifiers.titles.model.features import N_BUCKETS, word_buckets
from classifiers.titles.model.network import TitleModel

OTHER_LEVEL = "other"


@dataclass(frozen=True, slots=True)
class SimilarityWeights:
    """How much each part counts, in log-odds.

    Args:
        level: taken off for titles at opposite ends of the levels, in proportion between.
        bias: log-odds of titles that agree in nothing.
    """

    embedding: float
    functions: float
    wording: float
    level: float
    bias: float


# Learned by `similarity_fit` but for the level, which is ruled: names of one occupation say nothing
# about seniority.
WEIGHTS = SimilarityWeights(5.23, 0.51, 6.65, level=1.0, bias=-3.43)


@dataclass(frozen=True, slots=True)
class TitleFeatures:
    """What titles are compared by; a row for each title.

    Args:
        vectors: unit vectors of the title model, shape (n_titles, n_dimensions).
        functions: scores as unit vectors, zero without any, shape (n_titles, n_functions).
        pieces: pieces of words as unit vectors, shape (n_titles, N_BUCKETS).
        levels: 0 for the most senior to 1 for the least; NaN where a title has none.
    """

    keys: tuple[str, ...]
    vectors: Floats
    functions: csr_matrix
    pieces: csr_matrix
    levels: Floats


@dataclass(frozen=True, slots=True)
class SharedFunction:
    """A function that both titles have, with its score in each."""

    slug: str
    first: float
    second: float


@dataclass(frozen=True, slots=True)
class TitleSimilarity:
    """How similar two titles are, and what that rests on; all numbers from 0 to 1.

    Args:
        similarity: as jobs; 1 for titles of one spelling.
        level: closeness of the levels; None where a title has no level.
    """

    similarity: float
    embedding: float
    functions: float
    wording: float
    level: float | None
    shared: tuple[SharedFunction, ...]


def compare_titles(
    first: Sequence[TitlePrediction],
    second: Sequence[TitlePrediction],
    *,
    model: TitleModel,
    taxonomy: Taxonomy,
) -> list[TitleSimilarity]:
    """Compare titles pair by pair; the order within a pair does not matter.

    Args:
        first: the first title of each pair, classified.
        second: the second title of each pair.
        model: whose vectors are compared.
        taxonomy: with the functions and the levels.
    """
    both = title_features([*first, *second], model=model, taxonomy=taxonomy)
    rows, others = np.arange(len(first)), np.arange(len(first), len(first) + len(second))
    embedding = (both.vectors[rows] * both.vectors[others]).sum(axis=1).clip(0, 1)
    functions = _dot_rows(both.functions, rows, others)
    wording = _dot_rows(both.pieces, rows, others)
    level = 1 - np.abs(both.levels[rows] - both.levels[others])
    scores = _similarity(embedding, functions, wording, level)
    return [
        TitleSimilarity(
            similarity=1.0 if one.normalised == other.normalised else _rounded(scores[n]),
            embedding=_rounded(embedding[n]),
            functions=_rounded(functions[n]),
            wording=_rounded(wording[n]),
            level=None if np.isnan(level[n]) else _rounded(level[n]),
            shared=_shared(one, other),
        )
        for n, (one, other) in enumerate(zip(first, second, strict=True))
    ]


def similarity_matrix(
    first: TitleFeatures, second: TitleFeatures, *, weights: SimilarityWeights = WEIGHTS
) -> Floats:
    """Return how similar each title is to each other one, shape (n_first, n_second), 0 to 1."""
    return _similarity(
        (first.vectors @ second.vectors.T).clip(0, 1),
        (first.functions @ second.functions.T).toarray(),
        (first.pieces @ second.pieces.T).toarray(),
        1 - np.abs(first.levels[:, None] - second.levels[None]),
        weights,
    )


def title_features(
    titles: Sequence[TitlePrediction], *, model: TitleModel, taxonomy: Taxonomy
) -> TitleFeatures:
    """Return what classified titles are compared by."""
    keys = tuple(title.normalised for title in titles)
    columns = {function.slug: index for index, function in enumerate(taxonomy.functions)}
    functions = [
        {columns[label.slug]: label.score for label in title.functions if label.slug in columns}
        for title in titles
    ]
    ranks = taxonomy.level_ranks
    last = max(max(ranks.values(), default=1) - 1, 1)  # The last level of all is "other".
    levels = [
        np.nan if title.level.slug == OTHER_LEVEL else ranks.get(title.level.slug, np.nan) / last
        for title in titles
    ]
    return TitleFeatures(
        keys,
        model.unit_vectors(keys),
        _unit_rows(functions, len(columns)),
        _unit_rows([_pieces(key) for key in keys], N_BUCKETS),
        np.array(levels, dtype=np.float32),
    )


def _similarity(
    embedding: Floats,
    functions: Floats,
    wording: Floats,
    level: Floats,
    weights: SimilarityWeights = WEIGHTS,
) -> Floats:
    """Return the similarity from what titles agree in; the level is NaN where one has none."""
    return sigmoid(
        weights.bias
        + weights.embedding * embedding
        + weights.functions * functions
        + weights.wording * wording
        - weights.level * (1 - np.nan_to_num(level, nan=1.0))
    )


def _pieces(key: str) -> dict[int, float]:
    """Return how often each piece of a word, and each word, is in a title, damped."""
    counts = Counter(bucket for word in words(key) for bucket in word_buckets(word))
    return {bucket: 1 + log1p(count - 1) for bucket, count in counts.items()}


def _unit_rows(rows: Sequence[dict[int, float]], n_columns: int) -> csr_matrix:
    ends, columns, values = [0], list[int](), list[float]()
    for row in rows:
        length = sum(value * value for value in row.values()) ** 0.5 or 1.0
        columns += row.keys()
        values += [value / length for value in row.values()]
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(rows), n_columns), dtype=np.float32)


def _dot_rows(rows: csr_matrix, first: Rows, second: Rows) -> Floats:
    products = rows[first].multiply(rows[second]).sum(axis=1)
    return cast("Floats", np.asarray(products, dtype=np.float32).ravel().clip(0, 1))


def _shared(one: TitlePrediction, other: TitlePrediction) -> tuple[SharedFunction, ...]:
    scores = {label.slug: label.score for label in other.functions}
    found = [
        SharedFunction(label.slug, label.score, scores[label.slug])
        for label in one.functions
        if label.slug in scores
    ]
    return tuple(sorted(found, key=lambda each: -min(each.first, each.second)))


def _rounded(value: float) -> float:
    return round(min(max(float(value), 0.0), 1.0), 4)
