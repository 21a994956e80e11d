"""Titles near a few examples, and phrases in them: how a new function is begun.

Three readings count alike: what the title model knows of jobs, pieces of words (so that spelling,
hyphens and typos count little), and what a sentence encoder holds titles to mean.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Doubles, Floats
from classifiers.core.text import fold
from classifiers.titles.dictionary import load_dictionary
from classifiers.titles.text.normalize import normalize
from classifiers.titles.text.signature import Ranks, signature

MAX_READ = 400
"""Titles that the encoder reads: the best by model and words. It takes a millisecond for each."""
REJECTED = 0.2  # What the most similar rejected title takes off.
MOST_SIMILAR = 0.25  # What the most similar of five accepted titles counts; the others count 1.
SHARED = 6  # Functions in the dictionary that a word names, from which on it says little.
SHARED_WORDS_WEIGHT = 0.5  # What the likeness of titles without another word counts.
LIKELY = 0.62  # Share of the likeness of accepted titles to each other that makes one likely.
MIN_LIKELY = 0.27
LIKELY_ALONE = 0.45  # Beside a single example.
MIN_NEAR = 0.17
PIECES = (3, 5)  # Letters.

Encode = Callable[[Sequence[str]], Floats]

RELATED = 0.3  # Of the likeness of likely titles, from which the titles of a phrase are near.
"""Share of the titles with a phrase that are likely, from which it is suggested."""
_OFFICES = frozenset(("chief", "officer", "president"))


@dataclass(frozen=True, slots=True)
class RankedTitles:
    """Titles compared with examples.

    Args:
        similarity: of each title to the accepted ones, about 0 to 1, less what rejected ones take.
        likely: likeness from which a title probably belongs with the examples.
    """

    similarity: Doubles
    likely: float

    @property
    def least(self) -> float:
        """Likeness from which a title has something to do with the examples."""
        return max(RELATED * self.likely, MIN_NEAR)


def rank_titles(
    keys: Sequence[str],
    *,
    accepted: Sequence[str],
    rejected: Sequence[str] = (),
    by_model: Encode,
    by_meaning: Encode,
) -> RankedTitles:
    """Compare titles with accepted and rejected ones.

    Args:
        keys: normalized titles.
        accepted: normalized; one at least.
        rejected: normalized titles that look alike and are something else.
        by_model: gives unit vectors of the title model.
        by_meaning: gives unit vectors of a sentence encoder.
    """
    every = [*keys, *accepted, *rejected]
    n_keys, n_accepted = len(keys), len(accepted)
    judged = np.arange(n_keys, len(every))
    weights = _title_weights(keys, accepted)
    like = (_products(by_model(every), judged) + _wording_similarity(every, judged)) / 2
    first = weights * _weighed(like[:n_keys], n_accepted)
    best = np.argsort(-first, kind="stable")[:MAX_READ]
    rows = np.concatenate([best, judged])
    vectors = by_meaning([every[row] for row in rows.tolist()])
    vectors -= vectors[: len(best)].mean(axis=0) * 0.5
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    meaning = np.zeros_like(like)
    meaning[rows] = _products(vectors, np.arange(len(best), len(rows)))
    found = (2 * like + meaning) / 3
    of_accepted = found[n_keys : n_keys + n_accepted, :n_accepted]
    return RankedTitles(weights * _weighed(found[:n_keys], n_accepted), _likely(of_accepted))


def _weighed(like: Doubles, n_accepted: int) -> Doubles:
    """Return the mean likeness to accepted titles, less a part of that to the nearest rejected.

    The most similar accepted title counts little: "Strategy Manager" says as much as "Climate
    Strategy Director" does, and has nothing to do with the other examples.
    """
    found = _mean(like[:, :n_accepted])
    if like.shape[1] > n_accepted:
        found = found - REJECTED * like[:, n_accepted:].max(axis=1)
    return found


def _mean(like: Doubles) -> Doubles:
    weights = np.ones(like.shape[1])
    weights[-1] = np.interp(len(weights), (3, 5), (1, MOST_SIMILAR))
    return cast("Doubles", np.sort(like, axis=1) @ weights / weights.sum())


def _likely(of_accepted: Doubles) -> float:
    """Return how like the others a title must be, by how like each other accepted ones are."""
    if len(of_accepted) == 1:
        return LIKELY_ALONE
    of_others = np.sort(of_accepted, axis=1)[:, :-1]  # The last is a title's likeness to itself.
    return max(LIKELY * float(np.median(_mean(of_others))), MIN_LIKELY)


def _title_weights(keys: Sequence[str], accepted: Sequence[str]) -> Doubles:
    """Return what the likeness of titles counts: less where no word says what the job is.

    Such words name a level, or many functions. What most accepted titles have in common says it.
    """
    signatures = [set(signature(key).split()) for key in accepted]
    counts = Counter(word for each in signatures for word in each)
    common = {word for word, count in counts.items() if 2 * count > len(signatures)}
    uninformative = _empty_words() | _shared_words()

    def is_distinctive(title: set[str]) -> bool:
        return not title <= uninformative or (bool(common) and common <= title)

    return np.array(
        [1 if is_distinctive(set(signature(key).split())) else SHARED_WORDS_WEIGHT for key in keys]
    )


@lru_cache(maxsize=1)
def _shared_words() -> Set[str]:
    """Return words of the dictionary that are in titles of many functions."""
    functions: defaultdict[str, set[str]] = defaultdict(set)
    for title, entry in load_dictionary().items():
        if len(entry.functions) == 1:
            for word in signature(normalize(title)).split():
                functions[word].update(entry.functions)
    return frozenset(word for word, slugs in functions.items() if len(slugs) >= SHARED)


def _products(vectors: Floats, judged: NDArray[np.intp]) -> Doubles:
    return cast("Doubles", (vectors @ vectors[judged].T).astype(np.float64))


def _wording_similarity(keys: Sequence[str], judged: NDArray[np.intp]) -> Doubles:
    from sklearn.feature_extraction.text import TfidfVectorizer  # takes a second to import

    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=PIECES, sublinear_tf=True)
    found = pieces.fit_transform([fold(_distinctive_words(key)) for key in keys])
    return cast("Doubles", (found @ found[judged].T).toarray())


def _distinctive_words(key: str) -> str:
    """Return the words that say what the job is; all of them where none does."""
    tokens = signature(key).split()
    uninformative = _empty_words() | _shared_words()
    return " ".join([word for word in tokens if word not in uninformative] or tokens)


@lru_cache(maxsize=1)
def _empty_words() -> frozenset[str]:
    ranks = Ranks.load()
    of_pairs = {word for pair in ranks.pairs for word in pair}
    lists = (ranks.ranks, ranks.before_ranks, ranks.small, ranks.joining, of_pairs, ranks.endings)
    return _OFFICES.union(*lists)
