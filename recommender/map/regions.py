"""Places on the map → regions of about the same extent, named by the words their companies use."""

import math
import re
from collections import Counter
from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray

from recommender.map.repulsion import Places

MAX_REGIONS = 8
COMPANIES_EACH = 5  # Fewer companies are no region.
WORDS_EACH = 3
MIN_SHARE = 0.1  # Of the texts of a region that hold a word of its name.

_ROUNDS = 30
_WORD = re.compile(r"[^\W\d_]{4,}")


def split(places: Places) -> NDArray[np.uint8]:
    """Return the region of each place, by k-means; the same places give the same regions.

    Regions are numbered by size, the largest is 0. Straight lines part them: the hull of one
    holds no place of another.

    Args:
        places: shape (n, 2), 0 to 1.
    """
    distinct = np.unique(places, axis=0)
    n_regions = min(max(len(places) // COMPANIES_EACH, 1), MAX_REGIONS, max(len(distinct), 1))
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
    """Draw first centres by k-means++, always the same ones."""
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
    """Name each region by the words that are common in it and rare in the others.

    Args:
        texts: of some companies of each region.
        saying_nothing: words in lower case that name none, beside the short ones of English.

    Returns:
        "Freight, yard, carriers" for each region; empty where its texts share no word.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # noqa: PLC0415  # takes a second

    unnamed = ENGLISH_STOP_WORDS | saying_nothing
    counts = [Counter(word for text in own for word in _words(text) - unnamed) for own in texts]
    return [_name(counts, [len(own) for own in texts], region) for region in range(len(texts))]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _name(counts: Sequence[Counter[str]], sizes: Sequence[int], region: int) -> str:
    own, size = counts[region], sizes[region]
    n_others = sum(sizes) - size

    def speaks(word: str) -> float:
        elsewhere = sum(count[word] for count in counts) - own[word]
        share, share_elsewhere = own[word] / size, (elsewhere + 1) / (n_others + 2)
        return share * math.log(share / share_elsewhere)

    common = [word for word, n in own.items() if n >= max(2, MIN_SHARE * size)]
    chosen: list[str] = []
    for word in sorted(common, key=lambda word: (-speaks(word), word)):
        if speaks(word) <= 0 or len(chosen) == WORDS_EACH:
            break
        if not any(word[:4] == known[:4] for known in chosen):  # "port" says "ports".
            chosen.append(word)
    return ", ".join(chosen).capitalize()
