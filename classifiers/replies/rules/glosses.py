"""Replies in other languages word by word in English, for a sentence model that reads English.

A gloss is no translation: order and grammar stay foreign. It is enough for a model that has learned
what people want, because the words that say it are in `replies/glosses.csv`.
"""

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classifiers.core.text import DATA, read_table
from classifiers.replies.rules.phrases import fold

GLOSSES = DATA / "replies/glosses.csv"
MARKS = "".join(
    letter for letter in map(chr, range(0x300, 0x10000)) if unicodedata.category(letter)[0] == "M"
)
"""Vowel signs of Indic and Thai words, which Python's `\\w` does not take for letters."""
WORD = re.compile(rf"[^\W\d_][^\W\d_{MARKS}]*(?:[{MARKS}]+[^\W\d_]*)*")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_UNSPACED_LANGUAGES = ("ja", "th", "zh")
_SHORTEST_STEM = 2
_LONGEST_STEM = 14
_LONGEST_UNSPACED = 10
_STEM_COUNTS = 0.5
"""Of a word of which only the beginning is known, when the language of a text is found."""
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of one language in English.

    Args:
        words: word in lower case, with and without its accents → English.
        stems: beginning of words without accents → English; the longest that fits counts.
    """

    words: dict[str, str]
    stems: dict[str, str]

    def find(self, word: str) -> str | None:
        """Return the English of a word in lower case; None where it is not known."""
        folded = fold(word)
        if found := self.words.get(word) or self.words.get(folded):
            return found
        for length in range(min(len(folded), _LONGEST_STEM), _SHORTEST_STEM - 1, -1):
            if found := self.stems.get(folded[:length]):
                return found
        return None

    def pieces(self, run: str) -> Iterator[tuple[str, str | None]]:
        """Split writing without spaces: the longest known word first, each with its English."""
        at = 0
        while at < len(run):
            end = next(
                (
                    at + length
                    for length in range(min(len(run) - at, _LONGEST_UNSPACED), 0, -1)
                    if run[at : at + length] in self.words
                ),
                None,
            )
            piece = run[at : end or at + 1]
            yield piece, self.words.get(piece)
            at += len(piece)


@dataclass(frozen=True, slots=True)
class Gloss:
    """A text word by word in English.

    Args:
        words: each known word in lower case with its English.
    """

    language: str
    text: str
    words: tuple[tuple[str, str], ...]


def gloss(text: str) -> Gloss | None:
    """Put a text into English words; None where most of it is English or unknown already."""
    language = _language_of([word.lower() for word in WORD.findall(text)])
    if not language:
        return None
    lexicon = load_lexicons()[language]
    known: list[tuple[str, str]] = []

    def english_of(match: re.Match[str]) -> str:
        word = match.group().lower()
        if _is_unspaced(word):
            pieces = list(lexicon.pieces(word))
            known.extend((piece, english) for piece, english in pieces if english)
            return _join_pieces(pieces)
        found = lexicon.find(word)
        if found is None:
            return match.group()
        known.append((word, found))
        return found

    spaced = _APOSTROPHE.sub(" ", text)
    return Gloss(language, WORD.sub(english_of, spaced), tuple(known))


def _is_unspaced(word: str) -> bool:
    return _UNSPACED.search(word) is not None


def _join_pieces(pieces: list[tuple[str, str | None]]) -> str:
    """Put spaces around English words; unknown letters side by side stay together."""
    text = "".join(f" {english} " if english else piece for piece, english in pieces)
    return " ".join(text.split()) + " "


def _language_of(tokens: list[str]) -> str:
    """Return the language whose lexicon knows most of the words; "" for English and the unknown."""
    counts: defaultdict[str, float] = defaultdict(float)
    n_english = 0
    for token in tokens:
        if _is_unspaced(token):
            for language in _UNSPACED_LANGUAGES:
                pieces = load_lexicons()[language].pieces(token)
                counts[language] += sum(len(piece) for piece, english in pieces if english)
            continue
        n_english += token in _english_words() or token.removesuffix("s") in _english_words()
        exact_languages = _languages_by_word().get(token, frozenset())
        for language in exact_languages:
            counts[language] += 1
        for language in _languages_with_stem(token) - exact_languages:
            counts[language] += _STEM_COUNTS
    best = max(sorted(counts), key=lambda name: counts[name], default="")
    return best if best and counts[best] > n_english else ""


def _languages_with_stem(token: str) -> frozenset[str]:
    """Return the languages that know the longest known beginning of a word."""
    folded = fold(token)
    for length in range(min(len(folded), _LONGEST_STEM), _SHORTEST_STEM, -1):
        if found := _languages_by_stem().get(folded[:length]):
            return found
    return frozenset()


@cache
def load_lexicons(path: Path = GLOSSES) -> dict[str, Lexicon]:
    """Return language → its lexicon; in that of English, words are themselves."""
    lexicons: dict[str, Lexicon] = {}
    for row in read_table(path):
        lexicon = lexicons.setdefault(row["language"], Lexicon({}, {}))
        word, english = row["word"].rstrip("*"), sys.intern(row["english"])
        if row["word"].endswith("*"):
            lexicon.stems.setdefault(fold(word), english)
        lexicon.words.setdefault(word, english)
    for lexicon in lexicons.values():
        for word, english in list(lexicon.words.items()):
            lexicon.words.setdefault(fold(word), english)
    return lexicons


@cache
def _languages_by_word() -> dict[str, frozenset[str]]:
    return _invert({name: lexicon.words for name, lexicon in load_lexicons().items()})


@cache
def _languages_by_stem() -> dict[str, frozenset[str]]:
    return _invert({name: lexicon.stems for name, lexicon in load_lexicons().items()})


def _invert(found: dict[str, dict[str, str]]) -> dict[str, frozenset[str]]:
    languages: defaultdict[str, set[str]] = defaultdict(set)
    for language, words in found.items():
        if language != ENGLISH:
            for word in words:
                languages[word].add(language)
    return {word: frozenset(names) for word, names in languages.items()}


@cache
def _english_words() -> frozenset[str]:
    """Words that speak for English: those that bind its sentences, and all glosses."""
    glosses = (
        english.split() for found in load_lexicons().values() for english in found.words.values()
    )
    return frozenset(word for words in glosses for word in words)
