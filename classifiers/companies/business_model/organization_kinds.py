"""What a text says that a company is: a chain of pharmacies, an airline, a maker of machines."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from classifiers.core.text import DATA, read_table, without_accents

SEED = DATA / "companies/kinds.csv"
SENTENCE = re.compile(r"[.!?;:•\n]+\s|[。！？]")
WORD = re.compile(r"[^\W_]+")
PART = re.compile(r"[^\W_]+\*?")
SHORTEST_BEGINNING = 2
SHORTEST_ENDING = 3
_TURNS = (
    "for that which who with in into by from at to helping helps using through via across under"
    " fur mit aus auf durch die pour avec dans aux chez para con en per nel voor met dla"
    " z w med till icin pro s v для с в on"
)
TURNS = frozenset(_TURNS.split())
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
        turn = next((at for at, word in enumerate(words) if word in TURNS), len(words))
        for kind, start, end in _named(words):
            is_itself = number == 0 and start < turn
            found[f"is {kind}" if is_itself else f"names {kind}"] = None
            if is_itself and end == turn:
                found[f"last {kind}"] = None
    yield from found


def sector_kinds(text: str) -> Iterator[str]:
    """Yield the kinds of companies that folded name of an industry or topic speaks of."""
    yield from dict.fromkeys(f"sector {kind}" for kind, _, _ in _named(WORD.findall(text)))


def _named(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield kind, index of its first word and place after its last; the longest phrase counts."""
    at = 0
    while at < len(words):
        length = 1
        for phrase in _starting(words[at]):
            size = len(phrase.words)
            if size == 1 or _fits(phrase.words, words[at : at + size]):
                length = size
                yield phrase.kind, at, at + size
                break
        at += length


def _fits(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return len(wanted) == len(words) and all(map(_is_word, wanted, words))


def _is_word(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


@lru_cache(maxsize=2**16)
def _starting(word: str) -> Sequence[Phrase]:
    """Return the entries whose first word a word can be, those of most words first."""
    exact, endings = _phrases()
    found = list(exact.get(word, ()))
    for size in range(len(word), SHORTEST_BEGINNING - 1, -1):
        found += exact.get(f"{word[:size]}*", ())
    for size in range(len(word), SHORTEST_ENDING - 1, -1):
        found += endings.get(word[-size:], ())
    return sorted(found, key=lambda phrase: -len(phrase.words))


@lru_cache(maxsize=1)
def _phrases() -> tuple[Mapping[str, list[Phrase]], Mapping[str, list[Phrase]]]:
    """Read first word → entries, and ending of a single word → entries."""
    exact: dict[str, list[Phrase]] = {}
    endings: dict[str, list[Phrase]] = {}
    for row in read_table(SEED):
        for entry in dict.fromkeys(row["words"].split("|")):
            words = tuple(PART.findall(without_accents(entry)))
            index = endings if entry.startswith("*") else exact
            index.setdefault(words[0], []).append(Phrase(row["kind"], words))
    return exact, endings
