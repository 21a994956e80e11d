"""Functions by typed text: a name, a description, a job title, a misspelling."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from classifiers.core.text import words as words_of
from classifiers.core.types import TitlePrediction
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.models import Function

LONGEST = 100
MIN_FUZZY = 4
"""Minimum letters to match misspelled names and the middle of words."""
_SURE = 0.4
_LIKE = 0.8  # Per word: one letter in five may be wrong, missing or swapped with its neighbor.
_CUTOFF = 84  # of 100; "acounting" scores 95 with Accounting.


def find_functions(text: str, functions: Sequence[Function]) -> Mapping[str, str]:
    """Return slug of each matching function → reason, best first.

    Args:
        text: as typed; only the first hundred characters count.
        functions: all that are not retired.
    """
    words = text.strip()[:LONGEST].lower()
    if not words:
        return {}
    found = {one.slug: "name" for one in functions if _is_in(one.name.lower(), words)}
    answer = load_titles().predict([words])[0]
    of_title = dict.fromkeys(_of_title(answer, functions), "job title")
    alike = {} if found else dict.fromkeys(_by_spelling(words, functions), "similar spelling")
    # A title in the dictionary is not a misspelled function.
    reasons = (of_title, alike) if answer.source == "dictionary" else (alike, of_title)
    of_tasks = dict.fromkeys(_by_description(words, functions), "tasks")
    for each in (*reasons, of_tasks):
        for slug, why in each.items():
            found.setdefault(slug, why)
    return found


def _of_title(answer: TitlePrediction, functions: Sequence[Function]) -> list[str]:
    living = {one.slug for one in functions}
    return [one.slug for one in answer.functions if one.slug in living and one.score >= _SURE]


def _by_spelling(words: str, functions: Sequence[Function]) -> list[str]:
    if len(words) < MIN_FUZZY:
        return []
    names = {one.slug: one.name.lower() for one in functions}
    alike = process.extract(words, names, scorer=fuzz.WRatio, score_cutoff=_CUTOFF, limit=5)
    typed = [word for word in words.split() if len(word) >= MIN_FUZZY]
    by_word = [slug for slug, name in names.items() if typed and _has_all(name.split(), typed)]
    return list(dict.fromkeys([*(slug for _, _, slug in alike), *by_word]))


def _by_description(words: str, functions: Sequence[Function]) -> list[str]:
    typed = [word for word in words_of(words) if len(word) >= MIN_FUZZY]
    abouts = ((one.slug, one.about.lower()) for one in functions)
    return [
        slug
        for slug, about in abouts
        if _is_in(about, words) or (typed and _has_all(words_of(about), typed))
    ]


def _is_in(text: str, words: str) -> bool:
    """Return whether a text contains the words; a few letters match only at the start of a word."""
    if len(words) >= MIN_FUZZY:
        return words in text
    return re.search(rf"(?<!\w){re.escape(words)}", text) is not None


def _has_all(parts: Sequence[str], typed: Sequence[str]) -> bool:
    """Return whether each typed word matches one of the parts, allowing a typo or a missing end."""
    return all(
        any(
            OSA.normalized_similarity(word, end) >= _LIKE
            for part in parts
            for end in (part, part[: len(word)])
        )
        for word in typed
    )
