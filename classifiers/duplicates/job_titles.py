"""Job titles of two records of one name: whether they are one job."""

from functools import cache, lru_cache
from itertools import product
from typing import Literal

from classifiers.duplicates.name_spellings import fold, word_list, word_lists, words_of

_STEM = 5
"""Letters that two forms of one word share: "Ingénieur" and "Ingénieure"."""


@lru_cache(maxsize=200_000)
def compare_titles(one: str, other: str) -> Literal["same", "different", "unknown"]:
    """Compare two titles: "VP Engineering" and "Vice President of Engineering" are the same.

    Two fields or two ranks are different; a rank that one title leaves out is unknown.
    """
    (level, field), (other_level, other_field) = _read(one), _read(other)
    if not (level | field) or not (other_level | other_field):
        return "unknown"
    if level | field == other_level | other_field:
        return "same"
    is_alike = any(_is_alike(*words) for words in product(field, other_field))
    has_both_fields, has_both_levels = (field and other_field), (level and other_level)
    if (has_both_fields or not level & other_level) and not is_alike:
        return "different"
    if has_both_levels and not level & other_level:
        return "different"
    n_shared = len(field & other_field)
    is_same = n_shared and 2 * n_shared >= len(field | other_field)
    return "same" if is_same and level == other_level else "unknown"


def _read(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a title that tell the rank, and those that tell the field."""
    written = (word for short in words_of(title) for word in _in_full().get(short, (short,)))
    words = frozenset(written) - word_list("title_particles")
    return words & word_list("title_levels"), words - word_list("title_levels")


@cache
def _in_full() -> dict[str, tuple[str, ...]]:
    pairs: dict[str, str] = word_lists()["title_abbreviations"]
    return {fold(short): tuple(words_of(long)) for short, long in pairs.items()}


def _is_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (
        len(short) >= _STEM and long.startswith(short[: max(_STEM, len(short) - 2)])
    )
