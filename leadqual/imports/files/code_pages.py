"""Find the code page in which bytes read best."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from py3langid import langid

WESTERN_PAGE = "cp1252"
_ALPHABETS = Path(__file__).with_name("alphabets.yaml")
# Where two read equally well, the first counts: what Windows, a Mac and DOS wrote, by region.
_PAGES = (
    *("cp1252", "mac_roman", "cp850", "iso8859_15", "cp1250", "iso8859_2", "mac_latin2", "cp852"),
    *("cp1254", "mac_turkish", "cp857", "cp1257", "cp1255", "cp1251", "koi8_u", "mac_cyrillic"),
    *("cp866", "iso8859_5", "cp1253", "mac_greek", "cp737", "cp1256"),
)
_EAST_ASIAN_PAGES = ("shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr")
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS_BEFORE_WORDS = frozenset("«»„“‘‚‹›¿¡№§•–—…©")
_SIGNS_AFTER_WORDS = frozenset("«»”“’‘‹›™®©ªº°²³€£…–—")
_SIGNS_WITHIN_WORDS = frozenset("’‘´·–—…")
_LONE_SIGNS = _SIGNS_BEFORE_WORDS | _SIGNS_AFTER_WORDS | _SIGNS_WITHIN_WORDS | frozenset("×±½¼")
_SPACES = "\xa0\xad"  # Used in any language: no evidence.
_DOT_ABOVE = "\u0307"  # Added by casefold to the Turkish capital İ.
_BAD_WEIGHT = -2
_SAMPLE_BYTES = 2**14  # Bytes that are read in each code page.
_MAX_BAD = 0.1
_MIN_COMMON = 0.6
_IDEOGRAPHS = re.compile("[\u3005\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def find_code_page(sample: bytes) -> str:
    """Name the code page in which bytes read best; "" where they read well in none.

    Args:
        sample: lines with bytes beyond ASCII.
    """
    head = sample[:_SAMPLE_BYTES]
    scores = {page: _score_page(head, page) for page in _PAGES if is_plausible_page(head, page)}
    best = max(scores.values(), default=0)
    tied = [page for page, score in scores.items() if score == best]
    return _choose_by_language(head, tied) if tied else _find_east_asian_page(sample)


def is_plausible_page(sample: bytes, page: str) -> bool:
    """Return whether nearly all that is beyond ASCII is words of some language, and signs."""
    n_words, n_signs, n_bad = _count_characters(sample.decode(page, "replace"))
    return n_bad <= _MAX_BAD * (n_words + n_signs + n_bad)


def _score_page(sample: bytes, page: str) -> int:
    n_words, _, n_bad = _count_characters(sample.decode(page, "replace"))
    return n_words + _BAD_WEIGHT * n_bad


def _choose_by_language(sample: bytes, pages: Sequence[str]) -> str:
    """Return the first code page that can write the language in which it reads the sample.

    Words alone do not tell "Lefèvre" from "Lefčvre": both are letters of one language.
    """
    texts: dict[str, str] = {}
    for page in pages:
        texts.setdefault(sample.decode(page, "replace"), page)
    if len(texts) == 1:
        return pages[0]
    for text, page in texts.items():
        words = " ".join(_WORD.findall(text)).lower()
        if _can_write(page, _identifier().classify(words)[0]):
            return page
    return pages[0]


def _can_write(page: str, language: str) -> bool:
    letters = "".join(_alphabets().get(language, ()))
    return letters.encode(page, "ignore").decode(page) == letters


@cache
def _identifier() -> "langid.LanguageIdentifier":
    from py3langid import langid  # It brings numpy, which most commands do without.

    found = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    found.set_languages(["en", *_alphabets()])
    return found


def _count_characters(text: str) -> tuple[int, int, int]:
    """Count words with non-ASCII letters, plausible symbols, and implausible characters."""
    n_words = n_signs = n_bad = 0
    for word, n_found in Counter(_WORD.findall(text)).items():
        if word.isascii():
            continue
        if not _is_word(word):
            n_bad += n_found
        elif len(word) > 1:  # A single letter is weak evidence.
            n_words += n_found
    for found in _NON_ASCII.finditer(text):
        sign, at = found[0], found.start()
        if not sign.isalpha() and sign not in _SPACES:
            is_good = _is_sign_in_place(
                sign, text[at - 1 : at] if at else "", text[at + 1 : at + 2]
            )
            n_signs, n_bad = n_signs + is_good, n_bad + (not is_good)
    return n_words, n_signs, n_bad


def _is_sign_in_place(sign: str, before: str, after: str) -> bool:
    if before.isalpha() and after.isalpha():
        return sign in _SIGNS_WITHIN_WORDS
    if unicodedata.category(sign).startswith("C"):
        return False
    if before.isalpha():
        return sign in _SIGNS_AFTER_WORDS
    return sign in (_SIGNS_BEFORE_WORDS if after.isalpha() else _LONE_SIGNS)


def _is_word(word: str) -> bool:
    """Return whether non-ASCII letters fit one language and capitals only start words."""
    letters = _non_ascii_letters(word)
    if not _languages_of(letters):
        return False
    if any(map(str.isascii, word)) and not letters <= _latin_letters():
        return False
    return not any(
        large.isupper() and (before.islower() or (not large.isascii() and after.islower()))
        for before, large, after in zip(word, word[1:], f"{word[2:]} ", strict=False)
    )


def _non_ascii_letters(word: str) -> frozenset[str]:
    """Return the letters beyond ASCII; casefold makes two of the ß, which is put back."""
    letters = {letter for letter in word.casefold() if not letter.isascii()} - {_DOT_ABOVE}
    return frozenset(letters | {"ß"} if "ß" in word else letters)


@lru_cache(maxsize=50_000)
def _languages_of(letters: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name, known in _alphabets().items() if letters <= known)


def _find_east_asian_page(sample: bytes) -> str:
    """Name a code page of several bytes for a letter, of texts from China, Japan or Korea."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=[*_EAST_ASIAN_PAGES]).best()
    if best is None:
        return ""
    text = sample.decode(best.encoding, "replace")
    non_ascii = _NON_ASCII.findall(text)
    n_common = len(_IDEOGRAPHS.findall(text))
    return best.encoding if n_common >= _MIN_COMMON * len(non_ascii) else ""


@cache
def _alphabets() -> Mapping[str, frozenset[str]]:
    letters: dict[str, str] = yaml.safe_load(_ALPHABETS.read_text(encoding="utf-8"))
    return {language: frozenset(known) for language, known in letters.items()}


@cache
def _latin_letters() -> frozenset[str]:
    return frozenset(
        letter
        for known in _alphabets().values()
        for letter in known
        if unicodedata.name(letter, "").startswith("LATIN")
    )
