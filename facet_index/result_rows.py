"""The rows of a page: the first of what a question finds after a key, in the order asked for."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import array_of, bitmap_of
from facet_index.index import FacetIndex
from facet_index.orders import Key, take_groups
from facet_index.selection import select
from facet_index.types import FacetQuery

RELEVANCE = "relevance"

LAST_RANK = 1_000
"""After every level, or other rank: contacts without one."""

LAST_FUNCTION = "~"
"""After the slug of every function: contacts whose title has none."""

_BY_TEXT = ("name", "company")


def take(
    index: FacetIndex,
    question: FacetQuery,
    n: int,
    *,
    sort: str,
    beyond: Key | None = None,
    is_back: bool = False,
) -> list[Key]:
    """Return the sort keys of the first rows after a key; the last part is the key of the contact.

    Args:
        index: of the workspace.
        question: the search.
        n: maximum number.
        sort: `relevance`, `name`, `company`, `functions` (the slug of the likeliest one), `level`
            (the most senior first), or a facet that is a rank.
        beyond: a key as it is returned; it need not be that of a row. None for the front.
        is_back: those before it, the nearest first.
    """
    if sort in _BY_TEXT:
        order = index.orders[sort]
        found = order.take(select(index, question).total, n, beyond=beyond, is_back=is_back)
        key_of = index.company_key if sort == "company" else index.name_key
        return [key_of(row) for row in found]
    groups = _groups(index, question, sort, is_back=is_back)
    rows = take_groups(index.orders["name"], groups, n, beyond=beyond, is_back=is_back)
    return [(group, *index.name_key(row)) for group, row in rows]


def take_all(index: FacetIndex, question: FacetQuery, *, sort: str) -> NDArray[np.int64]:
    """Return the keys of all contacts that a question finds, in order; see `take`."""
    if sort in _BY_TEXT:
        ordered = index.orders[sort].all_of(select(index, question).total)
    else:
        order = index.orders["name"]
        parts = [order.all_of(rows) for _, rows in _groups(index, question, sort)]
        ordered = np.concatenate([np.empty(0, dtype=np.int32), *parts])
    return index.keys.by_code[ordered]


def _groups(
    index: FacetIndex, question: FacetQuery, sort: str, *, is_back: bool = False
) -> Iterator[tuple[Any, BitMap]]:
    """Yield groups of rows in order, each with what it is compared by before the names."""
    selection = select(index, question)
    if sort == RELEVANCE:
        tiers = list(enumerate(selection.tiers(index, question.words)))
        yield from reversed(tiers) if is_back else tiers
    elif sort == "functions":
        rows = array_of(selection.total)
        best = index.titles.best_functions[index.column("title")[rows]]
        texts = index.values["function"].texts
        codes = {text or LAST_FUNCTION: code for code, text in enumerate(texts)}
        for slug in sorted(codes, reverse=is_back):
            yield slug, bitmap_of(rows[best == codes[slug]])
    else:
        names = index.values[sort].texts[1:]
        ranks = [*range(len(names)), LAST_RANK]
        for rank in reversed(ranks) if is_back else ranks:
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


def companies_behind(index: FacetIndex, rows: BitMap) -> NDArray[np.int64]:
    """Return the keys of the companies at which some contacts are, ascending."""
    is_marked = mark_companies(index, rows)
    return np.sort(index.companies.keys.by_code[np.flatnonzero(is_marked)])
