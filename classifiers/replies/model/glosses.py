"""Replies in other languages word by word in English, for a sentence model that reads English.

A gloss is no translation: order and grammar stay foreign. It is enough for a model that has learned
what people want, because the words that tell it stand in `replies/glosses.csv`.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classifiers.core.taxonomy import DATA
from classifiers.replies.rules.phrases import fold

GLOSSES = DATA / "replies/glosses.csv"
_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_SHORTEST_STEM = 2
_LONGEST_STEM = 14
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


@dataclass(frozen=True, slots=True)
class Gloss:
    """A text word by word in English.

    Args:
        language: of the lexicon that knew most of its words.
        text: the text with every known word in English; all else stays as it is.
        words: each known word in lower case with its English.
    """

    language: str
    text: str
    words: tuple[tuple[str, str], ...]


def gloss(text: str) -> Gloss | None:
    """Put a text into English words; None where most of it is English or unknown already."""
    tokens = [word.lower() for word in _WORD.findall(text)]
    n_english = sum(token in _english() for token in tokens)
    counts = {
        language: sum(token in lexicon.words for token in tokens)
        for language, lexicon in load_lexicons().items()
        if language != ENGLISH
    }
    language = max(counts, key=lambda name: counts[name])
    if counts[language] <= n_english:
        return None
    lexicon = load_lexicons()[language]
    known: list[tuple[str, str]] = []

    def english_of(match: re.Match[str]) -> str:
        word = match.group().lower()
        found = lexicon.find(word)
        if found is None:
            return match.group()
        known.append((word, found))
        return found

    apart = _APOSTROPHE.sub(" ", text)
    return Gloss(language, _WORD.sub(english_of, apart), tuple(known))


@cache
def load_lexicons(path: Path = GLOSSES) -> dict[str, Lexicon]:
    """Return language → its lexicon; in that of English, words are themselves."""
    lexicons: dict[str, Lexicon] = {}
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            lexicon = lexicons.setdefault(row["language"], Lexicon({}, {}))
            word, english = row["word"].rstrip("*"), row["english"]
            if row["word"].endswith("*"):
                lexicon.stems.setdefault(fold(word), english)
            lexicon.words.setdefault(word, english)
    for lexicon in lexicons.values():
        for word, english in list(lexicon.words.items()):
            lexicon.words.setdefault(fold(word), english)
    return lexicons


@cache
def _english() -> frozenset[str]:
    """Words that speak for English: those that bind its sentences, and all glosses."""
    glosses = (
        english.split() for found in load_lexicons().values() for english in found.words.values()
    )
    return frozenset(word for words in glosses for word in words)
