"""How many contacts each box would find, by two ways: bitmaps for many rows, columns for fewer."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from heapq import nlargest

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import values_at
from facet_index.facet_schema import SCORED, TITLE_FACETS
from facet_index.facet_values import ValueCodes
from facet_index.grouped_sums import sums_of_bits, sums_of_codes
from facet_index.index import FacetIndex
from facet_index.row_sets import RowSet
from facet_index.selection import Selection, group_of, rows_of, select
from facet_index.title_tables import codes_above, step_from
from facet_index.types import Counts, FacetQuery, Members, Membership

MANY_ROWS = 20_000
"""Fewer rows than these are always counted by their columns."""
MIN_SHARE = 1 / 20
"""Share of all rows up to which columns are faster than bitmaps."""


def count(
    index: FacetIndex,
    question: FacetQuery,
    *,
    most: int | None = None,
    facets: Collection[str] | None = None,
) -> Counts:
    """Count what a question finds, and what it would find with each other box ticked.

    The own ticks of a facet never change its counts, so that nothing jumps. Next to a refused value
    is the number of those who have it, which are left out.

    Args:
        index: of the workspace.
        question: the search.
        most: values of a long facet that are wanted, with all that as many rows have; None: all.
        facets: those that are to be counted; None: all.
    """
    selection = select(index, question)
    wanted: dict[str, list[str]] = {}
    for facet in index.schema.counted:
        if facets is not None and facet not in facets:
            continue
        group = group_of(facet)
        wanted.setdefault(group if group in selection.conditions else "", []).append(facet)
    total = RowSet(index, selection.total)
    by_facet: dict[str, dict[str, int]] = {}
    for group, asked in wanted.items():
        found = RowSet(index, selection.without_ticks(group)) if group else total
        by_facet |= _count_facets(index, found, asked, question, most)
        if group in selection.refused:
            without = selection.without(group)
            for facet in asked:
                by_facet[facet] |= _of_refused(index, without, facet, question)
    for kind, memberships in question.memberships.items():
        if memberships.counted:
            counted = _count_memberships(index, selection, kind, memberships, total)
            by_facet[kind] = {name: n for name, n in counted.items() if n}
    return Counts(len(total), total.n_companies, by_facet, index.n_waiting)


def count_values(index: FacetIndex, question: FacetQuery, facet: str) -> dict[str, int]:
    """Count what a question would find with each value of one facet, also of a long one.

    Its own ticks never change that; values that would find nothing are left out.
    """
    selection, group = select(index, question), group_of(facet)
    found = RowSet(index, selection.without_ticks(group))
    counted = _by_columns(index, found, [facet], question, None)[facet]
    if group in selection.refused:
        counted |= _of_refused(index, selection.without(group), facet, question)
    return counted


def _count_memberships(
    index: FacetIndex,
    selection: Selection,
    kind: str,
    memberships: Membership,
    total: RowSet,
) -> dict[str, int]:
    """Count the members of each gathering among what is found, whatever its own ticks."""

    def among(found: RowSet, names: Iterable[str]) -> dict[str, int]:
        return {name: _n_members(index, found, memberships.counted[name]) for name in names}

    if kind not in selection.conditions:
        return among(total, memberships.counted)
    refused = memberships.refused.keys() & memberships.counted.keys()
    counted = among(
        RowSet(index, selection.without_ticks(kind)), memberships.counted.keys() - refused
    )
    if refused:
        counted |= among(RowSet(index, selection.without(kind)), refused)
    return counted


def _of_refused(
    index: FacetIndex, rows: BitMap, facet: str, question: FacetQuery
) -> dict[str, int]:
    values = question.refused.get(facet, ())
    counted = {
        value: rows.intersection_cardinality(index.with_value(facet, value)) for value in values
    }
    return {value: n for value, n in counted.items() if n}


def _count_facets(
    index: FacetIndex,
    found: RowSet,
    facets: Collection[str],
    question: FacetQuery,
    most: int | None,
) -> dict[str, dict[str, int]]:
    if len(found) <= max(MANY_ROWS, MIN_SHARE * len(index)):
        return _by_columns(index, found, facets, question, most)
    counted: dict[str, dict[str, int]] = {}
    by_columns = []
    for facet in facets:
        if facet in SCORED and question.confidence:
            by_bits = _by_scores(index, found, facet, question.confidence)
        else:
            by_bits = _by_bitmaps(index, found, facet, question, most)
        if by_bits is None:
            by_columns.append(facet)
        else:
            counted[facet] = by_bits
    if by_columns:
        counted |= _by_columns(index, found, by_columns, question, most)
    return counted


def _by_bitmaps(
    index: FacetIndex, found: RowSet, facet: str, question: FacetQuery, most: int | None
) -> dict[str, int] | None:
    """Count one facet; None where what has no bitmap might be among what is wanted."""
    texts, mine, sizes = index.values[facet].texts, index.bitmaps_of(facet), index.sizes(facet)
    if facet not in index.schema.long:
        counted = {texts[code]: found.count(mine[code], size) for code, size in sizes.items()}
        return {value: n for value, n in counted.items() if n}
    if most is None:
        return None
    counted, largest = {}, [0] * most
    for code, size in sizes.items():
        if size < largest[-1]:
            break
        counted[texts[code]] = n = found.count(mine[code], size)
        if n > largest[-1] and texts[code] not in question.refused.get(facet, ()):
            largest = nlargest(most, [*largest, n])
    if len(mine) < len(texts) - 1 and index.unlisted(facet).most >= largest[-1]:
        return None
    ticked = question.asked(facet)
    for value in ticked:
        counted[value] = found.rows.intersection_cardinality(index.with_value(facet, value))
    return {value: n for value, n in counted.items() if n and (n >= largest[-1] or value in ticked)}


def _by_scores(
    index: FacetIndex, found: RowSet, facet: str, confidence: float
) -> dict[str, int] | None:
    """Count functions or departments of this score and above; None between two steps."""
    if not (step := step_from(confidence)):
        return None
    scored = SCORED[facet]
    texts, mine, sizes = index.values[facet].texts, index.bitmaps_of(scored), index.sizes(scored)
    counted: dict[str, int] = defaultdict(int)
    for pair, code in codes_above(mine, step):
        counted[texts[code]] += found.count(mine[pair], sizes[pair])
    return {value: n for value, n in counted.items() if n}


def _by_columns(
    index: FacetIndex,
    found: RowSet,
    facets: Collection[str],
    question: FacetQuery,
    most: int | None,
) -> dict[str, dict[str, int]]:
    rows = found.array
    counted: dict[str, NDArray[np.integer]] = {}
    if of_titles := [facet for facet in facets if facet in TITLE_FACETS]:
        titles, n = _repeated(values_at(index.column("title"), rows), len(index.titles))
        counted |= {
            facet: _of_titles(index, facet, titles, n, question.confidence) for facet in of_titles
        }
    if of_companies := [facet for facet in facets if facet in index.schema.by_employer]:
        companies, n = _repeated(values_at(index.column("company"), rows), len(index.companies))
        counted |= {facet: _of_companies(index, facet, companies, n) for facet in of_companies}
    for facet in set(facets) - set(counted):
        if index.own_many(facet):
            counted[facet] = np.bincount(index.several_of(facet, rows)[1])
        else:
            counted[facet] = np.bincount(values_at(index.of_contacts(facet), rows))
    return {
        facet: named(
            index.values[facet],
            counted[facet],
            most=most if facet in index.schema.long else None,
            ticked=question.asked(facet),
            refused=question.refused.get(facet, ()),
        )
        for facet in facets
    }


def _repeated(
    codes: NDArray[np.int32], n_codes: int
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Return the different codes, and how often each is there."""
    if len(codes) * 8 < n_codes:
        return np.unique(codes, return_counts=True)
    n = np.bincount(codes, minlength=n_codes)
    found = np.flatnonzero(n)
    return found, n[found]


