"""Misspelled words: where nothing is found, the nearest words that stand in the workspace."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from facet_index.index import FacetIndex
from facet_index.words.folding import terms
from facet_index.words.word_index import WordIndex
from leadqual.accounts.models import Workspace
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.selectors import n_found, n_found_companies
from leadqual.search.words.syntax import Group, Part, read_groups

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
    """Return the search, with the words that must have been meant where its own find nobody."""
    return _corrected(
        query,
        lambda one: n_found(workspace, one) > 0,
        lambda: _words(workspace, _OF_PEOPLE, _words_of_people),
    )


def corrected_companies(
    workspace: Workspace, query: CompanyQuery
) -> tuple[CompanyQuery, Correction | None]:
    """Return the search for companies as `corrected_contacts` does."""
    return _corrected(
        query,
        lambda one: n_found_companies(workspace, one) > 0,
        lambda: _words(workspace, _OF_COMPANIES, lambda index: [index.companies.about]),
    )


def _corrected(
    query: Q, finds: Callable[[Q], bool], read_words: Callable[[], dict[str, int]]
) -> tuple[Q, Correction | None]:
    groups = read_groups(query.q)
    if not any(map(_is_correctable, groups)) or finds(query.changed(**_words_alone(query))):
        return query, None
    known = read_words()
    typed = " ".join(_spelled(group, known) for group in groups)
    other = query.changed(q=typed)
    if typed == query.q or not finds(other.changed(**_words_alone(other))):
        return query, None
    return other, Correction(query.q, typed)


def _words_alone(query: ContactQuery | CompanyQuery) -> dict[str, object]:
    """Return changes that take everything out of a search but its words."""
    return dict(query.DEFAULTS) | {"q": query.q, "sort": query.sort}


def _is_correctable(group: Group) -> bool:
    text = group.parts[0].text
    return group.is_plain and len(text) >= MIN_LETTERS and text.isalpha()


def _spelled(group: Group, known: dict[str, int]) -> str:
    found = terms(group.parts[0].text)
    if not _is_correctable(group) or len(found) != 1 or _stands(found[0], known):
        return group.written()
    nearest = nearest_word(found[0], known)
    return Group((Part(nearest),)).written() if nearest else group.written()


def _stands(word: str, known: Iterable[str]) -> bool:
    return any(one.startswith(word) for one in known)


def nearest_word(word: str, known: dict[str, int]) -> str:
    """Return the word that was meant: the nearest, of equally near ones the most frequent."""
    slips = 2 if len(word) >= LONG_WORD else 1
    found = process.extract(
        word, known.keys(), scorer=OSA.distance, score_cutoff=slips, limit=_N_NEAREST
    )
    ranked = sorted(found, key=lambda one: (one[1], one[0][0] != word[0], -known[one[0]], one[0]))
    return ranked[0][0] if ranked else ""


def _words(
    workspace: Workspace, statement: str, of_index: Callable[[FacetIndex], Iterable[WordIndex]]
) -> dict[str, int]:
    with index_of(workspace.pk) as index:
        if index is not None:
            return dict(_counted(of_index(index)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [workspace.pk, _MAX_ROWS])
        return dict(cursor.fetchall())


def _counted(several: Iterable[WordIndex]) -> Iterator[tuple[str, int]]:
    for words in several:
        for word, n in words.vocabulary():
            if len(word) >= MIN_LETTERS:
                yield word, n


def _words_of_people(index: FacetIndex) -> list[WordIndex]:
    found = [index.name_words, index.written_words, index.companies.named]
    return [*found, index.value_words("city")] if "city" in index.schema.by_contact else found
