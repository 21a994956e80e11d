"""The rows of a page: the first of a selection behind a place, in the order that is asked for."""

from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import array_of
from facet_index.index import FacetIndex
from facet_index.orders import Key

LAST_LEVEL = 1_000
"""Behind every level: contacts without one."""


def key_of(index: FacetIndex, row: int, sort: str) -> Key:
    """Return by what an order compares a row; the last part is the key of the contact."""
    if sort == "company":
        return index.company_key(row)
    if sort == "level":
        level = int(index.titles.level.values[index.column("title")[row]])
        return (level - 1 if level else LAST_LEVEL), *index.name_key(row)
    return index.name_key(row)


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
        sort: `name`, `company` or `level` (the most senior first).
        beyond: a key as `key_of` gives it; it need not be that of a row. None for the front.
        is_back: towards the front.
    """
    if sort != "level":
        return index.orders[sort].take(rows, n, beyond=beyond, is_back=is_back)
    return list(islice(_by_level(index, rows, n, beyond, is_back=is_back), n))


def _by_level(
    index: FacetIndex, rows: BitMap, n: int, beyond: Key | None, *, is_back: bool
) -> Iterator[int]:
    names = index.values["level"].texts[1:]
    levels = [*range(len(names)), LAST_LEVEL]
    order = index.orders["name"]
    for level in reversed(levels) if is_back else levels:
        start = None
        if beyond is not None and level == beyond[0]:
            start = beyond[1:]
        elif beyond is not None and (level > beyond[0] if is_back else level < beyond[0]):
            continue
        if level == LAST_LEVEL:
            ranked = (index.with_value("level", name) for name in names)
            here = rows - BitMap.union(BitMap(), *ranked)
        else:
            here = rows & index.with_value("level", names[level])
        if here:
            yield from order.take(here, n, beyond=start, is_back=is_back)


def take_all(index: FacetIndex, rows: BitMap, *, sort: str) -> NDArray[np.int64]:
    """Return the keys of all contacts that were found, in order; see `take`."""
    if sort != "level":
        ordered = index.orders[sort].all_of(rows)
    else:
        names = index.values["level"].texts[1:]
        parts = [rows & index.with_value("level", name) for name in names]
        parts.append(rows - BitMap.union(BitMap(), *parts))
        ordered = np.concatenate([index.orders["name"].all_of(part) for part in parts])
    return index.keys.by_code[ordered]


def keys(index: FacetIndex, rows: list[int]) -> list[int]:
    """Return the keys of contacts for rows."""
    return [int(key) for key in index.keys.by_code[np.array(rows, dtype=np.intp)]]


def companies_behind(index: FacetIndex, rows: BitMap) -> NDArray[np.int64]:
    """Return the keys of the companies at which some contacts are, ascending."""
    is_there = np.zeros(len(index.companies), dtype=np.bool_)
    is_there[index.column("company")[array_of(rows)]] = True
    is_there[0] = False  # No company.
    return np.sort(index.companies.keys.by_code[np.flatnonzero(is_there)])
