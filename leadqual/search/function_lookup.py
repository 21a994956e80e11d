"""Functions by typed text: a name, a description, a job title, a misspelling."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from classifiers.core.text import words as words_of
from classifiers.core.types import TitlePrediction
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.models import Function

MAX_LENGTH = 100
MIN_FUZZY = 4
"""Minimum letters to match misspelled names and the middle of words."""
_MIN_SCORE = 0.4
_MIN_SIMILARITY = (
    0.8  # Per word: one letter in five may be wrong, missing or swapped with its neighbor.
)
_CUTOFF = 84  # of 100; "acounting" scores 95 with Accounting.


def find_functions(text: str, functions: Sequence[Function]) -> Mapping[str, str]:
    """Return slug of each matching function → reason, best first.

    Args:
        text: as typed; only the first hundred characters count.
        functions: all that are not retired.
    """
    words = text.strip()[:MAX_LENGTH].lower()
    if not words:
        return {}
    found = {
        function.slug: "name"
        for function in functions
        if _contains_words(function.name.lower(), words)
    }
    answer = load_titles().predict([words])[0]
    title_reasons = dict.fromkeys(_functions_of_title(answer, functions), "job title")
    similar = (
        {} if found else dict.fromkeys(_functions_by_spelling(words, functions), "similar spelling")
    )
    # A title in the dictionary is not a misspelled function.
    reasons = (
        (title_reasons, similar) if answer.source == "dictionary" else (similar, title_reasons)
    )
    task_reasons = dict.fromkeys(_functions_by_description(words, functions), "tasks")
    for slugs in (*reasons, task_reasons):
        for slug, why in slugs.items():
            found.setdefault(slug, why)
    return found


def _functions_of_title(answer: TitlePrediction, functions: Sequence[Function]) -> list[str]:
    active_slugs = {function.slug for function in functions}
    return [
        function.slug
        for function in answer.functions
        if function.slug in active_slugs and function.score >= _MIN_SCORE
    ]


def _functions_by_spelling(words: str, functions: Sequence[Function]) -> list[str]:
    if len(words) < MIN_FUZZY:
        return []
    names = {function.slug: function.name.lower() for function in functions}
    similar = process.extract(words, names, scorer=fuzz.WRatio, score_cutoff=_CUTOFF, limit=5)
    typed = [word for word in words.split() if len(word) >= MIN_FUZZY]
    by_word = [slug for slug, name in names.items() if typed and _matches_all(name.split(), typed)]
    return list(dict.fromkeys([*(slug for _, _, slug in similar), *by_word]))


def _functions_by_description(words: str, functions: Sequence[Function]) -> list[str]:
    typed = [word for word in words_of(words) if len(word) >= MIN_FUZZY]
    abouts = ((function.slug, function.about.lower()) for function in functions)
    return [
        slug
        for slug, about in abouts
        if _contains_words(about, words) or (typed and _matches_all(words_of(about), typed))
    ]


def _contains_words(text: str, words: str) -> bool:
    """Return whether a text contains the words; a few letters match only at the start of a word."""
    if len(words) >= MIN_FUZZY:
        return words in text
    return re.search(rf"(?<!\w){re.escape(words)}", text) is not None


def _matches_all(parts: Sequence[str], typed: Sequence[str]) -> bool:
    """Return whether each typed word matches one of the parts, allowing a typo or a missing end."""
    return all(
        any(
            OSA.normalized_similarity(word, end) >= _MIN_SIMILARITY
            for part in parts
            for end in (part, part[: len(word)])
        )
        for word in typed
    )
