"""Titles near a few examples, and phrases that stand in them: how a new function is begun.

Three readings count alike: what the title model knows of jobs, pieces of words (so that spelling,
hyphens and slips count little), and what a sentence encoder holds titles to mean.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from classifiers.core.text import fold, words
from classifiers.titles.lookup import load_dictionary
from classifiers.titles.model.network import Floats
from classifiers.titles.text.normalize import normalise
from classifiers.titles.text.signature import Ranks, default_signatures, signature, slips_allowed

MAX_READ = 400
"""Titles that the encoder reads: the best by model and words. It takes a millisecond for each."""
REJECTED = 0.2  # What the most similar rejected title takes off.
MOST_SIMILAR = 0.25  # What the most similar of five accepted titles counts; the others count 1.
SHARED = 6  # Functions in the dictionary that a word names, from which on it says little.
ONLY_SHARED = 0.5  # What the likeness of titles without another word counts.
LIKELY = 0.62  # Share of the likeness of accepted titles to each other that makes one likely.
MIN_LIKELY = 0.27
LIKELY_ALONE = 0.45  # Beside a single example.
MIN_NEAR = 0.17
PIECES = (3, 5)  # Letters.

Doubles = NDArray[np.float64]
Encode = Callable[[Sequence[str]], Floats]

LONGEST_PHRASE = 3  # Words.
MIN_TITLES = 2
SHORTEST_PLURAL = 4
_BRITISH = (
    *(("isation", "ization"), ("ising", "izing"), ("ise", "ize"), ("yse", "yze")),
    *(("our", "or"), ("programme", "program"), ("centre", "center")),
)
ALONE = 0.25  # Share of its titles in which a phrase may stand outside a longer one.
MAX_PHRASES = 8  # Of each kind.
MAX_COMPARED = 60
MIN_OWN = 0.35  # Likeness of a phrase to the examples without their ranks.
RELATED = 0.3  # Of the likeness of likely titles, from which the titles of a phrase are near.
MIN_SHARE = 0.6
_OFFICES = frozenset(("chief", "officer", "president"))


@dataclass(frozen=True, slots=True)
class RankedTitles:
    """Titles beside examples.

    Args:
        likeness: of each title to the accepted ones, about 0 to 1, less what rejected ones take.
        likely: likeness from which a title probably belongs with the examples.
    """

    likeness: Doubles
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
    told = _told(keys, accepted)
    like = (_products(by_model(every), judged) + _wording(every, judged)) / 2
    first = told * _weighed(like[:n_keys], n_accepted)
    best = np.argsort(-first, kind="stable")[:MAX_READ]
    rows = np.concatenate([best, judged])
    vectors = by_meaning([every[row] for row in rows.tolist()])
    vectors -= vectors[: len(best)].mean(axis=0) * 0.5
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    meaning = np.zeros_like(like)
    meaning[rows] = _products(vectors, np.arange(len(best), len(rows)))
    found = (2 * like + meaning) / 3
    of_accepted = found[n_keys : n_keys + n_accepted, :n_accepted]
    return RankedTitles(told * _weighed(found[:n_keys], n_accepted), _likely(of_accepted))


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


def _told(keys: Sequence[str], accepted: Sequence[str]) -> Doubles:
    """Return what the likeness of titles counts: less where no word says what the job is.

    Such words name a level, or many functions. What most accepted titles have in common says it.
    """
    said = [set(signature(key).split()) for key in accepted]
    counts = Counter(word for each in said for word in each)
    common = {word for word, count in counts.items() if 2 * count > len(said)}
    little = _empty_words() | _shared_words()

    def tells(title: set[str]) -> bool:
        return not title <= little or (bool(common) and common <= title)

    return np.array([1 if tells(set(signature(key).split())) else ONLY_SHARED for key in keys])


@lru_cache(maxsize=1)
def _shared_words() -> Set[str]:
    """Return words of the dictionary that stand in titles of many functions."""
    functions: defaultdict[str, set[str]] = defaultdict(set)
    for title, entry in load_dictionary().items():
        if len(entry.functions) == 1:
            for word in signature(normalise(title)).split():
                functions[word].update(entry.functions)
    return frozenset(word for word, slugs in functions.items() if len(slugs) >= SHARED)


def _products(vectors: Floats, judged: NDArray[np.intp]) -> Doubles:
    return cast("Doubles", (vectors @ vectors[judged].T).astype(np.float64))


def _wording(keys: Sequence[str], judged: NDArray[np.intp]) -> Doubles:
    from sklearn.feature_extraction.text import TfidfVectorizer  # takes a second to import

    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=PIECES, sublinear_tf=True)
    found = pieces.fit_transform([fold(_telling(key)) for key in keys])
    return cast("Doubles", (found @ found[judged].T).toarray())


def _telling(key: str) -> str:
    """Return the words that say what the job is; all of them where none does."""
    said = signature(key).split()
    little = _empty_words() | _shared_words()
    return " ".join([word for word in said if word not in little] or said)


# Phrases of the titles near examples: whole words that stand in few other titles.

"""Share of the titles with a phrase that are likely, from which it is suggested."""


@dataclass(frozen=True, slots=True)
class NearPhrase:
    """A phrase in titles near examples.

    Args:
        spellings: it and its spelling variants, the most frequent first.
        rows: places of the titles in which one of them stands.
    """

    spellings: tuple[str, ...]
    rows: tuple[int, ...]

    @property
    def phrase(self) -> str:
        return self.spellings[0]


def near_phrases(
    keys: Sequence[str],
    ranked: RankedTitles,
    *,
    accepted: Sequence[str],
    by_model: Encode,
    by_meaning: Encode,
) -> list[NearPhrase]:
    """Return phrases that stand mostly in likely titles, then those that mean something near.

    Args:
        keys: normalized titles.
        ranked: how like the examples they are.
        accepted: normalized titles that they were compared with.
        by_model: gives unit vectors of the title model.
        by_meaning: gives unit vectors of a sentence encoder.
    """
    is_likely = ranked.likeness >= ranked.likely
    rows = _rows_of_phrases(keys)
    least = RELATED * ranked.likely
    near = ranked.likeness >= least
    wanted = [phrase for phrase, found in rows.items() if near[found].any()]
    grouped = [_found(spellings, rows) for spellings in _by_spelling(wanted, rows)]
    grouped = [one for one in grouped if len(one.rows) >= MIN_TITLES]
    shares = {one: float(is_likely[list(one.rows)].mean()) for one in grouped}
    means = {one: float(ranked.likeness[list(one.rows)].mean()) for one in grouped}
    likely = [one for one in grouped if shares[one] >= MIN_SHARE]
    likely.sort(key=lambda one: (-(shares[one] ** 2) * len(one.rows), one.phrase))
    found = _each_once(likely, ())[:MAX_PHRASES]
    others = [one for one in grouped if means[one] >= least]
    others.sort(key=lambda one: (-means[one], one.phrase))
    others = _each_once(others, found)[:MAX_COMPARED]
    if others:
        own = _own_likeness([one.phrase for one in others], accepted, by_model, by_meaning)
        order = np.argsort(-(own + [means[one] for one in others]), kind="stable").tolist()
        found += [others[place] for place in order if own[place] >= MIN_OWN][:MAX_PHRASES]
    return found


def _own_likeness(
    phrases: Sequence[str], accepted: Sequence[str], by_model: Encode, by_meaning: Encode
) -> Doubles:
    """Return how like the accepted titles, without their ranks, phrases are by themselves."""
    every = [*phrases, *dict.fromkeys(map(signature, accepted))]
    judged = np.arange(len(phrases), len(every))
    meaning = by_meaning(every)
    like = _products(by_model(every), judged) + _products(meaning, judged)
    return cast("Doubles", like[: len(phrases)].mean(axis=1) / 2)


def _each_once(phrases: Sequence[NearPhrase], known: Sequence[NearPhrase]) -> list[NearPhrase]:
    """Leave out phrases that say what another one says, or one that is known."""
    kept = [one for one in phrases if not any(_says_more(other, one) for other in phrases)]
    found = list(known)
    for one in kept:
        if not any(_says_the_same(one, other) for other in found):
            found.append(one)
    return found[len(known) :]


def with_phrase(keys: Sequence[str], phrase: str) -> NearPhrase:
    """Return a phrase with its spelling variants in titles, and the titles in which they stand."""
    rows = _rows_of_phrases(keys)
    others = {other for other in rows if are_spellings(phrase, other)}
    return _found([phrase, *sorted(others - {phrase}, key=lambda other: -len(rows[other]))], rows)


def are_spellings(phrase: str, other: str) -> bool:
    """Return whether two phrases are one in two spellings: hyphens, plural, British, a slip."""
    first, second = (_american(one) for one in (phrase, other))
    if "".join(first) == "".join(second):
        return True
    if len(first) != len(second):
        return False
    return all(_is_slip(one, two) for one, two in zip(first, second, strict=True))


def _is_slip(word: str, other: str) -> bool:
    if word == other:
        return True
    knows = default_signatures().spelling.knows
    n_slips = min(slips_allowed(word), slips_allowed(other))
    if word[0] != other[0] or not n_slips or (knows(word) and knows(other)):
        return False
    return OSA.distance(word, other, score_cutoff=n_slips) <= n_slips


def _american(phrase: str) -> list[str]:
    """Return the words of a phrase in American spelling, in the singular."""
    for british, american in _BRITISH:
        phrase = phrase.replace(british, american)
    return [
        word.removesuffix("s") if len(word) >= SHORTEST_PLURAL else word for word in phrase.split()
    ]


def _joined(phrase: str) -> str:
    return "".join(_american(phrase))


def _found(spellings: Sequence[str], rows: Mapping[str, Sequence[int]]) -> NearPhrase:
    places = sorted({row for one in spellings for row in rows.get(one, ())})
    return NearPhrase(tuple(spellings), tuple(places))


def _says_the_same(phrase: NearPhrase, other: NearPhrase) -> bool:
    """Return whether one phrase holds the other, or adds no title to it."""
    is_inside = set(phrase.rows) <= set(other.rows)
    return is_inside or _holds(phrase, other) or _holds(other, phrase)


def _says_more(phrase: NearPhrase, other: NearPhrase) -> bool:
    """Return whether a phrase holds another one that stands in hardly any title without it."""
    return (
        phrase.phrase != other.phrase
        and _holds(phrase, other)
        and len(set(other.rows) - set(phrase.rows)) <= ALONE * len(other.rows)
    )


def _holds(phrase: NearPhrase, other: NearPhrase) -> bool:
    return any(f" {one} " in f" {said} " for said in phrase.spellings for one in other.spellings)


def _by_spelling(
    phrases: Collection[str], rows: Mapping[str, Sequence[int]]
) -> Iterator[list[str]]:
    """Yield phrases that are spelling variants of each other, the most frequent first."""
    groups: defaultdict[tuple[str, int], list[list[str]]] = defaultdict(list)
    for phrase in sorted(phrases, key=lambda one: (-len(rows[one]), one)):
        joined = _joined(phrase)
        lengths = range(len(joined) - 2, len(joined) + 3)
        near = (group for n in lengths for group in groups[joined[0], n])
        group = next((each for each in near if are_spellings(each[0], phrase)), None)
        if group is None:
            groups[joined[0], len(joined)].append([phrase])
        else:
            group.append(phrase)
    return (group for found in groups.values() for group in found)


def _rows_of_phrases(keys: Sequence[str]) -> dict[str, list[int]]:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        for phrase in _phrases(key):
            rows[phrase].append(row)
    return dict(rows)


@lru_cache(maxsize=50_000)
def _phrases(key: str) -> frozenset[str]:
    """Return what one to three words between commas say that neither begin nor end with a rank."""
    empty = _empty_words()
    found = set()
    for part in key.split(","):
        said = words(part)
        for start in range(len(said)):
            for end in range(start + 1, min(start + LONGEST_PHRASE, len(said)) + 1):
                if said[start] not in empty and said[end - 1] not in empty:
                    found.add(" ".join(said[start:end]))
    return frozenset(found)


@lru_cache(maxsize=1)
def _empty_words() -> frozenset[str]:
    ranks = Ranks.load()
    of_pairs = {word for pair in ranks.pairs for word in pair}
    said = (ranks.ranks, ranks.before_ranks, ranks.small, ranks.joining, of_pairs, ranks.endings)
    return _OFFICES.union(*said)