def _of_titles(
    index: FacetIndex,
    facet: str,
    titles: NDArray[np.integer],
    n: NDArray[np.integer],
    confidence: float,
) -> NDArray[np.integer]:
    table = index.titles
    if facet == "function":
        owners, labels = table.labels.of(titles)
        n_of_label = np.where(labels["score"] >= confidence, n[owners], 0)
        return sums_of_codes(index.active_functions(labels["function"]), n_of_label)
    if facet == "department":
        bits = table.departments.values[titles]
        if confidence:
            bits = table.departments_of(titles, confidence)
        return sums_of_bits(bits, n, len(index.values["department"]))
    return sums_of_codes(index.of_titles(facet, titles), n)


def _of_companies(
    index: FacetIndex, facet: str, companies: NDArray[np.integer], n: NDArray[np.integer]
) -> NDArray[np.integer]:
    if facet in index.schema.many:
        owners, values = index.many_of_companies(facet).of(companies)
        return sums_of_codes(values, n[owners])
    return sums_of_codes(index.of_companies(facet)[companies], n)


def named(
    values: ValueCodes,
    n: NDArray[np.integer],
    *,
    most: int | None,
    ticked: Collection[str],
    refused: Collection[str] = (),
) -> dict[str, int]:
    """Return the values that count at least 1.

    Args:
        values: of the facet.
        n: the number of each code.
        most: number of the largest, with all that are as large; None for every value.
        ticked: values that are wanted in any case.
        refused: values that take no place among the largest.
    """
    codes: Iterable[int] = np.flatnonzero(n).tolist()
    if most is not None and len(n) > most + 1:
        ranked = n.copy()
        ranked[[code for value in refused if 0 < (code := values.code(value)) < len(n)]] = 0
        least = np.partition(ranked[1:], -most)[-most]
        wanted = np.flatnonzero(ranked >= max(least, 1)).tolist()
        codes = {*wanted, *(max(values.code(value), 0) for value in ticked)}
    texts = values.texts
    return {texts[code]: int(n[code]) for code in codes if 0 < code < len(n) and n[code]}


def _n_members(index: FacetIndex, found: RowSet, members: Members) -> int:
    if len(members.contacts):
        return found.rows.intersection_cardinality(rows_of(index, members))
    people = found.people
    if members.companies is None:
        return int(people[1:].sum())
    codes = index.companies.keys.codes_of(np.array(members.companies, dtype=np.int64))
    return int(people[np.unique(codes[codes > 0])].sum())
