"""Companies that a question finds: what each box would find, and the first of a page.

A million companies have few columns, so marks for each company are enough: no bitmaps are kept.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import bitmap_of
from facet_index.company_tables import Companies
from facet_index.facet_counts import named
from facet_index.facet_schema import Facet
from facet_index.index import FacetIndex
from facet_index.orders import Key, take_groups
from facet_index.types import Counts, FacetQuery, Members
from facet_index.words.clauses import Alternative, Term, typed_words, whole_words

MAX_RANKED = 500
"""Companies that are compared by all they say; nobody reads further down."""

MAX_PEOPLE = 2**31
"""Less the people of a company: what the order by people compares, the most people first."""

Marks = NDArray[np.bool_]

N_TIERS = 5
"""Of the order by relevance: the very name, all words in the name, words that begin so in the name,
words anywhere, and the rest."""


@dataclass(frozen=True, slots=True)
class CompanyMatches:
    """Marks for each company, which must not be changed.

    Args:
        conditions: facet → those that have its ticks and nothing that is refused.
        lacking: of facets of which a company may have several values → those with nothing refused.
    """

    scope: Marks
    conditions: dict[str, Marks]
    lacking: dict[str, Marks]

    def without(self, facet: str) -> Marks:
        """Return those that all conditions but one let through; "" for all conditions."""
        others = (marks for other, marks in self.conditions.items() if other != facet)
        return reduce(np.logical_and, others, self.scope)

    def without_ticks(self, facet: str) -> Marks:
        """Return those among which the values of a facet count: its ticks narrow nothing."""
        marks = self.without(facet)
        return marks & self.lacking[facet] if facet in self.lacking else marks


def find(companies: Companies, question: FacetQuery) -> CompanyMatches:
    """Return the companies that each condition of a question lets through."""
    asked = [
        (facet, column.has_many, *_of_values(companies, question, facet))
        for facet, column in companies.schema.by_company.items()
    ]
    asked += [
        (kind, True, *_of_memberships(companies, question, kind)) for kind in question.memberships
    ]
    conditions, several = {}, {}
    for name, has_many, having, lacking in asked:
        parts = [marks for marks in (having, lacking) if marks is not None]
        if parts:
            conditions[name] = reduce(np.logical_and, parts)
        if lacking is not None and has_many:
            several[name] = lacking
    return CompanyMatches(_scope(companies, question), conditions, several)


def _scope(companies: Companies, question: FacetQuery) -> Marks:
    scope: Marks = companies.is_live.values
    if question.words:
        scope = scope & _meeting(companies, question)
    if question.companies is not None:
        scope = scope & _members(companies, [Members(companies=question.companies)])
    return scope if question.among is None else scope & question.among


def _of_values(
    companies: Companies, question: FacetQuery, facet: str
) -> tuple[Marks | None, Marks | None]:
    ticks, refused = question.ticks.get(facet, ()), question.refused.get(facet, ())
    having = companies.having(facet, ticks) if ticks else None
    return having, ~companies.having(facet, refused) if refused else None


def _of_memberships(
    companies: Companies, question: FacetQuery, kind: str
) -> tuple[Marks | None, Marks | None]:
    asked = question.memberships[kind]
    having = _members(companies, asked.ticked) if asked.ticked else None
    return having, ~_members(companies, asked.refused.values()) if asked.refused else None


def _meeting(companies: Companies, question: FacetQuery) -> Marks:
    """Mark the companies that meet every clause of the words, and those found besides."""
    marks = np.ones(len(companies), dtype=np.bool_)
    for clause in question.words:
        met = np.zeros(len(companies), dtype=np.bool_)
        for option in clause.alternatives:
            met |= _met(companies, option)
        marks &= ~met if clause.is_excluded else met
    marks[companies.keys.codes_of(np.array(question.also, dtype=np.int64))] = True
    marks[0] = False
    return marks


def _met(companies: Companies, option: Alternative) -> Marks:
    marks = np.ones(len(companies), dtype=np.bool_)
    for term in option.terms:
        marks &= companies.with_word(term)
    for term in option.topics:
        marks &= companies.with_topic(term)
    if option.apart:
        marks &= companies.with_split_name(option.apart)
    for facet, values in option.values:
        marks &= companies.having(facet, values)
    if option.companies is not None:
        is_one = np.zeros(len(companies), dtype=np.bool_)
        is_one[companies.keys.codes_of(np.array(option.companies, dtype=np.int64))] = True
        marks &= is_one
    return marks


def tiers(companies: Companies, question: FacetQuery) -> NDArray[np.int8]:
    """Return how well each company meets the words of a question; 0 is best."""
    found = np.full(len(companies), N_TIERS - 1, dtype=np.int8)
    typed = typed_words(question.words)
    if not typed:
        return found
    whole = [
        [replace(option, terms=whole_words(option.terms)) for option in each] for each in typed
    ]
    found[_with_all(companies, companies.with_word, whole)] = 3
    found[_with_all(companies, companies.with_name_word, typed)] = 2
    found[_with_all(companies, companies.with_name_word, whole)] = 1
    found[companies.with_name(" ".join(term.text for each in typed for term in each[0].terms))] = 0
    return found


def _with_all(
    companies: Companies,
    holding: Callable[[Term], Marks],
    clauses: Iterable[Iterable[Alternative]],
) -> Marks:
    """Mark the companies that hold, for each clause, all words of one of its alternatives."""
    ways = ([_with(companies, holding, option) for option in each] for each in clauses)
    return reduce(np.logical_and, (reduce(np.logical_or, several) for several in ways))


def _with(companies: Companies, holding: Callable[[Term], Marks], option: Alternative) -> Marks:
    if option.apart:
        return companies.with_split_name(option.apart)
    return reduce(np.logical_and, map(holding, option.terms))


def count(
    index: FacetIndex,
    question: FacetQuery,
    *,
    most: int | None = None,
    facets: Collection[str] | None = None,
) -> Counts:
    """Count the companies that a question finds, and would find with each other box ticked.

    Args:
        index: of the workspace.
        question: of its parts only ticks and what is refused, of facets of companies, words,
            keys and marks of companies, and gatherings of companies.
        most: values of a long facet that are wanted, with all that as many have; None: all.
        facets: those that are to be counted; None: all.
    """
    companies, found = index.companies, find(index.companies, question)
    everything = found.without("")
    codes = np.flatnonzero(everything)
    by_facet = {}
    for facet in companies.schema.by_company:
        if facets is not None and facet not in facets:
            continue
        marks, here = everything, codes
        if facet in found.conditions:
            marks = found.without_ticks(facet)
            here = np.flatnonzero(marks)
        by_facet[facet] = _by_value(companies, found, question, facet, (marks, here), most=most)
    counted = [kind for kind, asked in question.memberships.items() if asked.counted]
    by_facet |= {kind: _of_members(companies, found, question, kind) for kind in counted}
    return Counts(len(codes), len(codes), by_facet, index.n_waiting)


def _of_members(
    companies: Companies, found: CompanyMatches, question: FacetQuery, kind: str
) -> dict[str, int]:
    """Count the members of each group; members of a refused one count there only."""
    memberships = question.memberships[kind]
    numbers = {}
    for name, members in memberships.counted.items():
        marks = found.without(kind) if name in memberships.refused else found.without_ticks(kind)
        numbers[name] = int(np.count_nonzero(marks & _members(companies, [members])))
    return {name: n for name, n in numbers.items() if n}


def count_values(index: FacetIndex, question: FacetQuery, facet: str) -> dict[str, int]:
    """Count the companies that a question would find with each value of one facet.

    Its own ticks never change that; values that would find nothing are left out.
    """
    companies, found = index.companies, find(index.companies, question)
    marks = found.without_ticks(facet)
    return _by_value(companies, found, question, facet, (marks, np.flatnonzero(marks)), most=None)


def _by_value(
    companies: Companies,
    found: CompanyMatches,
    question: FacetQuery,
    facet: str,
    among: tuple[Marks, NDArray[np.intp]],
    *,
    most: int | None,
) -> dict[str, int]:
    """Count each value of a facet among companies, as marks and as codes; and what is refused."""
    column = companies.schema.by_company[facet]
    by_value = named(
        companies.values[column.column],
        _counted(companies, column, *among),
        most=most if column.is_long else None,
        ticked=question.asked(facet),
        refused=question.refused.get(facet, ()),
    )
    if facet in found.lacking:
        marks = found.without(facet)
        counted = {
            value: int(np.count_nonzero(marks & companies.having(facet, (value,))))
            for value in question.refused.get(facet, ())
        }
        by_value |= {value: n for value, n in counted.items() if n}
    return by_value


def take(
    index: FacetIndex,
    question: FacetQuery,
    n: int,
    *,
    sort: str,
    ranked: Sequence[int] = (),
    beyond: Key | None = None,
    is_back: bool = False,
) -> list[Key]:
    """Return the sort keys of the first companies after a key; the last part is its key.

    Args:
        index: of the workspace.
        question: see `count`.
        n: maximum number.
        sort: `name`, `people` (the most first, then by name) or `relevance`.
        ranked: by relevance, codes of companies that it finds and that come before all others, in
            this order; others follow by tier and name, with `MAX_RANKED` plus their tier.
        beyond: a key as it is returned; it need not be that of a company. None for the front.
        is_back: those before it, the nearest first.
    """
    marks, order = find(index.companies, question).without(""), index.companies.by_name
    name_key = index.companies.name_key
    if sort == "name":
        rows = bitmap_of(np.flatnonzero(marks))
        return [name_key(code) for code in order.take(rows, n, beyond=beyond, is_back=is_back)]
    if sort == "people":
        groups = _by_people(index, np.flatnonzero(marks), n, beyond, is_back=is_back)
        found = take_groups(order, groups, n, beyond=beyond, is_back=is_back)
    else:
        left = marks.copy()
        left[list(ranked)] = False
        tiers = _by_tier(index, question, left, is_back=is_back)
        first = [
            (rank, code)
            for rank, code in enumerate(ranked)
            if beyond is None or (rank < beyond[0] if is_back else rank > beyond[0])
        ]
        if is_back:
            found = take_groups(order, tiers, n, beyond=beyond, is_back=True)
            found += first[::-1][: n - len(found)]
        else:
            found = first[:n]
            found += take_groups(order, tiers, n - len(found), beyond=beyond)
    return [(group, *name_key(code)) for group, code in found]


def first_by_tier(index: FacetIndex, question: FacetQuery, n: int) -> list[int]:
    """Return the codes of the first companies by how well they meet the words, then by name."""
    tiers = _by_tier(index, question, find(index.companies, question).without(""))
    return [code for _, code in take_groups(index.companies.by_name, tiers, n)]


def _by_tier(
    index: FacetIndex, question: FacetQuery, marks: Marks, *, is_back: bool = False
) -> Iterator[tuple[int, BitMap]]:
    codes = np.flatnonzero(marks)
    tier_of = tiers(index.companies, question)[codes]
    for tier in range(N_TIERS - 1, -1, -1) if is_back else range(N_TIERS):
        yield MAX_RANKED + tier, bitmap_of(codes[tier_of == tier])


def _by_people(
    index: FacetIndex, codes: NDArray[np.intp], n: int, beyond: Key | None, *, is_back: bool
) -> Iterator[tuple[int, BitMap]]:
    rank = MAX_PEOPLE - index.people()[codes]
    if beyond is not None:
        yield beyond[0], bitmap_of(codes[rank == beyond[0]])
        is_behind = rank < beyond[0] if is_back else rank > beyond[0]
        codes, rank = codes[is_behind], rank[is_behind]
    if len(codes) > n:  # Those with more people than the last one need not be sorted.
        last = len(codes) - n if is_back else n - 1
        edge = np.partition(rank, last)[last]
        is_near = rank >= edge if is_back else rank <= edge
        codes, rank = codes[is_near], rank[is_near]
    ranks = np.unique(rank).tolist()
    for each in reversed(ranks) if is_back else ranks:
        yield each, bitmap_of(codes[rank == each])


def _members(companies: Companies, several: Iterable[Members]) -> Marks:
    marks = np.zeros(len(companies), dtype=np.bool_)
    for members in several:
        keys = () if members.companies is None else members.companies
        marks[companies.live_codes(np.array(keys, dtype=np.int64))] = True
    marks[0] = False
    return marks


def _counted(
    companies: Companies, facet: Facet, marks: Marks, codes: NDArray[np.intp]
) -> NDArray[np.intp]:
    if not facet.has_many:
        return np.bincount(companies.codes(facet.column)[codes])
    many = companies.many[facet.column]
    if len(codes) * 8 < len(companies):
        return np.bincount(many.of(codes)[1])
    return np.bincount(many.entries.values[marks[many.owner.values]])
