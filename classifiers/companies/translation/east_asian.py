"""Japanese and Chinese as English words: who is named, what is made, sold and done.

These texts have no spaces, and few companies with such texts are learned from. What is known of
them is read as its English words, in the order in which English says it; the rest stays.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from classifiers.core.text import DATA, read_table, without_accents

SEED = DATA / "companies/east_asian.csv"
LETTERS = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
FOR, AND = "for", "and"
PRONOUNCED_AFTER = "向けの|向けに|向け|のための|のために"
"""Words for `for` that come after whom they name."""


@dataclass(frozen=True, slots=True)
class TextSegment:
    """A part of a text."""

    text: str
    english: str
    is_known: bool


def is_east_asian(text: str) -> bool:
    return not text.isascii() and LETTERS.search(text) is not None


def in_english(text: str) -> str:
    """Return folded text with the English words for what is known; other texts as they are.

    `個人と法人向けの銀行` → `for individuals and companies bank`.
    """
    if not is_east_asian(text):
        return text
    return " ".join(piece.english for piece in _pieces(text) if piece.english)


def words_of(text: str) -> dict[str, str]:
    """Return each English word that `in_english` puts into folded text → what the text says."""
    found: dict[str, str] = {}
    if is_east_asian(text):
        for piece in filter(lambda each: each.is_known, _pieces(text)):
            for word in piece.english.split():
                found.setdefault(word, piece.text)
    return found


def _pieces(text: str) -> list[TextSegment]:
    pieces: list[TextSegment] = []
    for piece in _in_order(text):
        if piece.english == FOR and piece.text in PRONOUNCED_AFTER.split("|"):
            pieces.insert(_start_of_group(pieces), piece)
        else:
            pieces.append(piece)
    return pieces


def _in_order(text: str) -> Iterator[TextSegment]:
    known, end = _glosses(), 0
    for match in _any_of_them().finditer(text):
        if between := text[end : match.start()].strip():
            yield TextSegment(between, between, is_known=False)
        yield TextSegment(match[0], known[match[0]], is_known=True)
        end = match.end()
    if rest := text[end:].strip():
        yield TextSegment(rest, rest, is_known=False)


def _start_of_group(pieces: list[TextSegment]) -> int:
    """Return where those begin who are named last: `A`, or `A and B`."""
    at = len(pieces)
    while at and pieces[at - 1].is_known:
        at -= 1
        if not at or pieces[at - 1].english != AND:
            break
        at -= 1
    return at


@lru_cache(maxsize=1)
def _glosses() -> Mapping[str, str]:
    """Read phrase → English words; "" for what says nothing, such as legal forms."""
    return {
        without_accents(phrase): row["english"]
        for row in read_table(SEED)
        for phrases in (row["zh"], row["ja"])
        for phrase in phrases.split("|")
        if phrase
    }


@lru_cache(maxsize=1)
def _any_of_them() -> re.Pattern[str]:
    longest_first = sorted(_glosses(), key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(map(re.escape, longest_first)))
