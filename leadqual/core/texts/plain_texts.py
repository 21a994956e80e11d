"""Cleaning of user input, and counts with nouns."""

import re
import unicodedata

_HIDDEN = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    # Joiners have a meaning in Arabic and Indic scripts.
    "|(?<![\u0600-\u109f])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u109f])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")


def format_count(n: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun: "1 company", "2,400 companies".

    Args:
        n: the number.
        noun: singular.
        nouns: plural; empty adds an "s".
    """
    return f"{n:,} {noun if n == 1 else nouns or noun + 's'}"


def remove_hidden(text: str) -> str:
    """Remove bidi controls and invisible characters from a text.

    Line breaks and tabs stay; other control characters become spaces.
    """
    if text.isprintable() and text.isascii():
        return text
    return _CONTROL.sub(" ", _HIDDEN.sub("", text))


def one_line(text: str) -> str:
    """Clean a single-line text: `remove_hidden`, with whitespace collapsed."""
    return " ".join(remove_hidden(text).split())


def remove_accents(text: str) -> str:
    """Return a text case-folded and without accents: "Köln" and "KOLN" become "koln"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def to_plain_line(text: str, longest: int) -> str:
    """Return a single line without characters that cannot be shown or stored, truncated.

    Args:
        text: of any length; line breaks and control characters become spaces.
        longest: maximum length of the result.
    """
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:longest]
