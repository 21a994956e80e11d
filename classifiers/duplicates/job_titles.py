"""Job titles of two records of one name: whether they are one job."""

from functools import cache, lru_cache
from itertools import product
from typing import Literal

from classifiers.duplicates.name_spellings import fold, word_list, word_lists, words_of

_MIN_STEM = 5
"""Letters that two forms of one word share: "Ingénieur" and "Ingénieure"."""


@lru_cache(maxsize=200_000)
def compare_titles(one: str, other: str) -> Literal["same", "different", "unknown"]:
    """Compare two titles: "VP Engineering" and "Vice President of Engineering" are the same.

    Two fields or two ranks are different; a rank that one title leaves out is unknown.
    """
    (level, field), (other_level, other_field) = _split_title(one), _split_title(other)
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


def _split_title(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a title that tell the rank, and those that tell the field."""
    expanded = (
        word for word in words_of(title) for word in _title_abbreviations().get(word, (word,))
    )
    words = frozenset(expanded) - word_list("title_particles")
    return words & word_list("title_levels"), words - word_list("title_levels")


@cache
def _title_abbreviations() -> dict[str, tuple[str, ...]]:
    pairs: dict[str, str] = word_lists()["title_abbreviations"]
    return {fold(word): tuple(words_of(long)) for word, long in pairs.items()}


def _is_alike(one: str, other: str) -> bool:
    word, long = sorted((one, other), key=len)
    return one == other or (
        len(word) >= _MIN_STEM and long.startswith(word[: max(_MIN_STEM, len(word) - 2)])
    )
