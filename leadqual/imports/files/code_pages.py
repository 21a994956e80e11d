"""In which code page bytes are written that are no UTF-8: by whether their words are words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

import yaml

WESTERN = "cp1252"
_ALPHABETS = Path(__file__).with_name("alphabets.yaml")
# Where two read equally well, the first counts: what Windows, a Mac and DOS wrote, by region.
_PAGES = (
    *("cp1252", "mac_roman", "cp850", "iso8859_15", "cp1250", "iso8859_2", "mac_latin2", "cp852"),
    *("cp1254", "mac_turkish", "cp857", "cp1257", "cp1255", "cp1251", "koi8_u", "mac_cyrillic"),
    *("cp866", "iso8859_5", "cp1253", "mac_greek", "cp737", "cp1256"),
)
_FAR_EAST = ("shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = frozenset("«»„“‘‚‹›¿¡№§•–—…©")
_AFTER = frozenset("«»”“’‘‹›™®©ªº°²³€£…–—")
_WITHIN = frozenset("’‘´·–—…")
_ALONE = _BEFORE | _AFTER | _WITHIN | frozenset("×±½¼")
_SPACES = "\xa0\xad"  # Of use anywhere: they say nothing.
_DOT_ABOVE = "\u0307"  # Behind the i into which casefold makes the large one of Turkish.
_BAD_WEIGHS = -2
_ENOUGH = 2**14  # Bytes that are read in each code page.
_MAX_BAD = 0.1
_MIN_COMMON = 0.6
_IDEOGRAPHS = re.compile("[\u3005\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def find_code_page(sample: bytes) -> str:
    """Name the code page in which bytes read best; "" where they read well in none.

    Args:
        sample: lines with bytes beyond ASCII.
    """
    enough = sample[:_ENOUGH]
    good = [page for page in _PAGES if reads_well(enough, page)]
    found = max(good, key=lambda page: _merit(enough, page), default="")
    return found or _far_east(sample)


def reads_well(sample: bytes, page: str) -> bool:
    """Return whether nearly all that is beyond ASCII is words of some language, and signs."""
    n_words, n_signs, n_bad = _counted(sample.decode(page, "replace"))
    return n_bad <= _MAX_BAD * (n_words + n_signs + n_bad)


def _merit(sample: bytes, page: str) -> tuple[int, int]:
    """Weigh what reads well; of equal pages the one with the most words of one language wins."""
    text = sample.decode(page, "replace")
    n_words, _, n_bad = _counted(text)
    languages = Counter(
        language
        for word in set(_WORD.findall(text))
        if len(word) > 1 and not word.isascii()
        for language in _languages_of(_foreign(word))
    )
    return n_words + _BAD_WEIGHS * n_bad, max(languages.values(), default=0)


def _counted(text: str) -> tuple[int, int, int]:
    """Count words with letters beyond ASCII, signs in their places, and what is neither."""
    n_words = n_signs = n_bad = 0
    for word, n_found in Counter(_WORD.findall(text)).items():
        if word.isascii():
            continue
        if not _is_word(word):
            n_bad += n_found
        elif len(word) > 1:  # A letter alone says little.
            n_words += n_found
    for found in _BEYOND_ASCII.finditer(text):
        sign, at = found[0], found.start()
        if not sign.isalpha() and sign not in _SPACES:
            is_good = _is_in_place(sign, text[at - 1 : at] if at else "", text[at + 1 : at + 2])
            n_signs, n_bad = n_signs + is_good, n_bad + (not is_good)
    return n_words, n_signs, n_bad


def _is_in_place(sign: str, before: str, after: str) -> bool:
    if before.isalpha() and after.isalpha():
        return sign in _WITHIN
    if unicodedata.category(sign).startswith("C"):
        return False
    if before.isalpha():
        return sign in _AFTER
    return sign in (_BEFORE if after.isalpha() else _ALONE)


def _is_word(word: str) -> bool:
    """Return whether letters beyond ASCII are of one language, and large ones begin a word."""
    foreign = _foreign(word)
    if not _languages_of(foreign):
        return False
    if any(map(str.isascii, word)) and not foreign <= _latin():
        return False
    return not any(
        large.isupper() and (before.islower() or (not large.isascii() and after.islower()))
        for before, large, after in zip(word, word[1:], f"{word[2:]} ", strict=False)
    )


def _foreign(word: str) -> frozenset[str]:
    """Return the letters beyond ASCII; casefold makes two of the ß, which is put back."""
    letters = {letter for letter in word.casefold() if not letter.isascii()} - {_DOT_ABOVE}
    return frozenset(letters | {"ß"} if "ß" in word else letters)


@lru_cache(maxsize=50_000)
def _languages_of(letters: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name, known in _alphabets().items() if letters <= known)


def _far_east(sample: bytes) -> str:
    """Name a code page of several bytes for a letter, of texts from China, Japan or Korea."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=[*_FAR_EAST]).best()
    if best is None:
        return ""
    text = sample.decode(best.encoding, "replace")
    beyond = _BEYOND_ASCII.findall(text)
    n_common = len(_IDEOGRAPHS.findall(text))
    return best.encoding if n_common >= _MIN_COMMON * len(beyond) else ""


@cache
def _alphabets() -> Mapping[str, frozenset[str]]:
    letters: dict[str, str] = yaml.safe_load(_ALPHABETS.read_text(encoding="utf-8"))
    return {language: frozenset(known) for language, known in letters.items()}


@cache
def _latin() -> frozenset[str]:
    return frozenset(
        letter
        for known in _alphabets().values()
        for letter in known
        if unicodedata.name(letter, "").startswith("LATIN")
    )
