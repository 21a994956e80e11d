"""Search companies: count values of facets, and read pages.

A million companies have few columns, so a mark for each company is enough, without bitmaps.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import bitmap_of
from facet_index.column_counts import counts_by_value
from facet_index.company_tables import Companies
from facet_index.facet_schema import Facet
from facet_index.index import FacetIndex
from facet_index.orders import Key, take_from_groups
from facet_index.types import Counts, FacetQuery, Members
from facet_index.words.clauses import Alternative, Term, alternatives_as_typed, whole_words

MAX_RANKED = 500
"""Companies ranked by all their texts; nobody reads further down."""

MAX_PEOPLE = 2**31
"""The order by people compares this minus the number of people: most people first."""

Marks = NDArray[np.bool_]

N_TIERS = 5
"""Of the order by relevance: exact name, all words in the name, beginnings of words in the name,
words anywhere, and the rest."""


@dataclass(frozen=True, slots=True)
class CompanyMatches:
    """Marks for each company, which must not be changed.

    Args:
        conditions: facet → companies with a selected and without an excluded value.
        unexcluded: facet of several values → companies without an excluded value.
    """

    scope: Marks
    conditions: dict[str, Marks]
    unexcluded: dict[str, Marks]

    def without(self, facet: str) -> Marks:
        """Return companies that match all conditions but one; "" for all conditions."""
        others = (marks for other, marks in self.conditions.items() if other != facet)
        return reduce(np.logical_and, others, self.scope)

    def without_ticks(self, facet: str) -> Marks:
        """Return companies in which values of a facet are counted, ignoring its own selection."""
        marks = self.without(facet)
        return marks & self.unexcluded[facet] if facet in self.unexcluded else marks


def find(companies: Companies, query: FacetQuery) -> CompanyMatches:
    """Return the companies that match each condition of a query."""
    facet_marks = [
        (facet, column.has_many, *_value_marks(companies, query, facet))
        for facet, column in companies.schema.by_company.items()
    ]
    facet_marks += [
        (kind, True, *_membership_marks(companies, query, kind)) for kind in query.memberships
    ]
    conditions, unexcluded = {}, {}
    for name, has_many, matching, allowed in facet_marks:
        parts = [marks for marks in (matching, allowed) if marks is not None]
        if parts:
            conditions[name] = reduce(np.logical_and, parts)
        if allowed is not None and has_many:
            unexcluded[name] = allowed
    return CompanyMatches(_scope(companies, query), conditions, unexcluded)


def _scope(companies: Companies, query: FacetQuery) -> Marks:
    scope: Marks = companies.is_live.values
    if query.words:
        scope = scope & _word_marks(companies, query)
    if query.companies is not None:
        scope = scope & _member_marks(companies, [Members(companies=query.companies)])
    return scope if query.company_marks is None else scope & query.company_marks


def _value_marks(
    companies: Companies, query: FacetQuery, facet: str
) -> tuple[Marks | None, Marks | None]:
    selected, excluded = query.selected.get(facet, ()), query.excluded.get(facet, ())
    matching = companies.with_values(facet, selected) if selected else None
    return matching, ~companies.with_values(facet, excluded) if excluded else None


def _membership_marks(
    companies: Companies, query: FacetQuery, kind: str
) -> tuple[Marks | None, Marks | None]:
    facet_marks = query.memberships[kind]
    matching = _member_marks(companies, facet_marks.selected) if facet_marks.selected else None
    return matching, ~_member_marks(
        companies, facet_marks.excluded.values()
    ) if facet_marks.excluded else None


def _word_marks(companies: Companies, query: FacetQuery) -> Marks:
    """Mark the companies that match every clause, and those found by meaning."""
    marks = np.ones(len(companies), dtype=np.bool_)
    for clause in query.words:
        matches = np.zeros(len(companies), dtype=np.bool_)
        for option in clause.alternatives:
            matches |= _alternative_marks(companies, option)
        marks &= ~matches if clause.is_excluded else matches
    marks[companies.keys.codes_of(np.array(query.also_companies, dtype=np.int64))] = True
    marks[0] = False
    return marks


def _alternative_marks(companies: Companies, option: Alternative) -> Marks:
    marks = np.ones(len(companies), dtype=np.bool_)
    for term in option.terms:
        marks &= companies.with_word(term)
    for term in option.topics:
        marks &= companies.with_topic(term)
    if option.compound:
        marks &= companies.with_split_name(option.compound)
    for facet, values in option.values:
        marks &= companies.with_values(facet, values)
    if option.companies is not None:
        is_listed = np.zeros(len(companies), dtype=np.bool_)
        is_listed[companies.keys.codes_of(np.array(option.companies, dtype=np.int64))] = True
        marks &= is_listed
    return marks


def tiers(companies: Companies, query: FacetQuery) -> NDArray[np.int8]:
    """Return how well each company matches the words of a query; 0 is best."""
    found = np.full(len(companies), N_TIERS - 1, dtype=np.int8)
    typed = alternatives_as_typed(query.words)
    if not typed:
        return found
    whole = [
        [replace(option, terms=whole_words(option.terms)) for option in rank_value]
        for rank_value in typed
    ]
    found[_clause_marks(companies, companies.with_word, whole)] = 3
    found[_clause_marks(companies, companies.with_name_word, typed)] = 2
    found[_clause_marks(companies, companies.with_name_word, whole)] = 1
    found[
        companies.with_name(
            " ".join(term.text for rank_value in typed for term in rank_value[0].terms)
        )
    ] = 0
    return found


def _clause_marks(
    companies: Companies,
    marks_of_term: Callable[[Term], Marks],
    clauses: Iterable[Iterable[Alternative]],
) -> Marks:
    """Mark the companies with all words of an alternative of each clause."""
    marks_by_clause = (
        [_term_marks(companies, marks_of_term, option) for option in rank_value]
        for rank_value in clauses
    )
    return reduce(
        np.logical_and, (reduce(np.logical_or, unexcluded) for unexcluded in marks_by_clause)
    )


def _term_marks(
    companies: Companies, marks_of_term: Callable[[Term], Marks], option: Alternative
) -> Marks:
    if option.compound:
        return companies.with_split_name(option.compound)
    return reduce(np.logical_and, map(marks_of_term, option.terms))


def count(
    index: FacetIndex,
    query: FacetQuery,
    *,
    most: int | None = None,
    facets: Collection[str] | None = None,
) -> Counts:
    """Count the companies that a query finds, and those with each further value.

    Args:
        index: of the workspace.
        query: only its facets, words, keys, marks and memberships of companies are used.
        most: number of values of a long facet, plus ties; None for all.
        facets: to count; None for all.
    """
    companies, found = index.companies, find(index.companies, query)
    all_marks = found.without("")
    codes = np.flatnonzero(all_marks)
    by_facet = {}
    for facet in companies.schema.by_company:
        if facets is not None and facet not in facets:
            continue
        marks, facet_codes = all_marks, codes
        if facet in found.conditions:
            marks = found.without_ticks(facet)
            facet_codes = np.flatnonzero(marks)
        by_facet[facet] = _count_facet_values(
            companies, found, query, facet, (marks, facet_codes), most=most
        )
    counted = [kind for kind, facet_marks in query.memberships.items() if facet_marks.counted]
    by_facet |= {kind: _count_members(companies, found, query, kind) for kind in counted}
    return Counts(len(codes), len(codes), by_facet, index.n_waiting)


def _count_members(
    companies: Companies, found: CompanyMatches, query: FacetQuery, kind: str
) -> dict[str, int]:
    """Count the members of each list or import; excluded ones are counted only there."""
    memberships = query.memberships[kind]
    counts = {}
    for name, members in memberships.counted.items():
        marks = found.without(kind) if name in memberships.excluded else found.without_ticks(kind)
        counts[name] = int(np.count_nonzero(marks & _member_marks(companies, [members])))
    return {name: n for name, n in counts.items() if n}


def count_values(index: FacetIndex, query: FacetQuery, facet: str) -> dict[str, int]:
    """Count the companies that a query finds with each value of a facet.

    Ignores the selection of the facet; values without results are left out.
    """
    companies, found = index.companies, find(index.companies, query)
    marks = found.without_ticks(facet)
    return _count_facet_values(
        companies, found, query, facet, (marks, np.flatnonzero(marks)), most=None
    )


def _count_facet_values(
    companies: Companies,
    found: CompanyMatches,
    query: FacetQuery,
    facet: str,
    among: tuple[Marks, NDArray[np.intp]],
    *,
    most: int | None,
) -> dict[str, int]:
    """Count each value of a facet among companies, given as marks and codes."""
    column = companies.schema.by_company[facet]
    counts = counts_by_value(
        companies.values[column.column],
        _count_codes(companies, column, *among),
        most=most if column.is_long else None,
        selected=query.mentioned_values(facet),
        excluded=query.excluded.get(facet, ()),
    )
    if facet in found.unexcluded:
        marks = found.without(facet)
        counted = {
            value: int(np.count_nonzero(marks & companies.with_values(facet, (value,))))
            for value in query.excluded.get(facet, ())
        }
        counts |= {value: n for value, n in counted.items() if n}
    return counts


def take(
    index: FacetIndex,
    query: FacetQuery,
    n: int,
    *,
    sort: str,
    ranked: Sequence[int] = (),
    start_key: Key | None = None,
    is_backward: bool = False,
) -> list[Key]:
    """Return the sort keys of the first companies after a key; the last part is its key.

    Args:
        index: of the workspace.
        query: see `count`.
        n: maximum number.
        sort: `name`, `people` (the most first, then by name) or `relevance`.
        ranked: by relevance, codes of companies that it finds and that come before all others, in
            this order; others follow by tier and name, with `MAX_RANKED` plus their tier.
        start_key: a key as it is returned; it need not be that of a company. None for the front.
        is_backward: those before it, the nearest first.
    """
    marks, order = find(index.companies, query).without(""), index.companies.by_name
    name_key = index.companies.name_key
    if sort == "name":
        rows = bitmap_of(np.flatnonzero(marks))
        return [
            name_key(code)
            for code in order.take(rows, n, start_key=start_key, is_backward=is_backward)
        ]
    if sort == "people":
        groups = _groups_by_people(
            index, np.flatnonzero(marks), n, start_key, is_backward=is_backward
        )
        found = take_from_groups(order, groups, n, start_key=start_key, is_backward=is_backward)
    else:
        unranked = marks.copy()
        unranked[list(ranked)] = False
        tiers = _groups_by_tier(index, query, unranked, is_backward=is_backward)
        first = [
            (rank, code)
            for rank, code in enumerate(ranked)
            if start_key is None or (rank < start_key[0] if is_backward else rank > start_key[0])
        ]
        if is_backward:
            found = take_from_groups(order, tiers, n, start_key=start_key, is_backward=True)
            found += first[::-1][: n - len(found)]
        else:
            found = first[:n]
            found += take_from_groups(order, tiers, n - len(found), start_key=start_key)
    return [(group, *name_key(code)) for group, code in found]


def first_by_tier(index: FacetIndex, query: FacetQuery, n: int) -> list[int]:
    """Return the codes of the best matches of the words, then by name."""
    tiers = _groups_by_tier(index, query, find(index.companies, query).without(""))
    return [code for _, code in take_from_groups(index.companies.by_name, tiers, n)]


def _groups_by_tier(
    index: FacetIndex, query: FacetQuery, marks: Marks, *, is_backward: bool = False
) -> Iterator[tuple[int, BitMap]]:
    codes = np.flatnonzero(marks)
    tier_of = tiers(index.companies, query)[codes]
    for tier in range(N_TIERS - 1, -1, -1) if is_backward else range(N_TIERS):
        yield MAX_RANKED + tier, bitmap_of(codes[tier_of == tier])


def _groups_by_people(
    index: FacetIndex, codes: NDArray[np.intp], n: int, start_key: Key | None, *, is_backward: bool
) -> Iterator[tuple[int, BitMap]]:
    rank = MAX_PEOPLE - index.people_per_company()[codes]
    if start_key is not None:
        yield start_key[0], bitmap_of(codes[rank == start_key[0]])
        is_after = rank < start_key[0] if is_backward else rank > start_key[0]
        codes, rank = codes[is_after], rank[is_after]
    if len(codes) > n:  # Those with more people than the last one need not be sorted.
        last = len(codes) - n if is_backward else n - 1
        limit_rank = np.partition(rank, last)[last]
        is_needed = rank >= limit_rank if is_backward else rank <= limit_rank
        codes, rank = codes[is_needed], rank[is_needed]
    ranks = np.unique(rank).tolist()
    for rank_value in reversed(ranks) if is_backward else ranks:
        yield rank_value, bitmap_of(codes[rank == rank_value])


def _member_marks(companies: Companies, unexcluded: Iterable[Members]) -> Marks:
    marks = np.zeros(len(companies), dtype=np.bool_)
    for members in unexcluded:
        keys = () if members.companies is None else members.companies
        marks[companies.live_codes(np.array(keys, dtype=np.int64))] = True
    marks[0] = False
    return marks


def _count_codes(
    companies: Companies, facet: Facet, marks: Marks, codes: NDArray[np.intp]
) -> NDArray[np.intp]:
    if not facet.has_many:
        return np.bincount(companies.codes(facet.column)[codes])
    many = companies.many[facet.column]
    if len(codes) * 8 < len(companies):
        return np.bincount(many.of(codes)[1])
    return np.bincount(many.entries.values[marks[many.owner.values]])
