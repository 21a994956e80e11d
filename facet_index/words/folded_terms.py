"""Fold texts into search words: no case, no accents, one spelling for ä and ae.

Postgres has the same rules as `leads_search_words`, made from the constants of this module.
"""

import re
import unicodedata
from functools import lru_cache

LETTERS = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ"}
LETTERS |= {"æ": "ae", "œ": "oe"}

MARKS = "\u0300-\u036f"
"""Accents of Latin, Greek and Cyrillic letters, as separate characters."""

SEPARATORS = (
    "\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u00bf\\u00d7\\u00f7\\u02b0-\\u02ff"
    "\\u2000-\\u2bff\\u3000-\\u303f\\ufe30-\\ufe4f\\uff5f-\\uff65\\ufffd"
    "\\U00010000-\\U0001ffff"
)
"""Characters that separate words, as a regex class; includes emoji."""

JOINED = (
    "\\u0e00-\\u0eff\\u1780-\\u17ff\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u9fff\\uf900-\\ufaff"
)
"""Letters of scripts without spaces between words: Thai, Lao, Khmer, Japanese, Chinese."""

UMLAUT_E = (
    "(?<=[a-z][a-z][aou])e|(?<=[a-z][aou])e(?=[a-z])|(?<=[aou])e(?=[a-z][a-z])"
    "|(?<=[a-z][a-z]a)a|(?<=[a-z]a)a(?=[a-z])|(?<=a)a(?=[a-z][a-z])"
)
"""The second letter of ae, oe, ue and aa in words of four letters and more: Mueller is Müller."""

MIN_PREFIX = 4
"""Minimum letters of a word to also match the beginning of words."""

_MARKS = re.compile(f"[{MARKS}]")
_LETTERS = str.maketrans(LETTERS)
_SEPARATED = re.compile(f"[{SEPARATORS}]+")
_JOINED = re.compile(f"[{JOINED}]+")
_UMLAUT_E = re.compile(UMLAUT_E)


def fold(text: str) -> str:
    """Return the folded words of a text, separated by single spaces."""
    if text.isascii():
        text = text.lower()
    else:
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower().translate(_LETTERS)
        text = unicodedata.normalize("NFC", text)
        text = _JOINED.sub(r" \g<0> ", text)
    text = text.replace("\0", " ")
    return _UMLAUT_E.sub("", " ".join(_SEPARATED.sub(" ", text).split()))


@lru_cache(maxsize=65_536)
def terms(text: str) -> tuple[str, ...]:
    """Return the search terms of a text in order: its words, or each pair of joined letters."""
    return tuple(term for word in fold(text).split() for term in _pairs(word))


def is_joined(term: str) -> bool:
    """Return whether a term is of a script without spaces, so that it matches anywhere."""
    return _JOINED.match(term) is not None


def _pairs(word: str) -> tuple[str, ...]:
    if len(word) <= 2 or not is_joined(word):  # a pair
        return (word,)
    return tuple(word[position : position + 2] for position in range(len(word) - 1))
