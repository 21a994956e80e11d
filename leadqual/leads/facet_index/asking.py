"""A search of the product as a question to the facet index."""

import numpy as np
from numpy.typing import NDArray

from facets.counting import count
from facets.index import FacetIndex
from facets.order import Key
from facets.rows import key_of, take, take_all
from facets.selecting import select
from facets.types import Counts, Question
from leadqual.leads.filters import MOST_WORDS
from leadqual.leads.models import ListEntry
from leadqual.leads.search import FACETS, ContactQuery


def question_of(query: ContactQuery) -> Question:
    """Return a search as a question; one query where it names lists."""
    contacts = []
    if query.contact:
        contacts.append([int(key) for key in query.contact])
    if query.list:
        entries = ListEntry.objects.filter(
            contact_list__in=[int(key) for key in query.list], contact_list__deleted_at=None
        )
        contacts.append(list(entries.order_by().values_list("contact_id", flat=True)))
    return Question(
        ticks={facet: ticks for facet in FACETS if (ticks := query.ticked(facet))},
        refused={facet: values for facet in FACETS if (values := query.refused(facet))},
        confidence=query.confidence,
        words=tuple(query.q.lower().split()[:MOST_WORDS]),
        companies=[int(key) for key in query.company] if query.company else None,
        contacts=tuple(contacts),
        after=query.since,
    )


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
