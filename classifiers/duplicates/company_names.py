"""Company names: normalized without legal forms or abbreviations, then compared."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from classifiers.duplicates.legal_forms import without_form_in_front
from classifiers.duplicates.name_spellings import fold, word_list, word_lists, words_of

Likeness = Literal["same", "spacing", "slip", "generic", "acronym", "part", "branch", "different"]

_MIN_ACRONYM, _MAX_ACRONYM = 3, 6
_LONG_NAME = 8

_AND = frozenset({"and", "und", "et", "y", "of", "der", "die", "das", "the", "fur", "for"})


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name as it is compared.

    Args:
        words: folded words without legal form, abbreviations written out.
        core: the distinctive words, joined; the key if there are none.
    """

    words: tuple[str, ...]
    key: str
    core: str


@lru_cache(maxsize=200_000)
def read_company(name: str) -> CompanyName:
    """Read the name of a company: "Müller & Söhne GmbH & Co. KG" → `muller sohne`."""
    bare = without_form_in_front(name).replace("'", "").replace("\u2019", "")
    words = _joined(words_of(bare))
    legal = word_list("legal_forms")
    while len(words) > 1 and words[-1] in legal:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        words.pop(0)
    kept = [word for at, word in enumerate(words) if not at or word not in _AND] or words
    short = _abbreviations()
    kept = [short.get(word, word) for word in kept]
    generic = word_list("generic_company_words")
    core = [word for word in kept if word not in generic] or kept
    return CompanyName(tuple(kept), "".join(kept), "".join(core))


def _joined(words: list[str]) -> list[str]:
    """Join single letters into words: "S. A. P." becomes "sap", "B M W" becomes "bmw"."""
    found: list[str] = []
    letters = ""
    for word in words:
        if len(word) == 1 and not word.isdigit():
            letters += word
            continue
        if letters:
            found.append(letters)
            letters = ""
        found.append(word)
    return [*found, letters] if letters else found


@cache
def _abbreviations() -> dict[str, str]:
    pairs: dict[str, str] = word_lists()["company_abbreviations"]
    return {fold(short): fold(long) for short, long in pairs.items()}


@lru_cache(maxsize=400_000)
def compare_names(one: CompanyName, other: CompanyName) -> Likeness:
    """Return how alike two names are; the order of the two does not matter."""
    if not one.key or not other.key:
        return "different"
    return next((likeness for likeness, holds in _LIKENESS if holds(one, other)), "different")


def _are_branches(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two names differ by a word that tells companies of the same name apart.

    "Sparkasse Köln" and "Sparkasse Bonn", "Siemens" and "Siemens Energy", "Kanzlei 1" and
    "Kanzlei 2".
    """
    left, right = set(one) - set(other), set(other) - set(one)
    if not set(one) & set(other):
        return False
    apart = word_list("distinguishing_company_words")
    if (left | right) & apart or any(word.isdigit() for word in left | right):
        return True
    if left and right and set(one) & set(other) & word_list("franchise_words"):
        return True
    return bool(left and right and not _slips(left, right))


def _slips(left: set[str], right: set[str]) -> bool:
    """Return whether the words in which names differ are the same ones, misspelled."""
    return len(left) == len(right) and all(
        any(_is_typo(word, other) for other in right) for word in left
    )


def _is_typo(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LONG_NAME - 3:
        return False
    return DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1


def _differ_by_slip(one: CompanyName, other: CompanyName) -> bool:
    if min(len(one.key), len(other.key)) < _LONG_NAME:
        return False
    return DamerauLevenshtein.distance(one.key, other.key, score_cutoff=1) == 1


def _is_acronym(short: CompanyName, long: CompanyName) -> bool:
    """Return whether one name is made of the first letters of the other."""
    letters = "".join(word[0] for word in long.words)
    n_letters = len(short.key)
    return (
        len(short.words) == 1
        and _MIN_ACRONYM <= n_letters <= _MAX_ACRONYM
        and len(long.words) == n_letters
        and short.key == letters
    )


def _is_part(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter, longer = sorted((set(one), set(other)), key=len)
    return bool(shorter) and shorter < longer


_LIKENESS: tuple[tuple[Likeness, Callable[[CompanyName, CompanyName], bool]], ...] = (
    ("same", lambda one, other: sorted(one.words) == sorted(other.words)),
    ("spacing", lambda one, other: one.key == other.key),
    ("branch", lambda one, other: _are_branches(one.words, other.words)),
    ("generic", lambda one, other: one.core == other.core),
    ("acronym", lambda one, other: _is_acronym(one, other) or _is_acronym(other, one)),
    ("slip", _differ_by_slip),
    ("part", lambda one, other: _is_part(one.words, other.words)),
)
"""The first match counts; branch differences are checked before the looser similarities."""
