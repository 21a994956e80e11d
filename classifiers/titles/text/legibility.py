"""The legible part of a normalized title, without noise and repetitions."""

import re
from collections.abc import Sequence

from classifiers.core.text import is_written_without_spaces
from classifiers.titles.text.normalize import JOINTS, TIGHT_JOINTS
from classifiers.titles.text.parts import SEPARATORS

JOINTS_OR_SEPARATORS = JOINTS.union(SEPARATORS)
MAX_WORDS = 200_000
MIN_LETTERS = 3  # Of a word once its runs of one letter are short: "hmmmmm" says nothing.
MIN_UNIT = 5  # Letters that repeat in "hahaha", "asdasdasd"; longer ones are words.
MIN_TIMES = 3
_RUN = re.compile(r"([^\W\d_])\1{3,}")  # No word of any language has a letter four times in a row.
_REPEATED = re.compile(r"(?<!\S)(\S+(?: \S+){0,9}?)(?: \1){2,}(?!\S)")


class _Words(dict[str, str]):
    """Word → what of it can be read; "" for noise."""

    def __init__(self) -> None:
        super().__init__()
        self.plain: set[str] = set()  # Words that are read as they are: nearly all.
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


def is_quiet(words: Sequence[str]) -> bool:
    """Return whether all of a normalized title is read, and nothing in it may cut it.

    False of a few titles of which this is true: those with a number or a repeated word.
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
    counted = [word for word in words if word not in SEPARATORS]
    if len(counted) - len(set(counted)) >= MIN_TIMES - 1:  # Few titles.
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


_WORDS = _Words()
