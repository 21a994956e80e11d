"""One spelling for names, whatever case, accents, script or transliteration they came in."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, cast

from classifiers.core.text import DATA, read_yaml

_ACCENTS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")
_TRANSLITERATION = str.maketrans(
    {
        **dict(zip("абвгдеёзийклмнопрстуфыэіґ", "abvgdeeziiklmnoprstufyeig", strict=True)),
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ъ": "",
        "ь": "",
        "ю": "yu",
        "я": "ya",
        "є": "ye",
        "ї": "yi",
        **dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True)),
        "θ": "th",
        "χ": "ch",
        "ψ": "ps",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "æ": "a",
        "œ": "o",
        "ß": "ss",
    }
)
_DROPPED_LETTERS = re.compile(r"(?:(?<=a)e|(?<=o)e|(?<=(?<!q)u)e|(?<=s)s)")


@lru_cache(maxsize=400_000)
def fold(text: str) -> str:
    """Return lower case Latin letters without accents: `Müller`, `Mueller` and `Muller` are one.

    "ae", "oe", "ue" and "ss" lose their second letter on both sides, so "Samuel" is `samul`
    wherever it is: a key for comparing, not a text for reading.
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain).translate(_TRANSLITERATION)
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain)).translate(_TRANSLITERATION)
    return _DROPPED_LETTERS.sub("", plain)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, signs dropped: `O'Neil-Smith` gives three."""
    return _WORD.findall(fold(text))


@cache
def word_lists() -> dict[str, Any]:
    return cast("dict[str, Any]", read_yaml(DATA / "duplicates/words.yaml"))


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one list in the spelling of `fold`."""
    return frozenset(fold(str(word)) for word in word_lists()[name])
