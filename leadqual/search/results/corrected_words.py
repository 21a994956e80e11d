"""Misspelled words: where nothing is found, the nearest words that stand in the workspace."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from facet_index.index import FacetIndex
from facet_index.words.folded_terms import terms
from facet_index.words.word_index import WordIndex
from leadqual.accounts.models import Workspace
from leadqual.leads.firmographics.industries import by_key, industry_key
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.selectors import n_found, n_found_companies
from leadqual.search.words.places import read_place
from leadqual.search.words.small_words import BREAKS, COMPANY_NOUNS, SMALL_WORDS
from leadqual.search.words.syntax import Group, read_groups
from leadqual.search.words.titles import is_title_word

MIN_LETTERS = 4
LONG_WORD = 8
"""Letters from which on two slips are corrected, else one."""

_MAX_ROWS = 50_000
_N_NEAREST = 20
_OF_PEOPLE = """
    SELECT word, count(*) FROM (
        SELECT unnest(string_to_array(leads_search_words(concat_ws(
                   ' ', c.title, c.first_name, c.last_name, c.city, f.name)), ' ')) AS word
          FROM (SELECT * FROM leads_contact WHERE workspace_id = %s LIMIT %s) AS c
          LEFT JOIN leads_company AS f ON f.id = c.company_id
    ) AS used WHERE length(word) >= 4 GROUP BY 1
"""
_OF_COMPANIES = """
    SELECT word, count(*) FROM (
        SELECT unnest(string_to_array(leads_search_words(concat_ws(
                   ' ', f.name, f.domain, f.city, f.overview)), ' ')) AS word
          FROM (SELECT * FROM leads_company WHERE workspace_id = %s LIMIT %s) AS f
    ) AS used WHERE length(word) >= 4 GROUP BY 1
"""

Q = TypeVar("Q", ContactQuery, CompanyQuery)


@dataclass(frozen=True, slots=True)
class Correction:
    """Words that were searched for in place of those that find nothing.

    Args:
        typed: as they came.
        words: those that were searched for.
    """

    typed: str
    words: str


def corrected_contacts(
    workspace: Workspace, query: ContactQuery
) -> tuple[ContactQuery, Correction | None]:
    """Return the search, with the words that must have been meant for those that stand nowhere.

    A small workspace, which has no index, is asked for its words only where nothing is found.
    """
    unknown = _unknown(query.q)
    if unknown and (known := _words(workspace, unknown, _words_of_people)) is None:
        if n_found(workspace, query.changed(**_words_alone(query))):
            return query, None
        known = _words_in_tables(workspace, _OF_PEOPLE)
    return _corrected(query, known) if unknown and known else (query, None)


def corrected_companies(
    workspace: Workspace, query: CompanyQuery
) -> tuple[CompanyQuery, Correction | None]:
    """Return the search for companies as `corrected_contacts` does."""
    unknown = _unknown(query.q)
    if unknown and (known := _words(workspace, unknown, _words_of_companies)) is None:
        if n_found_companies(workspace, query.changed(**_words_alone(query))):
            return query, None
        known = _words_in_tables(workspace, _OF_COMPANIES)
    return _corrected(query, known) if unknown and known else (query, None)


def _unknown(text: str) -> list[str]:
    """Return the folded words of a text that may be slips: no titles, places or industries."""
    return [terms(group.parts[0].text)[0] for group in read_groups(text) if _is_correctable(group)]


def _corrected(query: Q, known: Mapping[str, int]) -> tuple[Q, Correction | None]:
    typed = " ".join(_spelled(group, known) for group in read_groups(query.q))
    if typed == query.q:
        return query, None
    return query.changed(q=typed), Correction(query.q, typed)


def _words_alone(query: ContactQuery | CompanyQuery) -> dict[str, object]:
    """Return changes that take everything out of a search but its words."""
    return dict(query.DEFAULTS) | {"q": query.q, "sort": query.sort}


def _is_correctable(group: Group) -> bool:
    text = group.parts[0].text
    is_word = group.is_plain and len(text) >= MIN_LETTERS and text.isalpha()
    if not is_word or len(terms(text)) != 1:
        return False
    key = terms(text)[0]
    is_known = key in SMALL_WORDS | BREAKS | COMPANY_NOUNS or is_title_word(key)
    return not (is_known or read_place([text]) or industry_key(text) in by_key())


def _spelled(group: Group, known: Mapping[str, int]) -> str:
    if not _is_correctable(group):
        return group.written()
    word = terms(group.parts[0].text)[0]
    if any(one.startswith(word) for one in known):
        return group.written()
    return nearest_word(word, known) or group.written()


def nearest_word(word: str, known: Mapping[str, int]) -> str:
    """Return the word that was meant: the nearest, of equally near ones the most frequent."""
    slips = 2 if len(word) >= LONG_WORD else 1
    found = process.extract(
        word, known.keys(), scorer=OSA.distance, score_cutoff=slips, limit=_N_NEAREST
    )
    ranked = sorted(found, key=lambda one: (one[1], one[0][0] != word[0], -known[one[0]], one[0]))
    return ranked[0][0] if ranked else ""


def _words(
    workspace: Workspace,
    unknown: Sequence[str],
    of_index: Callable[[FacetIndex], Sequence[WordIndex]],
) -> Mapping[str, int] | None:
    """Return the words of the index; none where it knows all that were typed; None without one."""
    with index_of(workspace.pk) as index:
        if index is None:
            return None
        several = of_index(index)
        if all(any(one.has(word, is_prefix=True) for one in several) for word in unknown):
            return {}
        return dict(_counted(several))


def _words_in_tables(workspace: Workspace, statement: str) -> Mapping[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [workspace.pk, _MAX_ROWS])
        return dict(cursor.fetchall())


def _words_of_companies(index: FacetIndex) -> list[WordIndex]:
    return [index.companies.about]


def _counted(several: Iterable[WordIndex]) -> Iterator[tuple[str, int]]:
    for words in several:
        for word, n in words.vocabulary():
            if len(word) >= MIN_LETTERS:
                yield word, n


def _words_of_people(index: FacetIndex) -> list[WordIndex]:
    found = [index.name_words, index.written_words, index.companies.named]
    return [*found, index.value_words("city")] if "city" in index.schema.by_contact else found
