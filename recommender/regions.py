"""Places on the map → regions of about the same extent, named by the words their companies use."""

import math
import re
from collections import Counter
from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray

from recommender.projection import Places

MAX_REGIONS = 8
COMPANIES_EACH = 5  # Fewer companies are no region.
WORDS_EACH = 3
MIN_SHARE = 0.1  # Of the texts of a region that hold a word of its name.
MIN_LIFT = 1.5  # So many times as often as in the other regions.

_ROUNDS = 30
_WORD = re.compile(r"[^\W\d_]{4,}")
_ENDINGS = ("ments", "ment", "ings", "ing", "ers", "ies", "ed", "er", "es", "y", "e", "s")
_SHORTEST_STEM = 4


def split(places: Places, *, at_most: int = MAX_REGIONS) -> NDArray[np.uint8]:
    """Return the region of each place, by k-means; the same places give the same regions.

    Regions are numbered by size, the largest is 0. Straight lines part them: the hull of one
    holds no place of another.

    Args:
        places: shape (n, 2), 0 to 1.
        at_most: regions; fewer where there are few places.
    """
    distinct = np.unique(places, axis=0)
    n_regions = min(max(len(places) // COMPANIES_EACH, 1), at_most, max(len(distinct), 1))
    if n_regions == 1:
        return np.zeros(len(places), dtype=np.uint8)
    centres = _far_apart(places, n_regions)
    labels = _nearest(places, centres)
    for _ in range(_ROUNDS):
        sizes = np.maximum(np.bincount(labels, minlength=n_regions), 1)
        sums = [np.bincount(labels, places[:, axis], n_regions) for axis in (0, 1)]
        centres = np.stack(sums, axis=1) / sizes[:, None]
        former, labels = labels, _nearest(places, centres)
        if (former == labels).all():
            break
    by_size = np.argsort(-np.bincount(labels, minlength=n_regions), kind="stable")
    return np.argsort(by_size)[labels].astype(np.uint8)


def _far_apart(places: Places, n: int) -> Places:
    """Draw first centers by k-means++, always the same ones."""
    chance = np.random.default_rng(0)
    centres = [places.mean(axis=0)]
    for _ in range(n - 1):
        squared = ((places[:, None] - np.array(centres)) ** 2).sum(axis=2).min(axis=1)
        centres.append(places[chance.choice(len(places), p=squared / squared.sum())])
    return np.array(centres)


def _nearest(places: Places, centres: Places) -> NDArray[np.intp]:
    return np.asarray(((places[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1), dtype=np.intp)


def name_by_words(
    texts: Sequence[Sequence[str]], *, saying_nothing: Set[str] = frozenset()
) -> list[str]:
    """Name each region by its most distinctive words: TF-IDF of classes, a region being a class.

    A word counts by the share of a region's texts that hold it, and by how much more often that is
    than in the texts of the other regions. No word, and no other form of it, names two regions:
    that in which it counts most has it.

    Args:
        texts: of some companies of each region.
        saying_nothing: words in lower case that name none, beside the short ones of English.

    Returns:
        "Freight, yard, carriers" for each region, three words at most; empty where its texts share
        no word.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # takes a second

    unnamed = ENGLISH_STOP_WORDS | saying_nothing
    counts = [Counter(word for text in own for word in _words(text) - unnamed) for own in texts]
    weights = _weights(counts, [len(own) for own in texts])
    ranked = sorted(
        (
            (weight, word, region)
            for region, own in enumerate(weights)
            for word, weight in own.items()
        ),
        key=lambda entry: (-entry[0], entry[1], entry[2]),
    )
    chosen: list[list[str]] = [[] for _ in texts]
    taken: set[str] = set()
    for _, word, region in ranked:
        if len(chosen[region]) < WORDS_EACH and not _is_taken(word, taken):
            chosen[region].append(word)
            taken.add(_stem(word))
    return [", ".join(words).capitalize() for words in chosen]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _weights(counts: Sequence[Counter[str]], sizes: Sequence[int]) -> list[dict[str, float]]:
    """Return the weight of the words of each region that are common there and rarer elsewhere."""
    total = sum(counts, Counter[str]())
    n_texts = sum(sizes)
    found: list[dict[str, float]] = []
    for own, size in zip(counts, sizes, strict=True):
        weights = {}
        for word, n in own.items():
            share = n / max(size, 1)
            elsewhere = (total[word] - n + 1) / (n_texts - size + 2)
            if n >= max(2, MIN_SHARE * size) and share >= MIN_LIFT * elsewhere:
                weights[word] = share * math.log(share / elsewhere)
        found.append(weights)
    return found


def _stem(word: str) -> str:
    """Return a word without the ending that most forms of it differ by: "ports" is "port"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def _is_taken(word: str, taken: Set[str]) -> bool:
    stem = _stem(word)
    return any(
        stem == known or (min(len(stem), len(known)) > _SHORTEST_STEM and _begins(stem, known))
        for known in taken
    )


def _begins(stem: str, known: str) -> bool:
    return stem.startswith(known) or known.startswith(stem)
