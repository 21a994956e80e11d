"""The rows of a page: the first of a selection behind a place, in the order that is asked for."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import array_of, bitmap_of
from facet_index.index import FacetIndex
from facet_index.orders import Key

LAST_RANK = 1_000
"""Behind every level, or other rank: contacts without one."""

LAST_FUNCTION = "~"
"""Behind the slug of every function: contacts whose title holds none."""

_BY_TEXT = ("name", "company")


def key_of(index: FacetIndex, row: int, sort: str) -> Key:
    """Return by what an order compares a row; the last part is the key of the contact.

    The order by relevance compares the tier first, which the row does not know: see `tier_key_of`.
    """
    if sort == "company":
        return index.company_key(row)
    if sort == "name":
        return index.name_key(row)
    if sort == "functions":
        code = int(index.titles.best_functions[index.column("title")[row]])
        slug = index.values["function"].texts[code]
        return slug or LAST_FUNCTION, *index.name_key(row)
    if sort == "level":
        code = int(index.titles.level.values[index.column("title")[row]])
    else:
        code = int(index.of_contacts(sort)[row])
    return (code - 1 if code else LAST_RANK), *index.name_key(row)


def take(
    index: FacetIndex,
    rows: BitMap,
    n: int,
    *,
    sort: str,
    beyond: Key | None = None,
    is_back: bool = False,
) -> list[int]:
    """Return the first rows behind a key, in order; or those before it, the nearest first.

    Args:
        index: of the workspace.
        rows: what was found.
        n: so many at most.
        sort: `name`, `company`, `functions` (the slug of the likeliest one), `level` (the most
            senior first), or a facet that is a rank.
        beyond: a key as `key_of` gives it; it need not be that of a row. None for the front.
        is_back: towards the front.
    """
    if sort in _BY_TEXT:
        return index.orders[sort].take(rows, n, beyond=beyond, is_back=is_back)
    if sort == "functions":
        return list(islice(_by_function(index, rows, n, beyond, is_back=is_back), n))
    return list(islice(_by_rank(index, rows, n, sort, beyond, is_back=is_back), n))


def _by_rank(  # what `take` was asked for
    index: FacetIndex, rows: BitMap, n: int, facet: str, beyond: Key | None, *, is_back: bool
) -> Iterator[int]:
    names = index.values[facet].texts[1:]
    ranks = [*range(len(names)), LAST_RANK]
    order = index.orders["name"]
    for rank in reversed(ranks) if is_back else ranks:
        start = None
        if beyond is not None and rank == beyond[0]:
            start = beyond[1:]
        elif beyond is not None and (rank > beyond[0] if is_back else rank < beyond[0]):
            continue
        if rank == LAST_RANK:
            ranked = (index.with_value(facet, name) for name in names)
            here = rows - BitMap.union(BitMap(), *ranked)
        else:
            here = rows & index.with_value(facet, names[rank])
        if here:
            yield from order.take(here, n, beyond=start, is_back=is_back)


def tier_key_of(index: FacetIndex, row: int, tiers: Sequence[BitMap]) -> Key:
    """Return by what the order by relevance compares a row that is in one of some tiers."""
    tier = next(place for place, rows in enumerate(tiers) if row in rows)
    return tier, *index.name_key(row)


def take_in_tiers(
    index: FacetIndex,
    tiers: Sequence[BitMap],
    n: int,
    *,
    beyond: Key | None = None,
    is_back: bool = False,
) -> list[int]:
    """Return the first rows of tiers, one tier after the other, each by name; see `take`."""

    def rows() -> Iterator[int]:
        places = range(len(tiers))
        for place in reversed(places) if is_back else places:
            start = None
            if beyond is not None and place == beyond[0]:
                start = beyond[1:]
            elif beyond is not None and (place > beyond[0] if is_back else place < beyond[0]):
                continue
            if tiers[place]:
                yield from index.orders["name"].take(tiers[place], n, beyond=start, is_back=is_back)

    return list(islice(rows(), n))


def take_all_in_tiers(index: FacetIndex, tiers: Sequence[BitMap]) -> NDArray[np.int64]:
    """Return the keys of all contacts of tiers, in the order of `take_in_tiers`."""
    ordered = np.concatenate([index.orders["name"].all_of(rows) for rows in tiers])
    keys_in_order: NDArray[np.int64] = index.keys.by_code[ordered]
    return keys_in_order


def _by_function(
    index: FacetIndex, rows: BitMap, n: int, beyond: Key | None, *, is_back: bool
) -> Iterator[int]:
    for slug, here in _of_functions(index, rows, is_back=is_back):
        start = None
        if beyond is not None and slug == beyond[0]:
            start = beyond[1:]
        elif beyond is not None and (slug > beyond[0] if is_back else slug < beyond[0]):
            continue
        yield from index.orders["name"].take(here, n, beyond=start, is_back=is_back)


def _of_functions(
    index: FacetIndex, rows: BitMap, *, is_back: bool = False
) -> Iterator[tuple[str, BitMap]]:
    """Yield the slug of each function, in order, and the rows of which it is the likeliest."""
    array = array_of(rows)
    best = index.titles.best_functions[index.column("title")[array]]
    texts = index.values["function"].texts
    slugs = {text or LAST_FUNCTION: code for code, text in enumerate(texts)}
    for slug in sorted(slugs, reverse=is_back):
        here = array[best == slugs[slug]]
        if len(here):
            yield slug, bitmap_of(here)


def take_all(index: FacetIndex, rows: BitMap, *, sort: str) -> NDArray[np.int64]:
    """Return the keys of all contacts that were found, in order; see `take`."""
    if sort in _BY_TEXT:
        ordered = index.orders[sort].all_of(rows)
    elif sort == "functions":
        groups = [index.orders["name"].all_of(part) for _, part in _of_functions(index, rows)]
        ordered = np.concatenate(groups) if groups else np.empty(0, dtype=np.int32)
    else:
        names = index.values[sort].texts[1:]
        parts = [rows & index.with_value(sort, name) for name in names]
        parts.append(rows - BitMap.union(BitMap(), *parts))
        ordered = np.concatenate([index.orders["name"].all_of(part) for part in parts])
    return index.keys.by_code[ordered]


def mark_companies(index: FacetIndex, rows: BitMap) -> NDArray[np.bool_]:
    is_there = np.zeros(len(index.companies), dtype=np.bool_)
    is_there[index.column("company")[array_of(rows)]] = True
    is_there[0] = False  # No company.
    return is_there


def companies_behind(index: FacetIndex, rows: BitMap) -> NDArray[np.int64]:
    """Return the keys of the companies at which some contacts are, ascending."""
    is_there = mark_companies(index, rows)
    return np.sort(index.companies.keys.by_code[np.flatnonzero(is_there)])
