"""Count the contacts with each value of a facet, by bitmaps for many rows, else by columns."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from heapq import nlargest

import numpy as np
from pyroaring import BitMap

from facet_index.column_counts import count_by_columns
from facet_index.facet_schema import SCORE_FACETS
from facet_index.index import FacetIndex
from facet_index.row_sets import RowSet
from facet_index.selection import Selection, group_of, rows_of, select
from facet_index.title_tables import exact_step, pairs_above
from facet_index.types import Counts, FacetQuery, Members, Membership

MANY_ROWS = 20_000
"""Fewer rows than these are always counted by their columns."""
MIN_SHARE = 1 / 20
"""Share of all rows up to which columns are faster than bitmaps."""


def count(
    index: FacetIndex,
    query: FacetQuery,
    *,
    most: int | None = None,
    facets: Collection[str] | None = None,
) -> Counts:
    """Count the results of a query, and the results with each further value.

    Counts of a facet ignore its own selection, so that they stay stable. The count of an excluded
    value is the number of contacts that are excluded by it.

    Args:
        index: of the workspace.
        query: the search.
        most: number of values of a long facet, plus ties; None for all.
        facets: to count; None for all.
    """
    selection = select(index, query)
    facets_by_group: dict[str, list[str]] = {}
    for facet in index.schema.counted_facets:
        if facets is not None and facet not in facets:
            continue
        group = group_of(facet)
        facets_by_group.setdefault(group if group in selection.conditions else "", []).append(facet)
    total = RowSet(index, selection.total)
    by_facet: dict[str, dict[str, int]] = {}
    for group, group_facets in facets_by_group.items():
        found = RowSet(index, selection.without_ticks(group)) if group else total
        by_facet |= _count_facets(index, found, group_facets, query, most)
        if group in selection.excluded:
            without = selection.without(group)
            for facet in group_facets:
                by_facet[facet] |= _count_excluded(index, without, facet, query)
    for kind, memberships in query.memberships.items():
        if memberships.counted:
            counted = _count_memberships(index, selection, kind, memberships, total)
            by_facet[kind] = {name: n for name, n in counted.items() if n}
    return Counts(len(total), total.n_companies, by_facet, index.n_waiting)


def count_values(index: FacetIndex, query: FacetQuery, facet: str) -> dict[str, int]:
    """Count the results of a query with each value of a facet, even of a long one.

    Ignores the selection of the facet; values without results are left out.
    """
    selection, group = select(index, query), group_of(facet)
    found = RowSet(index, selection.without_ticks(group))
    counted = count_by_columns(index, found, [facet], query, None)[facet]
    if group in selection.excluded:
        counted |= _count_excluded(index, selection.without(group), facet, query)
    return counted


def _count_memberships(
    index: FacetIndex,
    selection: Selection,
    kind: str,
    memberships: Membership,
    total: RowSet,
) -> dict[str, int]:
    """Count the members of each list, campaign or import, ignoring their own selection."""

    def count_in(found: RowSet, names: Iterable[str]) -> dict[str, int]:
        return {
            name: _count_group_members(index, found, memberships.counted[name]) for name in names
        }

    if kind not in selection.conditions:
        return count_in(total, memberships.counted)
    excluded = memberships.excluded.keys() & memberships.counted.keys()
    counted = count_in(
        RowSet(index, selection.without_ticks(kind)), memberships.counted.keys() - excluded
    )
    if excluded:
        counted |= count_in(RowSet(index, selection.without(kind)), excluded)
    return counted


def _count_excluded(
    index: FacetIndex, rows: BitMap, facet: str, query: FacetQuery
) -> dict[str, int]:
    values = query.excluded.get(facet, ())
    counted = {
        value: rows.intersection_cardinality(index.with_value(facet, value)) for value in values
    }
    return {value: n for value, n in counted.items() if n}


def _count_facets(
    index: FacetIndex,
    found: RowSet,
    facets: Collection[str],
    query: FacetQuery,
    most: int | None,
) -> dict[str, dict[str, int]]:
    if len(found) <= max(MANY_ROWS, MIN_SHARE * len(index)):
        return count_by_columns(index, found, facets, query, most)
    counted: dict[str, dict[str, int]] = {}
    column_facets = []
    for facet in facets:
        if facet in SCORE_FACETS and query.confidence:
            facet_counts = _count_by_scores(index, found, facet, query.confidence)
        else:
            facet_counts = _count_by_bitmaps(index, found, facet, query, most)
        if facet_counts is None:
            column_facets.append(facet)
        else:
            counted[facet] = facet_counts
    if column_facets:
        counted |= count_by_columns(index, found, column_facets, query, most)
    return counted


def _count_by_bitmaps(
    index: FacetIndex, found: RowSet, facet: str, query: FacetQuery, most: int | None
) -> dict[str, int] | None:
    """Count a facet; None if values without a bitmap might be among the most frequent."""
    texts, bitmaps, sizes = index.values[facet].texts, index.bitmaps_of(facet), index.sizes(facet)
    if facet not in index.schema.long_facets:
        counted = {texts[code]: found.count(bitmaps[code], size) for code, size in sizes.items()}
        return {value: n for value, n in counted.items() if n}
    if most is None:
        return None
    counted, largest_counts = {}, [0] * most
    for code, size in sizes.items():
        if size < largest_counts[-1]:
            break
        counted[texts[code]] = n = found.count(bitmaps[code], size)
        if n > largest_counts[-1] and texts[code] not in query.excluded.get(facet, ()):
            largest_counts = nlargest(most, [*largest_counts, n])
    if len(bitmaps) < len(texts) - 1 and index.long_tail(facet).most >= largest_counts[-1]:
        return None
    selected = query.mentioned_values(facet)
    for value in selected:
        counted[value] = found.rows.intersection_cardinality(index.with_value(facet, value))
    return {
        value: n
        for value, n in counted.items()
        if n and (n >= largest_counts[-1] or value in selected)
    }


def _count_by_scores(
    index: FacetIndex, found: RowSet, facet: str, confidence: float
) -> dict[str, int] | None:
    """Count functions or departments of this score and above; None if it is not a step."""
    if not (step := exact_step(confidence)):
        return None
    scored = SCORE_FACETS[facet]
    texts, bitmaps, sizes = index.values[facet].texts, index.bitmaps_of(scored), index.sizes(scored)
    counted: dict[str, int] = defaultdict(int)
    for pair, code in pairs_above(bitmaps, step):
        counted[texts[code]] += found.count(bitmaps[pair], sizes[pair])
    return {value: n for value, n in counted.items() if n}


def _count_group_members(index: FacetIndex, found: RowSet, members: Members) -> int:
    if len(members.contacts):
        return found.rows.intersection_cardinality(rows_of(index, members))
    people = found.people_per_company
    if members.companies is None:
        return int(people[1:].sum())
    codes = index.companies.keys.codes_of(np.array(members.companies, dtype=np.int64))
    return int(people[np.unique(codes[codes > 0])].sum())
