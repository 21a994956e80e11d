"""Company names: normalized without legal forms or abbreviations, then compared."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from classifiers.duplicates.legal_forms import remove_prefix_form
from classifiers.duplicates.name_spellings import fold, word_list, word_lists, words_of

NameSimilarity = Literal[
    "same", "spacing", "slip", "generic", "acronym", "part", "branch", "different"
]

_MIN_ACRONYM, _MAX_ACRONYM = 3, 6
_LONG_NAME = 8

_CONNECTING_WORDS = frozenset(
    {"and", "und", "et", "y", "of", "der", "die", "das", "the", "fur", "for"}
)


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
def parse_company_name(name: str) -> CompanyName:
    """Read the name of a company: "Müller & Söhne GmbH & Co. KG" → `muller sohne`."""
    cleaned = remove_prefix_form(name).replace("'", "").replace("\u2019", "")
    words = _join_letters(words_of(cleaned))
    legal = word_list("legal_forms") | word_list("further_legal_forms")
    while len(words) > 1 and words[-1] in legal:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        words.pop(0)
    kept_words = [
        word for at, word in enumerate(words) if not at or word not in _CONNECTING_WORDS
    ] or words
    abbreviations = _abbreviations()
    kept_words = [abbreviations.get(word, word) for word in kept_words]
    generic = word_list("generic_company_words")
    core = [word for word in kept_words if word not in generic] or kept_words
    return CompanyName(tuple(kept_words), "".join(kept_words), "".join(core))


def _join_letters(words: list[str]) -> list[str]:
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
    return {fold(abbreviations): fold(long) for abbreviations, long in pairs.items()}


@lru_cache(maxsize=400_000)
def compare_names(one: CompanyName, other: CompanyName) -> NameSimilarity:
    """Return how alike two names are; the order of the two does not matter."""
    if not one.key or not other.key:
        return "different"
    return next(
        (similarity for similarity, matches in _SIMILARITY_TESTS if matches(one, other)),
        "different",
    )


def _are_branches(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two names differ by a word that distinguishes companies of the same name.

    "Sparkasse Köln" and "Sparkasse Bonn", "Siemens" and "Siemens Energy", "Kanzlei 1" and
    "Kanzlei 2".
    """
    left, right = set(one) - set(other), set(other) - set(one)
    if not set(one) & set(other):
        return False
    distinguishing = word_list("distinguishing_company_words")
    if (left | right) & distinguishing or any(word.isdigit() for word in left | right):
        return True
    if left and right and set(one) & set(other) & word_list("franchise_words"):
        return True
    return bool(left and right and not _differ_by_typos(left, right))


def _differ_by_typos(left: set[str], right: set[str]) -> bool:
    """Return whether the words in which names differ are the same ones, misspelled."""
    return len(left) == len(right) and all(
        any(_is_typo(word, other) for other in right) for word in left
    )


def _is_typo(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LONG_NAME - 3:
        return False
    return DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1


def _names_differ_by_typo(one: CompanyName, other: CompanyName) -> bool:
    if min(len(one.key), len(other.key)) < _LONG_NAME:
        return False
    return DamerauLevenshtein.distance(one.key, other.key, score_cutoff=1) == 1


def _is_acronym(abbreviations: CompanyName, long: CompanyName) -> bool:
    """Return whether one name is made of the first letters of the other."""
    letters = "".join(word[0] for word in long.words)
    n_letters = len(abbreviations.key)
    return (
        len(abbreviations.words) == 1
        and _MIN_ACRONYM <= n_letters <= _MAX_ACRONYM
        and len(long.words) == n_letters
        and abbreviations.key == letters
    )


def _is_part(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter, longer = sorted((set(one), set(other)), key=len)
    return bool(shorter) and shorter < longer


_SIMILARITY_TESTS: tuple[tuple[NameSimilarity, Callable[[CompanyName, CompanyName], bool]], ...] = (
    ("same", lambda one, other: sorted(one.words) == sorted(other.words)),
    ("spacing", lambda one, other: one.key == other.key),
    ("branch", lambda one, other: _are_branches(one.words, other.words)),
    ("generic", lambda one, other: one.core == other.core),
    ("acronym", lambda one, other: _is_acronym(one, other) or _is_acronym(other, one)),
    ("slip", _names_differ_by_typo),
    ("part", lambda one, other: _is_part(one.words, other.words)),
)
"""The first match counts; branch differences are checked before the looser similarities."""
