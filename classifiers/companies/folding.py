"""Folding of names and texts of companies: lower case without accents."""

import re
import unicodedata

ACCENTS = re.compile("[\u0300-\u036f]")
NOT_FOLDED = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """Return lower case without accents: `Straße Łódź` → `strasse lodz`; kana stay whole."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", plain)).translate(NOT_FOLDED)
    return unicodedata.normalize("NFC", bare)
