"""Texts as people send them, and counts in words."""

import re
import unicodedata


def counted(n: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun: "1 company", "2,400 companies".

    Args:
        n: how many.
        noun: for one.
        nouns: for any other number; empty adds an "s".
    """
    return f"{n:,} {noun if n == 1 else nouns or noun + 's'}"


_HIDDEN = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    # Two letters of Arabic or Indic scripts may be written apart or together by a joiner.
    "|(?<![\u0600-\u109f])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u109f])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")


def without_hidden(text: str) -> str:
    """Return a text without what turns its direction, is never seen, or controls a terminal.

    Line breaks and tabs stay; other control characters become blanks.
    """
    if text.isprintable() and text.isascii():
        return text
    return _CONTROL.sub(" ", _HIDDEN.sub("", text))


def one_line(text: str) -> str:
    """Return a name or another text of one line: `without_hidden`, and without further blanks."""
    return " ".join(without_hidden(text).split())


def without_accents(text: str) -> str:
    """Return a text in one case, its letters without accents: "Köln" and "KOLN" are "koln"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def without_signs(text: str, longest: int) -> str:
    """Return a line without what cannot be shown or stored, cut where it is too long.

    Args:
        text: of any length; line breaks and control characters become blanks.
        longest: characters of what is returned.
    """
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:longest]
