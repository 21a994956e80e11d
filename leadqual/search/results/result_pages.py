"""Results of a search: their number, their keys, and a page of them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from django.db.models import (
    QuerySet,
)
from numpy.typing import NDArray

from facet_index.index import FacetIndex
from leadqual.accounts.models import Workspace
from leadqual.search.cursors import PAGE_SIZE, Page, RowKey, SortKey, page_by_keys, read_page
from leadqual.search.index.index_queries import (
    AnyQuery,
    company_keys,
    count_matches,
    ordered_keys,
    page_sort_keys,
    people_of_companies,
    unordered_keys,
)
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import (
    ContactQuery,
)
from leadqual.search.results.kinds import COMPANIES, Kind, kind_of
from leadqual.search.results.record_rows import has_key_in

MAX_KEYS = 50_000
"""Maximum keys to sort in the database; with more, the table is read in order."""


def result_queryset(workspace: Workspace, query: AnyQuery) -> "QuerySet[Any]":
    """Return the results of a search, unordered."""
    return kind_of(query).rows(workspace).filter(has_key_in(matching_keys(workspace, query)))


def matching_keys(workspace: Workspace, query: AnyQuery) -> NDArray[np.int64]:
    """Return the keys of the results of a search, unordered; 8 bytes each."""
    with index_of(workspace.pk) as index:
        return unordered_keys(workspace.pk, index, query)


def result_page(
    workspace: Workspace,
    query: AnyQuery,
    *,
    size: int = PAGE_SIZE,
    read: Callable[[Workspace, list[int]], list[Any]] | None = None,
) -> Page[Any]:
    """Return the page of a search at its cursor.

    Companies have `n_contacts`, counted by the index: Postgres would count the people of a page
    each time, some hundred thousand for the largest.

    Args:
        workspace: whose records.
        query: the search.
        size: maximum rows of the page.
        read: returns the records of a page; None for all data of a row.
    """
    kind = kind_of(query)
    read_rows = partial(read or kind.read_rows, workspace)

    def take(n: int, start_key: RowKey | None, *, is_backward: bool) -> Sequence[RowKey]:
        return page_sort_keys(
            workspace.pk, index, query, n, start_key=start_key, is_backward=is_backward
        )

    with index_of(workspace.pk) as index:
        if order := kind.table_keys(query.sort):
            keys = unordered_keys(workspace.pk, index, query)
            page = _page_from_table(kind.rows(workspace), keys, read_rows, query, order, size)
        else:
            page = page_by_keys(
                read_rows,
                take,
                kind.index_types(query.sort),
                after=query.after,
                before=query.before,
                size=size,
            )
        if kind is COMPANIES:
            _count_people(index, page.rows)
        return page


def table_rows_of(workspace: Workspace, kind: Kind, keys: list[int]) -> list[Any]:
    """Return records as a page of a search has them for its table; one query."""
    rows = kind.read_table_rows(workspace, keys)
    if kind is COMPANIES:
        with index_of(workspace.pk) as index:
            _count_people(index, rows)
    return rows


def _count_people(index: FacetIndex, companies: Sequence[Any]) -> None:
    people = people_of_companies(index, [row.pk for row in companies])
    for row, n in zip(companies, people, strict=True):
        row.n_contacts = n


def _page_from_table(
    rows: QuerySet[Any],
    keys: NDArray[np.int64],
    read: Callable[[list[int]], list[Any]],
    query: AnyQuery,
    order: Sequence[SortKey],
    size: int,
) -> Page[Any]:
    """Return a page in an order of the table, which is too often changed for the index.

    With many keys, the table is read in order until the page is full instead of sending the keys.
    """
    fits_query = len(keys) <= MAX_KEYS
    return read_page(
        rows.filter(has_key_in(keys)) if fits_query else rows,
        read,
        (*order, *kind_of(query).name_keys),
        after=query.after,
        before=query.before,
        size=size,
        keep=None if fits_query else partial(_mark_members, np.sort(keys)),
    )


def _mark_members(ascending: NDArray[np.int64], keys: Sequence[int]) -> list[bool]:
    key_array = np.array(keys, dtype=np.int64)
    positions = np.minimum(np.searchsorted(ascending, key_array), len(ascending) - 1)
    marks: list[bool] = (ascending[positions] == key_array).tolist()
    return marks


def n_found(workspace: Workspace, query: AnyQuery) -> int:
    """Return how many records a search finds."""
    with index_of(workspace.pk) as index:
        return count_matches(workspace.pk, index, query)


def result_keys(workspace: Workspace, query: AnyQuery) -> NDArray[np.int64]:
    """Return the keys of all records found, in order; 8 bytes each."""
    kind = kind_of(query)
    order = kind.table_keys(query.sort)
    with index_of(workspace.pk) as index:
        if not order:
            return ordered_keys(workspace.pk, index, query)
        keys = unordered_keys(workspace.pk, index, query)
    rows = kind.model._default_manager.filter(workspace=workspace)
    if len(keys) <= MAX_KEYS:
        rows = rows.filter(has_key_in(keys))
    ordered = rows.order_by(*(key.expression for key in (*order, *kind.name_keys)), "pk")
    found = ordered.values_list("pk", flat=True).iterator(chunk_size=50_000)
    in_order = np.fromiter(found, dtype=np.int64)
    return in_order[np.isin(in_order, keys)]


def result_company_keys(workspace: Workspace, query: ContactQuery) -> NDArray[np.int64]:
    """Return the keys of the companies of the people found, ascending."""
    with index_of(workspace.pk) as index:
        return company_keys(workspace.pk, index, query)
