"""Points on the map → regions of about the same extent, named by what their companies do."""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from recommender.projection import Points

MAX_REGIONS = 8
MIN_COMPANIES = 5  # Fewer companies are no region.
MAX_WORDS = 3
MIN_SHARE = 0.1  # Of the texts of a region that hold a word of its name.
MIN_LIFT = 1.5  # So many times as often as in the other regions.
MAX_PHRASES = 2
MIN_PHRASE_SHARE = 0.06  # Of the companies of a region that a phrase of its name is about.
MIN_SINGLE_SHARE = 0.4  # Of the companies of a region: a phrase about this share names it alone.
MIN_OVERLAP = 0.55  # Of the companies of a phrase: a narrower one about this share replaces it.

_ROUNDS = 30
_WORD = re.compile(r"[^\W\d_]{4,}")
_ENDINGS = ("ments", "ment", "ings", "ing", "ers", "ies", "ed", "er", "es", "y", "e", "s")
_SHORTEST_STEM = 4
_COUNTABLE = re.compile(
    r"(agency|airline|bakery|bank|brewery|charity|church|clinic|club|college|distributor|factory"
    r"|farm|firm|foundation|gym|hospital|hotel|laboratory|library|manufacturer|museum|operator"
    r"|pharmacy|practice|publisher|restaurant|retailer|salon|school|shop|store|studio|supplier"
    r"|university|winery)$"
)  # Phrases that end with one of these name one company.


