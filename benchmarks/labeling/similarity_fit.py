"""The fit of how much each part of the similarity of two titles counts."""

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.similarity import WEIGHTS, SimilarityWeights, compare_titles

LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pl", "pt", "sv", "da", "cs")  # Also of titles.
PAIRS = 1_000  # Of one occupation, in each language.
STRANGERS = 5  # Against each pair.
SEED = 7


def read_occupations(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Read `occupations.tsv.gz`: language → (title, occupation)."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    path = folder / "occupations.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[row["language"]].append((row["title"], row["occupation"]))
    return dict(found)


def draw_pairs(titles: Sequence[tuple[str, str]], *, n_pairs: int) -> list[tuple[str, str, bool]]:
    """Draw pairs of one occupation, and for each some of different ones.

    Returns:
        Two titles, and whether they name one occupation.
    """
    draw = random.Random(SEED)
    by_occupation: defaultdict[str, list[str]] = defaultdict(list)
    for title, occupation in titles:
        by_occupation[occupation].append(title)
    occupations = sorted(name for name, names in by_occupation.items() if len(names) > 1)
    pairs: list[tuple[str, str, bool]] = []
    for _ in range(n_pairs):
        occupation = draw.choice(occupations)
        one, other = draw.sample(by_occupation[occupation], 2)
        pairs.append((one, other, True))
        strangers = [draw.choice(titles) for _ in range(STRANGERS)]
        pairs += [(one, title, False) for title, of in strangers if of != occupation]
    return pairs


def fit_weights(
    cascade: TitleCascade, pairs: Sequence[Sequence[tuple[str, str, bool]]]
) -> SimilarityWeights:
    """Fit the weights of embedding, functions and wording; the level stays as it is ruled."""
    parts: list[tuple[float, float, float]] = []
    for each in pairs:
        first = cascade.predict([one for one, _, _ in each], explain=False)
        second = cascade.predict([other for _, other, _ in each], explain=False)
        found = compare_titles(first, second, model=cascade.model, taxonomy=cascade.taxonomy)
        parts += [(one.embedding, one.functions, one.wording) for one in found]
    same = np.array([is_same for each in pairs for _, _, is_same in each], dtype=np.bool_)
    fitted = LogisticRegression(C=10, class_weight="balanced").fit(np.array(parts), same)
    embedding, functions, wording = fitted.coef_[0].round(2).tolist()
    bias = round(float(fitted.intercept_[0]), 2)
    return SimilarityWeights(embedding, functions, wording, WEIGHTS.level, bias)
