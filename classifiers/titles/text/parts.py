"""The parts of a headline: what people write between separators."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from classifiers.core.text import is_written_without_spaces
from classifiers.titles.text.normalize import JOINTS, TIGHT_JOINTS, names_role

SEPARATORS = ("|", "/", ",")  # The strongest first: of two side by side, it counts.
STRONG = frozenset(("|", "/"))
JOINTS_OR_SEPARATORS = JOINTS.union(SEPARATORS)
MIN_LISTED = 3  # Parts between commas alone: "Director, Sales" is one job, a longer list is not.
MIN_FIELDS = 2  # The same where nothing names a role: "Product, Marketing" is two fields.

MAX_WORDS = 200_000
MIN_LETTERS = 3  # Of a word once its runs of one letter are short: "hmmmmm" says nothing.
MIN_UNIT = 5  # Letters that repeat in "hahaha", "asdasdasd"; longer ones are words.
MIN_TIMES = 3
_RUN = re.compile(r"([^\W\d_])\1{3,}")  # No word of any language has a letter four times in a row.
_REPEATED = re.compile(r"(?<!\S)(\S+(?: \S+){0,9}?)(?: \1){2,}(?!\S)")


class Part(NamedTuple):
    """A part of a normalized title.

    Args:
        before: the separator before it; "" for the first part.
    """

    text: str
    before: str = ""


def parts_of(key: str) -> tuple[Part, ...]:
    """Cut a normalized title at its separators; one part where it is no headline."""
    words = key.replace(", ", " , ").split()
    if STRONG.isdisjoint(words) and not _is_list(words):
        return (Part(key),)  # Most titles.
    parts = tuple(_cut(words))
    is_headline = any(part.before in STRONG for part in parts) or _is_list(words)
    return parts if is_headline and len(parts) > 1 else (Part(key),)


def _is_list(words: Sequence[str]) -> bool:
    """Return whether there are as many parts between commas as make a list."""
    n_parts = words.count(",") + 1
    return n_parts >= MIN_LISTED or (n_parts >= MIN_FIELDS and not names_role(words))


def _cut(words: Sequence[str]) -> Iterator[Part]:
    ends = [place for place, word in enumerate(words) if word in SEPARATORS]
    before = ""
    for start, end in pairwise([-1, *ends, len(words)]):
        found = [before, words[start] if start >= 0 else ""]
        before = min(filter(None, found), key=SEPARATORS.index, default="")
        if text := " ".join(words[start + 1 : end]):
            yield Part(text, before)
            before = ""


# What of a normalized title can be read: words of noise and repetitions are left out.


class _Words(dict[str, str]):
    """Word → what of it can be read; "" for noise."""

    def __init__(self) -> None:
        super().__init__()
        self.plain: set[str] = set()  # Words that are read as they stand: nearly all.
        self.quiet: set[str] = set()  # Of these, words at which no title is cut.

    def __missing__(self, word: str) -> str:
        if len(self) >= MAX_WORDS:
            self.clear()
            self.plain.clear()
            self.quiet.clear()
        self[word] = found = _read(word)
        if found == word:
            self.plain.add(word)
            if "," not in word and word not in JOINTS_OR_SEPARATORS and _is_one_word(word):
                self.quiet.add(word)
        return found


_WORDS = _Words()


def is_quiet(words: Sequence[str]) -> bool:
    """Return whether all of a normalized title is read, and nothing in it may cut it.

    False of a few titles of which this is true: those with a number or a word said twice.
    """
    if not _WORDS.quiet.issuperset(words):
        for word in words:
            _WORDS[word]  # Whether it is quiet is known from now on.
        if not _WORDS.quiet.issuperset(words):
            return False
    return len(set(words)) == len(words)


def _is_one_word(word: str) -> bool:
    if word.isascii():
        return any(map(str.isalpha, word))
    return TIGHT_JOINTS.isdisjoint(word) and any(map(str.isalpha, word))


def legible(key: str) -> str:
    """Return what of a normalized title can be read; "" where nothing can.

    Repeated words and roles count once ("sales manager sales manager"), long runs of a letter as
    one ("managerrrrr"); words of one or two repeated sounds are left out ("mmmmmm", "hahahaha").
    """
    words = key.split(" ")
    if not _WORDS.plain.issuperset(words):
        words = list(filter(None, map(_WORDS.__getitem__, words)))
    read = " ".join(words)
    said = [word for word in words if word not in SEPARATORS]
    if len(said) - len(set(said)) >= MIN_TIMES - 1:  # Few titles.
        read = _REPEATED.sub(r"\1", read)
    return read if any(map(str.isalpha, read)) else ""


def _read(word: str) -> str:
    short = _RUN.sub(r"\1", word)
    if short != word and len(short) < MIN_LETTERS and not is_written_without_spaces(word):
        return ""
    unit = _unit(short)
    if unit == short or is_written_without_spaces(unit) or len(unit) >= MIN_UNIT:
        return unit
    return ""


def _unit(word: str) -> str:
    """Return what a word repeats at least three times, its end cut or not; else the word."""
    if not any(map(str.isalpha, word)):
        return word
    for size in range(2, len(word) // MIN_TIMES + 1):
        if word[size:] == word[:-size]:
            return word[:size]
    return word