def split(places: Points, *, at_most: int = MAX_REGIONS) -> NDArray[np.uint8]:
    """Return the region of each place, by k-means; the same places give the same regions.

    Regions are numbered by size, the largest is 0. Straight lines part them: the hull of one
    holds no place of another.

    Args:
        places: shape (n, 2), 0 to 1.
        at_most: regions; fewer where there are few places.
    """
    distinct = np.unique(places, axis=0)
    n_regions = min(max(len(places) // MIN_COMPANIES, 1), at_most, max(len(distinct), 1))
    if n_regions == 1:
        return np.zeros(len(places), dtype=np.uint8)
    centers = _initial_centers(places, n_regions)
    labels = _nearest(places, centers)
    for _ in range(_ROUNDS):
        sizes = np.maximum(np.bincount(labels, minlength=n_regions), 1)
        sums = [np.bincount(labels, places[:, axis], n_regions) for axis in (0, 1)]
        centers = np.stack(sums, axis=1) / sizes[:, None]
        former, labels = labels, _nearest(places, centers)
        if (former == labels).all():
            break
    by_size = np.argsort(-np.bincount(labels, minlength=n_regions), kind="stable")
    return np.argsort(by_size)[labels].astype(np.uint8)


def _initial_centers(places: Points, n: int) -> Points:
    """Draw first centers by k-means++, always the same ones."""
    rng = np.random.default_rng(0)
    centers = [places.mean(axis=0)]
    for _ in range(n - 1):
        squared = ((places[:, None] - np.array(centers)) ** 2).sum(axis=2).min(axis=1)
        centers.append(places[rng.choice(len(places), p=squared / squared.sum())])
    return np.array(centers)


def _nearest(places: Points, centers: Points) -> NDArray[np.intp]:
    return np.asarray(((places[:, None] - centers) ** 2).sum(axis=2).argmin(axis=1), dtype=np.intp)


def name_by_phrases(companies: Sequence[Sequence[Set[str]]]) -> list[str]:
    """Name each region by the industries, categories and specialties that set it apart.

    A phrase counts as in `name_by_words`. A narrower phrase about most of the same companies is
    preferred, and a second phrase is added if the first is about few of them. No phrase names two
    regions, and neither does a part of it.

    Args:
        companies: the phrases of each company of each region, in title case or as written.

    Returns:
        "Dental clinics" or "Banking and insurance"; empty if no phrase sets a region apart.
    """
    counts = [Counter(phrase for own in region for phrase in own) for region in companies]
    total = sum(counts, Counter[str]())
    weights = _weights(counts, [len(region) for region in companies], min_share=MIN_PHRASE_SHARE)
    chosen: list[list[str]] = [[] for _ in companies]
    taken: list[Set[str]] = []
    for place in range(MAX_PHRASES):
        ranked = sorted(
            (-_new_weight(weight, phrase, companies[region], names), phrase, region)
            for region, names in enumerate(chosen)
            if len(names) == place
            and _n_about(companies[region], names) <= _max_few(companies[region])
            for phrase, weight in weights[region].items()
        )
        for weight, phrase, region in ranked:
            names = chosen[region]
            if weight >= 0 or len(names) > place:
                continue
            narrowest = _narrowest(phrase, companies[region], weights[region], total)
            named = frozenset[str]().union(*map(_stems, names))
            usable = (
                candidate
                for candidate in (narrowest, phrase)
                if named.isdisjoint(_stems(candidate)) and not _is_part(_stems(candidate), taken)
            )
            if (best := next(usable, None)) is not None:
                names.append(best)
                taken.append(_stems(best))
    return [_joined(phrases) for phrases in chosen]


def _max_few(companies: Sequence[Set[str]]) -> float:
    return MIN_SINGLE_SHARE * len(companies)


def _n_about(companies: Sequence[Set[str]], phrases: Sequence[str]) -> int:
    return sum(not own.isdisjoint(phrases) for own in companies)


def _new_weight(
    weight: float, phrase: str, companies: Sequence[Set[str]], chosen: Sequence[str]
) -> float:
    """Return the weight of a phrase for the companies that no chosen one is about."""
    n = _n_about(companies, [phrase])
    n_new = sum(phrase in own and own.isdisjoint(chosen) for own in companies)
    is_few = n_new < max(2, MIN_PHRASE_SHARE * len(companies))
    return 0.0 if is_few else weight * n_new / n


def _narrowest(
    phrase: str, companies: Sequence[Set[str]], usable: Collection[str], total: Mapping[str, int]
) -> str:
    own = [phrases for phrases in companies if phrase in phrases]
    counts_inside = Counter(other for phrases in own for other in phrases if other in usable)
    same = [other for other, n in counts_inside.items() if n >= MIN_OVERLAP * len(own)]
    return min(same, key=lambda other: (total[other], other != phrase, other))


def _stems(phrase: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(phrase.casefold())) or frozenset(
        [phrase.casefold()]
    )


def _is_part(stems: Set[str], taken: Sequence[Set[str]]) -> bool:
    return any(stems <= known or known <= stems for known in taken)


def _joined(phrases: Sequence[str]) -> str:
    shown = [_in_sentence(phrase) for phrase in phrases]
    has_and = any(re.search(r" and |&|,", phrase) for phrase in shown)
    name = (", " if has_and else " and ").join(shown)
    return name[:1].upper() + name[1:]


def _in_sentence(phrase: str) -> str:
    """Return a phrase as it is written inside a sentence: `Law Firm` is "law firms"."""
    words = [word.lower() if word.istitle() else word for word in phrase.split()]
    if words and _COUNTABLE.search(words[-1]):
        last = words[-1]
        words[-1] = (
            f"{last[:-1]}ies"
            if last.endswith("y")
            else f"{last}{'es' if last.endswith('ch') else 's'}"
        )
    return " ".join(words)


def name_by_words(
    texts: Sequence[Sequence[str]], *, stop_words: Set[str] = frozenset()
) -> list[str]:
    """Name each region by its most distinctive words: TF-IDF of classes, a region being a class.

    A word counts by the share of a region's texts that hold it, and by how much more often that is
    than in the texts of the other regions. No word, and no other form of it, names two regions:
    that in which it counts most has it.

    Args:
        texts: of some companies of each region.
        stop_words: words in lower case that name none, besides the short ones of English.

    Returns:
        "Freight, yard, carriers" for each region, three words at most; empty where its texts share
        no word.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # takes a second

    ignored = ENGLISH_STOP_WORDS | stop_words
    counts = [Counter(word for text in own for word in _words(text) - ignored) for own in texts]
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
        if len(chosen[region]) < MAX_WORDS and not _is_taken(word, taken):
            chosen[region].append(word)
            taken.add(_stem(word))
    return [", ".join(words).capitalize() for words in chosen]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _weights(
    counts: Sequence[Counter[str]], sizes: Sequence[int], *, min_share: float = MIN_SHARE
) -> list[dict[str, float]]:
    """Return the weight of the words of each region that are common there and rarer elsewhere."""
    total = sum(counts, Counter[str]())
    n_texts = sum(sizes)
    found: list[dict[str, float]] = []
    for own, size in zip(counts, sizes, strict=True):
        weights = {}
        for word, n in own.items():
            share = n / max(size, 1)
            exploration = (total[word] - n + 1) / (n_texts - size + 2)
            if n >= max(2, min_share * size) and share >= MIN_LIFT * exploration:
                weights[word] = share * math.log(share / exploration)
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
        stem == known or (min(len(stem), len(known)) > _SHORTEST_STEM and _is_prefix(stem, known))
        for known in taken
    )


def _is_prefix(stem: str, known: str) -> bool:
    return stem.startswith(known) or known.startswith(stem)
