"""Learns how much each part of the similarity of two titles counts, from names of one occupation.

    python -m classifiers.titles.training.similarity_fit ../shared/data/titles

Two names of one occupation in one language are similar; against each such pair stand names of
other occupations, drawn at random, as most titles of a list are.
"""

import csv
import gzip
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.model.similarity import (
    WEIGHTS,
    SimilarityWeights,
    TitleSimilarity,
    compare_titles,
)

LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pl", "pt", "sv", "da", "cs")  # Also of titles.
PAIRS = 1_000  # Of one occupation, in each language.
STRANGERS = 5  # Against each pair.
SEED = 7


@dataclass(frozen=True, slots=True)
class OccupationTitle:
    """A name of an occupation."""

    title: str
    occupation: str


@dataclass(frozen=True, slots=True)
class TitlePairs:
    """Pairs of titles, and whether each names one occupation."""

    first: list[str]
    second: list[str]
    is_same: NDArray[np.bool_]


def read_occupations(folder: Path) -> dict[str, list[OccupationTitle]]:
    """Read `occupations.tsv.gz`: language → names of occupations."""
    found: defaultdict[str, list[OccupationTitle]] = defaultdict(list)
    path = folder / "occupations.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            title = OccupationTitle(row["title"], row["occupation"])
            found[row["language"]].append(title)
    return dict(found)


def draw_pairs(titles: Sequence[OccupationTitle], *, n_pairs: int, seed: int = SEED) -> TitlePairs:
    """Draw pairs of one occupation, and for each some of different ones."""
    pairs = list(_drawn(titles, n_pairs, random.Random(seed)))
    return TitlePairs(
        [first for first, _, _ in pairs],
        [second for _, second, _ in pairs],
        np.array([is_same for _, _, is_same in pairs], dtype=np.bool_),
    )


def _drawn(
    titles: Sequence[OccupationTitle], n_pairs: int, draw: random.Random
) -> Iterator[tuple[str, str, bool]]:
    by_occupation: defaultdict[str, list[OccupationTitle]] = defaultdict(list)
    for title in titles:
        by_occupation[title.occupation].append(title)
    occupations = sorted(name for name, names in by_occupation.items() if len(names) > 1)
    for _ in range(n_pairs):
        one, other = draw.sample(by_occupation[draw.choice(occupations)], 2)
        yield one.title, other.title, True
        for stranger in (draw.choice(titles) for _ in range(STRANGERS)):
            if stranger.occupation != one.occupation:
                yield one.title, stranger.title, False


def fit_weights(cascade: TitleCascade, pairs: Sequence[TitlePairs]) -> SimilarityWeights:
    """Fit the weights of embedding, functions and wording; the level stays as it is ruled."""
    parts = [_parts(found) for each in pairs for found in _compared(cascade, each)]
    same = np.concatenate([each.is_same for each in pairs])
    fitted = LogisticRegression(C=10, class_weight="balanced").fit(np.array(parts), same)
    embedding, functions, wording = fitted.coef_[0].round(2).tolist()
    bias = round(float(fitted.intercept_[0]), 2)
    return SimilarityWeights(embedding, functions, wording, WEIGHTS.level, bias)


def _compared(cascade: TitleCascade, pairs: TitlePairs) -> list[TitleSimilarity]:
    first, second = (
        cascade.predict(titles, explain=False) for titles in (pairs.first, pairs.second)
    )
    return compare_titles(first, second, model=cascade.model, taxonomy=cascade.taxonomy)


def _parts(found: TitleSimilarity) -> tuple[float, float, float]:
    return found.embedding, found.functions, found.wording


if __name__ == "__main__":
    names = read_occupations(Path(sys.argv[1]))
    drawn = [draw_pairs(names[language], n_pairs=PAIRS) for language in LANGUAGES]
    print(fit_weights(load_cascade(), drawn))  # noqa: T201  # what it is for
