"""What of a normalized title can be read: words of noise and repetitions are left out.

Pieces of words and words are counted, so that what repeats would add up to certainty: "aaaa…" to a
chief executive, "manager manager…" to another. Nobody reads more in it the longer it gets.
"""

import re

from classifiers.core.text import is_written_without_spaces

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
        self.plain: set[str] = set()  # Words that are read as they stand: nearly all.

    def __missing__(self, word: str) -> str:
        if len(self) >= MAX_WORDS:
            self.clear()
            self.plain.clear()
        self[word] = found = _read(word)
        if found == word:
            self.plain.add(word)
        return found


_WORDS = _Words()


def legible(key: str) -> str:
    """Return what of a normalized title can be read; "" where nothing can.

    Repeated words and roles count once ("sales manager sales manager"), long runs of a letter as
    one ("managerrrrr"); words of one or two repeated sounds are left out ("mmmmmm", "hahahaha").
    """
    words = key.split(" ")
    if _WORDS.plain.issuperset(words) and len(set(words)) == len(words):
        return key  # Nearly all titles.
    read = " ".join(filter(None, map(_WORDS.__getitem__, words)))
    return _REPEATED.sub(r"\1", read) if any(map(str.isalpha, read)) else ""


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
