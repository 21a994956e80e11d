"""What a text says that a company is: a chain of pharmacies, an airline, a maker of machines."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from classifiers.core.text import DATA, read_table, without_accents

SEED = DATA / "companies/kinds.csv"
SENTENCE = re.compile(r"[.!?;:•\n]+\s|[。！？]")
WORD = re.compile(r"[^\W_]+")
PHRASE_WORD = re.compile(r"[^\W_]+\*?")
MIN_PREFIX = 2
MIN_SUFFIX = 3
_CLAUSE_STARTER_TEXT = (
    "for that which who with in into by from at to helping helps using through via across under"
    " fur mit aus auf durch die pour avec dans aux chez para con en per nel voor met dla"
    " z w med till icin pro s v для с в on"
)
CLAUSE_STARTERS = frozenset(_CLAUSE_STARTER_TEXT.split())
"""Words after which a sentence no longer says what the company is."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry of the seed file.

    Args:
        words: folded; `*` ends one of which only the beginning counts.
    """

    kind: str
    words: tuple[str, ...]


def company_kinds(text: str) -> Iterator[str]:
    """Yield the kinds of companies that folded text names, each once.

    `is pharmacy` where the first sentence says it of the company itself, `last pharmacy` where it
    ends so, `names pharmacy` where it describes others or comes later.
    """
    found: dict[str, None] = {}
    for number, sentence in enumerate(SENTENCE.split(text)):
        words = WORD.findall(sentence)
        clause_start = next(
            (at for at, word in enumerate(words) if word in CLAUSE_STARTERS), len(words)
        )
        for kind, start, end in _find_kinds(words):
            is_itself = number == 0 and start < clause_start
            found[f"is {kind}" if is_itself else f"names {kind}"] = None
            if is_itself and end == clause_start:
                found[f"last {kind}"] = None
    yield from found


def sector_kinds(text: str) -> Iterator[str]:
    """Yield the kinds of companies in the folded name of an industry or topic."""
    yield from dict.fromkeys(f"sector {kind}" for kind, _, _ in _find_kinds(WORD.findall(text)))


def _find_kinds(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield kind, index of its first word and place after its last; the longest phrase counts."""
    at = 0
    while at < len(words):
        length = 1
        for phrase in _phrases_starting_with(words[at]):
            size = len(phrase.words)
            if size == 1 or _phrase_matches(phrase.words, words[at : at + size]):
                length = size
                yield phrase.kind, at, at + size
                break
        at += length


def _phrase_matches(pattern: Sequence[str], words: Sequence[str]) -> bool:
    return len(pattern) == len(words) and all(map(_word_matches, pattern, words))


def _word_matches(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


@lru_cache(maxsize=2**16)
def _phrases_starting_with(word: str) -> Sequence[Phrase]:
    """Return the entries that a word may start, the longest first."""
    by_first_word, by_suffix = _load_phrases()
    found = list(by_first_word.get(word, ()))
    for size in range(len(word), MIN_PREFIX - 1, -1):
        found += by_first_word.get(f"{word[:size]}*", ())
    for size in range(len(word), MIN_SUFFIX - 1, -1):
        found += by_suffix.get(word[-size:], ())
    return sorted(found, key=lambda phrase: -len(phrase.words))


@lru_cache(maxsize=1)
def _load_phrases() -> tuple[Mapping[str, list[Phrase]], Mapping[str, list[Phrase]]]:
    """Read first word → entries, and ending of a single word → entries."""
    by_first_word: dict[str, list[Phrase]] = {}
    by_suffix: dict[str, list[Phrase]] = {}
    for row in read_table(SEED):
        for entry in dict.fromkeys(row["words"].split("|")):
            words = tuple(PHRASE_WORD.findall(without_accents(entry)))
            index = by_suffix if entry.startswith("*") else by_first_word
            index.setdefault(words[0], []).append(Phrase(row["kind"], words))
    return by_first_word, by_suffix
