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
POSTPOSITIONS = "向けの|向けに|向け|のための|のために"
"""Words for `for` that come after whom they name."""


@dataclass(frozen=True, slots=True)
class TextSegment:
    """A part of a text."""

    text: str
    english: str
    is_known: bool


def is_east_asian(text: str) -> bool:
    return not text.isascii() and LETTERS.search(text) is not None


def translate_to_english(text: str) -> str:
    """Return folded text with the English words for what is known; other texts as they are.

    `個人と法人向けの銀行` → `for individuals and companies bank`.
    """
    if not is_east_asian(text):
        return text
    return " ".join(segment.english for segment in _order_segments(text) if segment.english)


def original_words(text: str) -> dict[str, str]:
    """Return each English word that `translate_to_english` gives → what the folded text says."""
    found: dict[str, str] = {}
    if is_east_asian(text):
        for segment in filter(lambda each: each.is_known, _order_segments(text)):
            for word in segment.english.split():
                found.setdefault(word, segment.text)
    return found


def _order_segments(text: str) -> list[TextSegment]:
    segments: list[TextSegment] = []
    for segment in _split_segments(text):
        if segment.english == FOR and segment.text in POSTPOSITIONS.split("|"):
            segments.insert(_start_of_group(segments), segment)
        else:
            segments.append(segment)
    return segments


def _split_segments(text: str) -> Iterator[TextSegment]:
    known, end = _load_glosses(), 0
    for match in _gloss_pattern().finditer(text):
        if between := text[end : match.start()].strip():
            yield TextSegment(between, between, is_known=False)
        yield TextSegment(match[0], known[match[0]], is_known=True)
        end = match.end()
    if rest := text[end:].strip():
        yield TextSegment(rest, rest, is_known=False)


def _start_of_group(segments: list[TextSegment]) -> int:
    """Return where those begin who are named last: `A`, or `A and B`."""
    at = len(segments)
    while at and segments[at - 1].is_known:
        at -= 1
        if not at or segments[at - 1].english != AND:
            break
        at -= 1
    return at


@lru_cache(maxsize=1)
def _load_glosses() -> Mapping[str, str]:
    """Read phrase → English words; "" for what says nothing, such as legal forms."""
    return {
        without_accents(phrase): row["english"]
        for row in read_table(SEED)
        for phrases in (row["zh"], row["ja"])
        for phrase in phrases.split("|")
        if phrase
    }


@lru_cache(maxsize=1)
def _gloss_pattern() -> re.Pattern[str]:
    longest_first = sorted(_load_glosses(), key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(map(re.escape, longest_first)))
