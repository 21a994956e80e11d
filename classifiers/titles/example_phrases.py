"""Phrases of the titles near examples: whole words that occur in few other titles."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
from rapidfuzz.distance import OSA

from classifiers.core.array_types import Doubles
from classifiers.core.text import words
from classifiers.titles.example_titles import RELATED, Encode, RankedTitles, _empty_words, _products
from classifiers.titles.text.signature import default_signatures, max_typos, signature

LONGEST_PHRASE = 3  # Words.
MIN_TITLES = 2
SHORTEST_PLURAL = 4
_AMERICAN = {
    "isation": "ization",
    "ising": "izing",
    "ise": "ize",
    "yse": "yze",
    "our": "or",
    "programme": "program",
    "centre": "center",
}
ALONE = 0.25  # Share of its titles in which a phrase may appear outside a longer one.
MAX_PHRASES = 8  # Of each kind.
MAX_COMPARED = 60
MIN_OWN = 0.35  # Likeness of a phrase to the examples without their ranks.
MIN_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class NearPhrase:
    """A phrase in titles near examples.

    Args:
        spellings: it and its spelling variants, the most frequent first.
        rows: indexes of the titles that contain one of them.
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
    """Return phrases mostly in likely titles, then those that mean something near.

    Args:
        keys: normalized titles.
        ranked: how like the examples they are.
        accepted: normalized titles that they were compared with.
        by_model: gives unit vectors of the title model.
        by_meaning: gives unit vectors of a sentence encoder.
    """
    is_likely = ranked.similarity >= ranked.likely
    rows = _rows_of_phrases(keys)
    least = RELATED * ranked.likely
    near = ranked.similarity >= least
    wanted = [phrase for phrase, found in rows.items() if near[found].any()]
    grouped = [_found(spellings, rows) for spellings in _by_spelling(wanted, rows)]
    grouped = [group for group in grouped if len(group.rows) >= MIN_TITLES]
    shares = {group: float(is_likely[list(group.rows)].mean()) for group in grouped}
    means = {group: float(ranked.similarity[list(group.rows)].mean()) for group in grouped}
    likely = [group for group in grouped if shares[group] >= MIN_SHARE]
    likely.sort(key=lambda group: (-(shares[group] ** 2) * len(group.rows), group.phrase))
    found = _each_once(likely, ())[:MAX_PHRASES]
    others = [group for group in grouped if means[group] >= least]
    others.sort(key=lambda other: (-means[other], other.phrase))
    others = _each_once(others, found)[:MAX_COMPARED]
    if others:
        own = _similarity_to_others(
            [other.phrase for other in others], accepted, by_model, by_meaning
        )
        order = np.argsort(-(own + [means[other] for other in others]), kind="stable").tolist()
        found += [others[index] for index in order if own[index] >= MIN_OWN][:MAX_PHRASES]
    return found


def _similarity_to_others(
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
    kept = [
        phrase
        for phrase in phrases
        if not any(_is_more_specific(other, phrase) for other in phrases)
    ]
    found = list(known)
    for group in kept:
        if not any(_is_same_meaning(group, other) for other in found):
            found.append(group)
    return found[len(known) :]


def with_phrase(keys: Sequence[str], phrase: str) -> NearPhrase:
    """Return a phrase with its spelling variants in titles, and the titles that contain them."""
    rows = _rows_of_phrases(keys)
    others = {other for other in rows if are_spellings(phrase, other)}
    return _found([phrase, *sorted(others - {phrase}, key=lambda other: -len(rows[other]))], rows)


def are_spellings(phrase: str, other: str) -> bool:
    """Return whether two phrases are one in two spellings: hyphens, plural, British, a typo."""
    first, second = (_american(text) for text in (phrase, other))
    if "".join(first) == "".join(second):
        return True
    if len(first) != len(second):
        return False
    return all(_is_typo(left, right) for left, right in zip(first, second, strict=True))


def _is_typo(word: str, other: str) -> bool:
    if word == other:
        return True
    knows = default_signatures().spelling.knows
    n_typos = min(max_typos(word), max_typos(other))
    if word[0] != other[0] or not n_typos or (knows(word) and knows(other)):
        return False
    return OSA.distance(word, other, score_cutoff=n_typos) <= n_typos


def _american(phrase: str) -> list[str]:
    """Return the words of a phrase in American spelling, in the singular."""
    for british, american in _AMERICAN.items():
        phrase = phrase.replace(british, american)
    return [
        word.removesuffix("s") if len(word) >= SHORTEST_PLURAL else word for word in phrase.split()
    ]


def _joined(phrase: str) -> str:
    return "".join(_american(phrase))


def _found(spellings: Sequence[str], rows: Mapping[str, Sequence[int]]) -> NearPhrase:
    indexes = sorted({row for spelling in spellings for row in rows.get(spelling, ())})
    return NearPhrase(tuple(spellings), tuple(indexes))


def _is_same_meaning(phrase: NearPhrase, other: NearPhrase) -> bool:
    """Return whether one phrase holds the other, or adds no title to it."""
    is_inside = set(phrase.rows) <= set(other.rows)
    return is_inside or _is_part(phrase, other) or _is_part(other, phrase)


def _is_more_specific(phrase: NearPhrase, other: NearPhrase) -> bool:
    """Return whether a phrase holds another one that is in hardly any title without it."""
    return (
        phrase.phrase != other.phrase
        and _is_part(phrase, other)
        and len(set(other.rows) - set(phrase.rows)) <= ALONE * len(other.rows)
    )


def _is_part(phrase: NearPhrase, other: NearPhrase) -> bool:
    return any(
        f" {spelling} " in f" {own} " for own in phrase.spellings for spelling in other.spellings
    )


def _by_spelling(
    phrases: Collection[str], rows: Mapping[str, Sequence[int]]
) -> Iterator[list[str]]:
    """Yield phrases that are spelling variants of each other, the most frequent first."""
    groups: defaultdict[tuple[str, int], list[list[str]]] = defaultdict(list)
    for phrase in sorted(phrases, key=lambda text: (-len(rows[text]), text)):
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
        tokens = words(part)
        for start in range(len(tokens)):
            for end in range(start + 1, min(start + LONGEST_PHRASE, len(tokens)) + 1):
                if tokens[start] not in empty and tokens[end - 1] not in empty:
                    found.add(" ".join(tokens[start:end]))
    return frozenset(found)
