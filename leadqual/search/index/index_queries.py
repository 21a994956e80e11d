"""Translate searches into queries to the facet index."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from facet_index import company_search
from facet_index.bitmaps import array_of
from facet_index.facet_counts import count, count_values
from facet_index.facet_values import ValueCodes
from facet_index.index import FacetIndex
from facet_index.orders import Key
from facet_index.result_rows import (
    companies_behind,
    mark_companies,
    take,
    take_all,
)
from facet_index.selection import rows_of, select
from facet_index.types import Counts, FacetQuery, Members, Membership
from leadqual.leads.models import Company, Contact
from leadqual.search.facet_types import by_param
from leadqual.search.facets import COMPANY_FACETS, COMPANY_MEMBERSHIPS, FACETS, MEMBERSHIPS
from leadqual.search.index.company_words import ranked_codes, with_phrases
from leadqual.search.index.list_members import MAX_MEMBERS, members_of
from leadqual.search.index.open_indexes import read_once
from leadqual.search.index.search_words import read_search_words
from leadqual.search.query.query import (
    RELEVANCE,
    CompanyQuery,
    ContactQuery,
)

NO_VERDICT = "none"
_VERDICTS = {"liked": ("like",), "disliked": ("dislike",), NO_VERDICT: ("like", "dislike")}

_CODE = re.compile(r"[a-z0-9_]{1,60}")
_RANGE = re.compile(r"(.*?)\.\.(.*)")
_NOTHING = Q(pk__in=())
_FAR = 1e15

AnyQuery = ContactQuery | CompanyQuery
Shown = Mapping[str, Collection[str]]
"""`list` and `campaign` → keys of those shown next to the search."""


def query_of(
    workspace_id: int, index: FacetIndex, query: ContactQuery, shown: Shown | None = None
) -> FacetQuery:
    """Return the facet query of a search; up to two queries for lists, three for campaigns.

    Args:
        workspace_id: whose search.
        index: of the workspace.
        query: the search.
        shown: lists and campaigns to count; None for none.
    """
    companies = {int(key) for key in query.company} if query.company else None
    return FacetQuery(
        ticks={facet: ticks for facet in by_param(FACETS) if (ticks := query.ticked(facet))},
        refused={facet: values for facet in by_param(FACETS) if (values := query.refused(facet))},
        confidence=query.confidence,
        words=read_search_words(workspace_id, index, query).clauses,
        companies=None if companies is None else sorted(companies),
        contacts=_chosen_keys(workspace_id, query),
        after=query.since,
        memberships=_memberships_of(workspace_id, query, shown or {}),
    )


def _chosen_keys(workspace_id: int, query: ContactQuery) -> tuple[Sequence[int], ...]:
    """Return sets of keys that narrow a search: selected people, and matches of custom fields."""
    ticked = ([int(key) for key in query.contact],) if query.contact else ()
    if not query.custom:
        return ticked
    people = Contact.objects.filter(custom_condition(query.custom), workspace=workspace_id)
    return (*ticked, list(people.order_by().values_list("pk", flat=True)))


def _memberships_of(workspace_id: int, query: AnyQuery, shown: Shown) -> dict[str, Membership]:
    is_people = isinstance(query, ContactQuery)
    records = "people" if is_people else "companies"
    params = by_param(MEMBERSHIPS if is_people else COMPANY_MEMBERSHIPS)
    named = {param: (query.ticked(param), query.refused(param)) for param in params}
    keys = {param: frozenset((*ticked, *refused)) for param, (ticked, refused) in named.items()}
    members = read_once(
        ("members", workspace_id, records, *keys.items()),
        lambda: members_of(workspace_id, keys, records=records),
    )
    counted = members_of(workspace_id, shown, records=records, most=MAX_MEMBERS)
    return {
        param: Membership(
            ticked=[members[param][key] for key in ticked],
            refused={key: members[param][key] for key in refused},
            counted=counted.get(param, {}),
        )
        for param, (ticked, refused) in named.items()
        if ticked or refused or shown.get(param)
    }


def count_found(
    workspace_id: int,
    index: FacetIndex,
    query: AnyQuery,
    *,
    most: int | None,
    shown: Shown | None = None,
    facets: Collection[str] | None = None,
) -> Counts:
    """Return the counts next to a search.

    Args:
        workspace_id: whose search.
        index: of the workspace.
        query: the search.
        most: maximum values of long facets, the most frequent; None for all.
        shown: lists and campaigns to count as well.
        facets: to count; None for all.
    """
    if isinstance(query, CompanyQuery):
        question = company_query_of(workspace_id, index, query, shown)
        return company_search.count(index, question, most=most, facets=facets)
    return count(index, query_of(workspace_id, index, query, shown), most=most, facets=facets)


def count_values_of(
    workspace_id: int, index: FacetIndex, query: AnyQuery, facet: str
) -> dict[str, int]:
    """Return how many records a search would find with each value of one facet."""
    if isinstance(query, CompanyQuery):
        question = company_query_of(workspace_id, index, query)
        return company_search.count_values(index, question, facet)
    return count_values(index, query_of(workspace_id, index, query), facet)


def count_among(
    workspace_id: int, index: FacetIndex, query: AnyQuery, keys: Mapping[str, Sequence[int]]
) -> dict[str, int]:
    """Return how many records of each named set of keys a search finds."""
    if isinstance(query, CompanyQuery):
        marks = _found_companies(workspace_id, index, query)
        living = {
            name: np.unique(index.companies.live_codes(np.array(some, dtype=np.int64)))
            for name, some in keys.items()
        }
        numbers = {
            name: int(np.count_nonzero(marks[codes[codes > 0]])) for name, codes in living.items()
        }
    else:
        total = select(index, query_of(workspace_id, index, query)).total
        sets = {name: rows_of(index, Members(contacts=some)) for name, some in keys.items()}
        numbers = {name: total.intersection_cardinality(rows) for name, rows in sets.items()}
    return {name: n for name, n in numbers.items() if n}


def _found_companies(
    workspace_id: int, index: FacetIndex, query: CompanyQuery
) -> NDArray[np.bool_]:
    found = company_search.find(index.companies, company_query_of(workspace_id, index, query))
    return found.without("")


def value_codes(index: FacetIndex, facet: str, *, of_companies: bool) -> ValueCodes:
    """Return every value of a facet of people, or of one of companies."""
    if of_companies:
        return index.companies.values[index.schema.by_company[facet].column]
    return index.values[facet]


def n_matches(workspace_id: int, index: FacetIndex, query: AnyQuery) -> int:
    """Return how many records a search finds."""
    if isinstance(query, CompanyQuery):
        return int(np.count_nonzero(_found_companies(workspace_id, index, query)))
    return len(select(index, query_of(workspace_id, index, query)).total)


def places_of(
    workspace_id: int,
    index: FacetIndex,
    query: AnyQuery,
    n: int,
    *,
    beyond: Key | None,
    is_back: bool,
) -> list[Key]:
    """Return the sort keys of the first records after a place, the primary key last.

    Args:
        workspace_id: whose search.
        index: of the workspace.
        query: the search with its order.
        n: maximum number.
        beyond: sort key of a record; None for the start.
        is_back: read backwards, nearest first.
    """
    if isinstance(query, CompanyQuery):
        question = company_query_of(workspace_id, index, query)
        ranked = ranked_codes(workspace_id, index, question) if query.sort == RELEVANCE else ()
        return company_search.take(
            index, question, n, sort=query.sort, ranked=ranked, beyond=beyond, is_back=is_back
        )
    question = query_of(workspace_id, index, query)
    return take(index, question, n, sort=query.sort, beyond=beyond, is_back=is_back)


def ordered_keys(workspace_id: int, index: FacetIndex, query: AnyQuery) -> NDArray[np.int64]:
    """Return the keys of all records found, in the order of the search."""
    if isinstance(query, CompanyQuery):
        n = len(index.companies)
        places = places_of(workspace_id, index, query, n, beyond=None, is_back=False)
        return np.array([int(place[-1]) for place in places], dtype=np.int64)
    return take_all(index, query_of(workspace_id, index, query), sort=query.sort)


def unordered_keys(workspace_id: int, index: FacetIndex, query: AnyQuery) -> NDArray[np.int64]:
    """Return the keys of all records found, in any order."""
    keys: NDArray[np.int64]
    if isinstance(query, CompanyQuery):
        keys = index.companies.keys.by_code[_found_companies(workspace_id, index, query)]
    else:
        rows = array_of(select(index, query_of(workspace_id, index, query)).total)
        keys = index.keys.by_code[rows]
    return keys


def company_keys(workspace_id: int, index: FacetIndex, query: ContactQuery) -> NDArray[np.int64]:
    """Return the keys of the companies of the people found, ascending."""
    return companies_behind(index, select(index, query_of(workspace_id, index, query)).total)


def company_query_of(
    workspace_id: int, index: FacetIndex, query: CompanyQuery, shown: Shown | None = None
) -> FacetQuery:
    """Return the facet query of a search for companies; see `query_of`."""
    read = read_search_words(workspace_id, index, query)
    memberships = {
        param: replace(
            membership,
            ticked=[_employers(index, members) for members in membership.ticked],
            refused={
                key: _employers(index, members) for key, members in membership.refused.items()
            },
        )
        for param, membership in _memberships_of(workspace_id, query, shown or {}).items()
    }
    return FacetQuery(
        ticks={
            facet: ticks for facet in by_param(COMPANY_FACETS) if (ticks := query.ticked(facet))
        },
        refused={
            facet: values for facet in by_param(COMPANY_FACETS) if (values := query.refused(facet))
        },
        words=with_phrases(workspace_id, index, read.clauses),
        also=read.near,
        companies=_chosen_companies(workspace_id, query),
        among=_company_marks(workspace_id, index, query),
        memberships=memberships,
    )


def _employers(index: FacetIndex, members: Members) -> Members:
    """Return member companies together with the companies of member people."""
    if not len(members.contacts):
        return members
    return Members(companies=companies_behind(index, rows_of(index, members)))


def _company_marks(
    workspace_id: int, index: FacetIndex, query: CompanyQuery
) -> NDArray[np.bool_] | None:
    """Mark the companies with matching people and verdicts; None for all."""
    marks = None
    if staff := query.staff():
        marks = mark_companies(index, select(index, query_of(workspace_id, index, staff)).total)
    if query.verdict:
        judged = _judged(workspace_id, index, query.verdict)
        marks = judged if marks is None else marks & judged
    return marks


def _judged(workspace_id: int, index: FacetIndex, verdicts: Collection[str]) -> NDArray[np.bool_]:
    companies = index.companies
    marks = np.zeros(len(companies), dtype=np.bool_)
    for verdict in verdicts:
        judged = Company.objects.filter(
            workspace=workspace_id,
            verdicts__is_current=True,
            verdicts__value__in=_VERDICTS.get(verdict, ()),
        )
        found = judged.order_by().values_list("pk", flat=True).distinct()
        keys = np.fromiter(found, dtype=np.int64)
        here = np.zeros(len(companies), dtype=np.bool_)
        here[companies.live_codes(keys)] = True
        marks |= ~here if verdict == NO_VERDICT else here
    marks[0] = False
    return marks


def _chosen_companies(workspace_id: int, query: CompanyQuery) -> list[int] | None:
    """Return the keys that narrow a search for companies; None if nothing does."""
    ticked = {int(key) for key in query.company}
    if not query.custom:
        return sorted(ticked) if ticked else None
    found = Company.objects.filter(custom_condition(query.custom), workspace=workspace_id)
    if ticked:
        found = found.filter(pk__in=ticked)
    return sorted(found.order_by().values_list("pk", flat=True))


def people_of_companies(index: FacetIndex, keys: Sequence[int]) -> list[int]:
    """Return the number of contacts of each company."""
    codes = index.companies.keys.codes_of(np.array(keys, dtype=np.int64))
    found: list[int] = index.people()[codes].tolist()
    return found


def custom_condition(values: Sequence[str]) -> Q:
    """Return the condition that a record matches the custom field filters.

    `code:value` is the value itself, `code:min..max` a range of numbers or dates with an optional
    end, and `code:~words` a text with the words. Values of a field are joined by OR, fields by AND.
    """
    by_code: dict[str, Q] = defaultdict(Q)
    for value in values:
        code, _, wanted = value.partition(":")
        if not _CODE.fullmatch(code) or not wanted:
            return _NOTHING
        by_code[code] |= _having(code, wanted)
    condition = Q()
    for of_field in by_code.values():
        condition &= of_field
    return condition


def _having(code: str, wanted: str) -> Q:
    if wanted.startswith("~"):
        return Q(**{f"custom__{code}__icontains": wanted[1:]})
    if found := _RANGE.fullmatch(wanted):
        return _between(code, found[1].strip(), found[2].strip())
    same = Q(custom__contains={code: wanted})
    number = _number(wanted)
    return same if number is None else same | Q(custom__contains={code: number})


def _between(code: str, least: str, most: str) -> Q:
    ends = [end for end in (least, most) if end]
    numbers, dates = [_number(end) for end in ends], [_date(end) for end in ends]
    if not ends or (None in numbers and None in dates):
        return _NOTHING
    is_number = None not in numbers
    read, low, high = (_number, -_FAR, _FAR) if is_number else (_date, "0", "9999-12-31")
    # Always both ends: JSON sorts text below numbers, so that one end would match the other type.
    lower = read(least) if least else low
    upper = read(most) if most else high
    return Q(**{f"custom__{code}__gte": lower, f"custom__{code}__lte": upper})


def _number(text: str) -> int | float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    if not abs(value) <= _FAR:  # NaN is not allowed.
        return None
    return int(value) if value.is_integer() else value


def _date(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
