"""Typo correction of search words, which are then read once."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from facet_index.index import FacetIndex
from facet_index.words.folded_terms import terms
from facet_index.words.word_index import WordIndex
from leadqual.accounts.models import Workspace
from leadqual.leads.firmographics.industries import by_key, industry_key
from leadqual.search.index.open_indexes import index_of
from leadqual.search.index.search_words import parse_search_words
from leadqual.search.query.query import (
    CompanyQuery,
    ContactQuery,
)
from leadqual.search.results.value_lookup import LONG_WORD, MIN_LETTERS, Q
from leadqual.search.words.connecting_words import (
    BREAK_WORDS,
    COMPANY_NOUNS,
    NEGATION_WORDS,
    SMALL_WORDS,
)
from leadqual.search.words.places import read_city, read_place
from leadqual.search.words.search_text import Group, read_groups
from leadqual.search.words.titles import is_title_word

_N_NEAREST = 20


@dataclass(frozen=True, slots=True)
class TypoCorrection:
    """Words searched for in place of those without matches."""

    typed: str
    words: str


def corrected_search(workspace: Workspace, query: Q) -> tuple[Q, TypoCorrection | None]:
    """Return the search, with words that occur nowhere corrected to the nearest ones.

    Returns:
        The search with the reading of its words, and the corrections.
    """
    if not query.q:
        return query, None
    unknown = _unknown_words(query.q)
    with index_of(workspace.pk) as index:
        unknown = [word for word in unknown if not index.companies.about.has(word)]
        known = _index_vocabulary(_word_indexes(index, query), unknown) if unknown else {}
        corrected, correction = _correct_words(query, known, unknown) if known else (query, None)
        return corrected.with_parsed_words(
            parse_search_words(workspace.pk, index, corrected)
        ), correction


def _unknown_words(text: str) -> list[str]:
    """Return the folded words of a text that may be typos: no titles, places or industries.

    Nor, in `corrected_search`, words of the descriptions of companies, which are spelled right.
    """
    return [terms(group.parts[0].text)[0] for group in read_groups(text) if _is_correctable(group)]


def _correct_words(
    query: Q, known: Mapping[str, int], unknown: Collection[str]
) -> tuple[Q, TypoCorrection | None]:
    typed = " ".join(_correct_group(group, known, unknown) for group in read_groups(query.q))
    if typed == query.q:
        return query, None
    return query.changed(q=typed), TypoCorrection(query.q, typed)


def _is_correctable(group: Group) -> bool:
    text = group.parts[0].text
    is_word = group.is_plain and len(text) >= MIN_LETTERS and text.isalpha()
    if not is_word or len(terms(text)) != 1:
        return False
    key = terms(text)[0]
    is_known = key in SMALL_WORDS | BREAK_WORDS | COMPANY_NOUNS | NEGATION_WORDS or is_title_word(
        key
    )
    is_place = read_place([text]) or read_city([text])
    return not (is_known or is_place or industry_key(text) in by_key())


def _correct_group(group: Group, known: Mapping[str, int], unknown: Collection[str]) -> str:
    if not _is_correctable(group):
        return group.written()
    word = terms(group.parts[0].text)[0]
    if word not in unknown or any(word_index.startswith(word) for word_index in known):
        return group.written()
    return nearest_word(word, known) or group.written()


def nearest_word(word: str, known: Mapping[str, int]) -> str:
    """Return the nearest word, the most frequent if several are equally near."""
    max_typos = 2 if len(word) >= LONG_WORD else 1
    corrected = process.extract(
        word, known.keys(), scorer=OSA.distance, score_cutoff=max_typos, limit=_N_NEAREST
    )
    ranked = sorted(
        corrected,
        key=lambda word_index: (
            word_index[1],
            word_index[0][0] != word[0],
            -known[word_index[0]],
            word_index[0],
        ),
    )
    return ranked[0][0] if ranked else ""


def _index_vocabulary(
    word_indexes: Sequence[WordIndex], unknown: Iterable[str]
) -> Mapping[str, int]:
    """Return the words of the index with their number of texts; empty if no word is unknown."""
    if all(
        any(word_index.has(word, is_prefix=True) for word_index in word_indexes) for word in unknown
    ):
        return {}
    counted: Counter[str] = Counter()
    for word_index in word_indexes:
        for word, n in word_index.vocabulary():
            if len(word) >= MIN_LETTERS:
                counted[word] += n
    return counted


def _word_indexes(index: FacetIndex, query: ContactQuery | CompanyQuery) -> Sequence[WordIndex]:
    if isinstance(query, CompanyQuery):
        return [index.companies.about, index.companies.topics]
    corrected = [index.name_words, index.title_words, index.companies.named]
    return (
        [*corrected, index.value_words("city")] if "city" in index.schema.by_contact else corrected
    )
