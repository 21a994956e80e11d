"""A search of the product as a question to the facet index."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from facets import company_search
from facets.counting import count
from facets.index import FacetIndex
from facets.order import Key
from facets.rows import key_of, take, take_all
from facets.selecting import select
from facets.types import Counts, Question
from leadqual.leads.filters import MOST_WORDS, companies_asked_about, entries_of
from leadqual.leads.search import COMPANY_FACETS, FACETS, CompanyQuery, ContactQuery

MOST_PEOPLE = company_search.MOST_PEOPLE
"""Less its people: what the order of companies by people compares."""


def question_of(query: ContactQuery) -> Question:
    """Return a search as a question; one query where it names lists."""
    contacts = []
    if query.contact:
        contacts.append([int(key) for key in query.contact])
    if query.list:
        contacts.append(_contacts_in(query.list))
    companies = {int(key) for key in query.company} if query.company else None
    if query.campaign:
        asked_about = set(_companies_of(query.campaign))
        companies = asked_about if companies is None else companies & asked_about
    return Question(
        ticks={facet: ticks for facet in FACETS if (ticks := query.ticked(facet))},
        refused={facet: values for facet in FACETS if (values := query.refused(facet))},
        confidence=query.confidence,
        words=tuple(query.q.lower().split()[:MOST_WORDS]),
        companies=None if companies is None else sorted(companies),
        contacts=tuple(contacts),
        after=query.since,
        but_contacts=_contacts_in(query.refused("list")),
        but_companies=_companies_of(query.refused("campaign")),
    )


def _contacts_in(lists: Sequence[str]) -> list[int]:
    if not lists:
        return []
    return list(entries_of(lists).order_by().values_list("contact_id", flat=True))


def _companies_of(campaigns: Sequence[str]) -> list[int]:
    if not campaigns:
        return []
    return list(companies_asked_about(campaigns).order_by().values_list("pk", flat=True))


def count_contacts(index: FacetIndex, query: ContactQuery, *, most: int | None) -> Counts:
    """Return the numbers beside a search; of long facets the `most` frequent values, None: all."""
    return count(index, question_of(query), most=most)


def n_contacts(index: FacetIndex, query: ContactQuery) -> int:
    """Return how many contacts a search finds."""
    return len(select(index, question_of(query)).total())


def contact_places(
    index: FacetIndex, query: ContactQuery, n: int, *, beyond: Key | None, is_back: bool
) -> list[Key]:
    """Return the first contacts behind a place: what the order compares of each, its key last.

    Args:
        index: of the workspace.
        query: the search with its order.
        n: so many at most.
        beyond: a place; None for the front.
        is_back: towards the front, the nearest first.
    """
    rows = select(index, question_of(query)).total()
    found = take(index, rows, n, sort=query.sort, beyond=beyond, is_back=is_back)
    return [key_of(index, row, query.sort) for row in found]


def contact_keys(index: FacetIndex, query: ContactQuery) -> NDArray[np.int64]:
    """Return the keys of all contacts that a search finds, in its order."""
    rows = select(index, question_of(query)).total()
    return take_all(index, rows, sort=query.sort)


def company_question_of(query: CompanyQuery) -> Question:
    """Return a search for companies as a question."""
    return Question(
        ticks={facet: ticks for facet in COMPANY_FACETS if (ticks := query.ticked(facet))},
        refused={facet: values for facet in COMPANY_FACETS if (values := query.refused(facet))},
        words=tuple(query.q.lower().split()[:MOST_WORDS]),
    )


def count_companies(index: FacetIndex, query: CompanyQuery, *, most: int | None) -> Counts:
    """Return the numbers beside a search for companies; see `count_contacts`."""
    return company_search.count(index, company_question_of(query), most=most)


def n_companies(index: FacetIndex, query: CompanyQuery) -> int:
    """Return how many companies a search finds."""
    found = company_search.find(index.companies, company_question_of(query))
    return int(np.count_nonzero(found.without("")))


def company_places(
    index: FacetIndex, query: CompanyQuery, n: int, *, beyond: Key | None, is_back: bool
) -> list[Key]:
    """Return the first companies behind a place, as `contact_places` does."""
    codes = company_search.take(
        index, company_question_of(query), n, sort=query.sort, beyond=beyond, is_back=is_back
    )
    return [company_search.key_of(index, code, query.sort) for code in codes]
