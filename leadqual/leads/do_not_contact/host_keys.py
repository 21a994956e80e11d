"""Texts and hosts in one spelling: lowercase, ASCII digits, decoded international labels."""

import unicodedata
from functools import cache

from leadqual.core.requests.readable_values import is_encodable

_INVISIBLE = (
    *("\u00ad", "\u034f", "\u061c", "\u3164", "\ufeff", "\uffa0"),
    *(map(chr, range(0x180B, 0x1810))),
    *(map(chr, range(0x200B, 0x2010))),
    *(map(chr, range(0x202A, 0x202F))),
    *(map(chr, range(0x2060, 0x2070))),
    *(map(chr, range(0xFE00, 0xFE10))),
)
_SPECIAL = {"ς": "σ", "\u3002": "."}
_LAST = 0x1FFFF
_PREFIX = "xn--"


@cache
def character_tables() -> tuple[str, str]:
    """Return characters and their replacements; those without a counterpart are dropped."""
    replacements_by_character = dict(_SPECIAL)
    for code in (*range(ord("A"), ord("Z") + 1), *range(0x80, _LAST)):
        letter = chr(code)
        digit = unicodedata.decimal(letter, None)
        lower = str(digit) if digit is not None else letter.lower()
        if len(lower) == 1 and lower != letter:
            replacements_by_character[letter] = lower
    return "".join((*replacements_by_character, *_INVISIBLE)), "".join(
        replacements_by_character.values()
    )


def is_plain(text: str) -> bool:
    """Return whether a lowercase text is already normalized."""
    return text.isascii() and _PREFIX not in text


def fold(text: str) -> str:
    """Normalize a text: composed letters, lowercase, ASCII digits, no invisible characters."""
    composed = unicodedata.normalize("NFKC", text.replace("İ", "i̇")).translate(_translation_table())
    return unicodedata.normalize("NFKC", composed.replace("ß", "ss"))


def host_key(host: str) -> str:
    """Normalize a lowercase host, with international labels decoded."""
    if is_plain(host):
        return host
    return fold(".".join(decoded_label(label) for label in fold(host).split(".")))


def ascii_host(host: str) -> str:
    """Return a host in ASCII, as other programs write it."""
    labels = (
        label if label.isascii() else _PREFIX + label.encode("punycode").decode()
        for label in host_key(host).split(".")
    )
    return ".".join(labels)


def decoded_label(label: str) -> str:
    """Decode `xn--bcher-kva` to `bücher`; unchanged if it cannot be decoded."""
    if not label.startswith(_PREFIX):
        return label
    try:
        text = label.removeprefix(_PREFIX).encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    return text if text and is_encodable(text) else label


@cache
def _translation_table() -> dict[int, str | None]:
    characters, replacements = character_tables()
    return {
        ord(character): replacements[position] if position < len(replacements) else None
        for position, character in enumerate(characters)
    }
