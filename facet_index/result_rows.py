"""Read the rows of a page: the next results of a query after a key, in order."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import array_of, bitmap_of
from facet_index.index import FacetIndex
from facet_index.orders import Key, take_from_groups
from facet_index.selection import select
from facet_index.types import FacetQuery

RELEVANCE = "relevance"

LAST_RANK = 1_000
"""Rank of contacts without a level or other rank, after all others."""

LAST_FUNCTION = "~"
"""Sort key of contacts without a function, after all slugs."""

_BY_TEXT = ("name", "company")


def take(
    index: FacetIndex,
    query: FacetQuery,
    n: int,
    *,
    sort: str,
    start_key: Key | None = None,
    is_backward: bool = False,
) -> list[Key]:
    """Return the sort keys of the first rows after a key; the last part is the key of the contact.

    Args:
        index: of the workspace.
        query: the search.
        n: maximum number.
        sort: `relevance`, `name`, `company`, `functions` (the slug of the likeliest one), `level`
            (the most senior first), or a facet that is a rank.
        start_key: a key as returned; its row need not exist. None for the start.
        is_backward: read the rows before it, nearest first.
    """
    if sort in _BY_TEXT:
        order = index.orders[sort]
        found = order.take(
            select(index, query).total, n, start_key=start_key, is_backward=is_backward
        )
        key_of = index.company_key if sort == "company" else index.name_key
        return [key_of(row) for row in found]
    groups = _groups(index, query, sort, is_backward=is_backward)
    rows = take_from_groups(
        index.orders["name"], groups, n, start_key=start_key, is_backward=is_backward
    )
    return [(group, *index.name_key(row)) for group, row in rows]


def take_all(index: FacetIndex, query: FacetQuery, *, sort: str) -> NDArray[np.int64]:
    """Return the keys of all results in order; see `take`."""
    if sort in _BY_TEXT:
        ordered = index.orders[sort].sort_all(select(index, query).total)
    else:
        order = index.orders["name"]
        parts = [order.sort_all(rows) for _, rows in _groups(index, query, sort)]
        ordered = np.concatenate([np.empty(0, dtype=np.int32), *parts])
    return index.keys.by_code[ordered]


def _groups(
    index: FacetIndex, query: FacetQuery, sort: str, *, is_backward: bool = False
) -> Iterator[tuple[Any, BitMap]]:
    """Yield groups of rows in order, each with its sort key before the names."""
    selection = select(index, query)
    if sort == RELEVANCE:
        tiers = list(enumerate(selection.tiers(index, query.words)))
        yield from reversed(tiers) if is_backward else tiers
    elif sort == "functions":
        rows = array_of(selection.total)
        best = index.titles.best_functions[index.column("title")[rows]]
        texts = index.values["function"].texts
        codes = {text or LAST_FUNCTION: code for code, text in enumerate(texts)}
        for slug in sorted(codes, reverse=is_backward):
            yield slug, bitmap_of(rows[best == codes[slug]])
    else:
        names = index.values[sort].texts[1:]
        ranks = [*range(len(names)), LAST_RANK]
        for rank in reversed(ranks) if is_backward else ranks:
            if rank == LAST_RANK:
                ranked = (index.with_value(sort, name) for name in names)
                yield rank, selection.total - BitMap.union(BitMap(), *ranked)
            else:
                yield rank, selection.total & index.with_value(sort, names[rank])


def mark_companies(index: FacetIndex, rows: BitMap) -> NDArray[np.bool_]:
    is_marked = np.zeros(len(index.companies), dtype=np.bool_)
    is_marked[index.column("company")[array_of(rows)]] = True
    is_marked[0] = False  # No company.
    return is_marked


def companies_of_rows(index: FacetIndex, rows: BitMap) -> NDArray[np.int64]:
    """Return the keys of the companies of contacts, ascending."""
    is_marked = mark_companies(index, rows)
    return np.sort(index.companies.keys.by_code[np.flatnonzero(is_marked)])
