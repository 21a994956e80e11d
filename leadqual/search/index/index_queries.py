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
    companies_of_rows,
    mark_companies,
    take,
    take_all,
)
from facet_index.selection import rows_of, select
from facet_index.types import Counts, FacetQuery, Members, Membership
from leadqual.leads.models import Company, Contact
from leadqual.search.facet_types import by_param
from leadqual.search.facets import COMPANY_FACETS, COMPANY_MEMBERSHIPS, FACETS, MEMBERSHIPS
from leadqual.search.index.company_words import ranked_codes, resolve_phrases
from leadqual.search.index.list_members import MAX_MEMBERS, members_of
from leadqual.search.index.open_indexes import read_cached
from leadqual.search.index.search_words import parse_search_words
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
_MAX_NUMBER = 1e15

AnyQuery = ContactQuery | CompanyQuery
ShownMemberships = Mapping[str, Collection[str]]
"""`list` and `campaign` → keys of those shown next to the search."""


def query_of(
    workspace_id: int, index: FacetIndex, query: ContactQuery, shown: ShownMemberships | None = None
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
        selected={facet: ticks for facet in by_param(FACETS) if (ticks := query.ticked(facet))},
        excluded={facet: values for facet in by_param(FACETS) if (values := query.refused(facet))},
        confidence=query.confidence,
        words=parse_search_words(workspace_id, index, query).clauses,
        companies=None if companies is None else sorted(companies),
        contacts=_selected_keys(workspace_id, query),
        after=query.since,
        memberships=_memberships_of(workspace_id, query, shown or {}),
    )


def _selected_keys(workspace_id: int, query: ContactQuery) -> tuple[Sequence[int], ...]:
    """Return sets of keys that narrow a search: selected people, and matches of custom fields."""
    ticked = ([int(key) for key in query.contact],) if query.contact else ()
    if not query.custom:
        return ticked
    people = Contact.objects.filter(custom_condition(query.custom), workspace=workspace_id)
    return (*ticked, list(people.order_by().values_list("pk", flat=True)))


def _memberships_of(
    workspace_id: int, query: AnyQuery, shown: ShownMemberships
) -> dict[str, Membership]:
    is_people = isinstance(query, ContactQuery)
    records = "people" if is_people else "companies"
    params = by_param(MEMBERSHIPS if is_people else COMPANY_MEMBERSHIPS)
    selected_by_param = {param: (query.ticked(param), query.refused(param)) for param in params}
    keys = {
        param: frozenset((*ticked, *refused))
        for param, (ticked, refused) in selected_by_param.items()
    }
    members = read_cached(
        ("members", workspace_id, records, *keys.items()),
        lambda: members_of(workspace_id, keys, records=records),
    )
    counted = members_of(workspace_id, shown, records=records, max_members=MAX_MEMBERS)
    return {
        param: Membership(
            selected=[members[param][key] for key in ticked],
            excluded={key: members[param][key] for key in refused},
            counted=counted.get(param, {}),
        )
        for param, (ticked, refused) in selected_by_param.items()
        if ticked or refused or shown.get(param)
    }


def count_found(
    workspace_id: int,
    index: FacetIndex,
    query: AnyQuery,
    *,
    most: int | None,
    shown: ShownMemberships | None = None,
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
        facet_query = company_query_of(workspace_id, index, query, shown)
        return company_search.count(index, facet_query, most=most, facets=facets)
    return count(index, query_of(workspace_id, index, query, shown), most=most, facets=facets)


def count_values_of(
    workspace_id: int, index: FacetIndex, query: AnyQuery, facet: str
) -> dict[str, int]:
    """Return how many records a search would find with each value of one facet."""
    if isinstance(query, CompanyQuery):
        facet_query = company_query_of(workspace_id, index, query)
        return company_search.count_values(index, facet_query, facet)
    return count_values(index, query_of(workspace_id, index, query), facet)


def count_among(
    workspace_id: int, index: FacetIndex, query: AnyQuery, keys: Mapping[str, Sequence[int]]
) -> dict[str, int]:
    """Return how many records of each named set of keys a search finds."""
    if isinstance(query, CompanyQuery):
        marks = _result_marks(workspace_id, index, query)
        live_codes_by_name = {
            name: np.unique(index.companies.live_codes(np.array(keys_of_name, dtype=np.int64)))
            for name, keys_of_name in keys.items()
        }
        counts = {
            name: int(np.count_nonzero(marks[codes[codes > 0]]))
            for name, codes in live_codes_by_name.items()
        }
    else:
        total = select(index, query_of(workspace_id, index, query)).total
        rows_by_name = {
            name: rows_of(index, Members(contacts=keys_of_name))
            for name, keys_of_name in keys.items()
        }
        counts = {name: total.intersection_cardinality(rows) for name, rows in rows_by_name.items()}
    return {name: n for name, n in counts.items() if n}


def _result_marks(workspace_id: int, index: FacetIndex, query: CompanyQuery) -> NDArray[np.bool_]:
    matched = company_search.find(index.companies, company_query_of(workspace_id, index, query))
    return matched.without("")


def value_codes(index: FacetIndex, facet: str, *, of_companies: bool) -> ValueCodes:
    """Return every value of a facet of people, or of one of companies."""
    if of_companies:
        return index.companies.values[index.schema.by_company[facet].column]
    return index.values[facet]


def count_matches(workspace_id: int, index: FacetIndex, query: AnyQuery) -> int:
    """Return how many records a search finds."""
    if isinstance(query, CompanyQuery):
        return int(np.count_nonzero(_result_marks(workspace_id, index, query)))
    return len(select(index, query_of(workspace_id, index, query)).total)


def page_sort_keys(
    workspace_id: int,
    index: FacetIndex,
    query: AnyQuery,
    n: int,
    *,
    start_key: Key | None,
    is_backward: bool,
) -> list[Key]:
    """Return the sort keys of the first records after a place, the primary key last.

    Args:
        workspace_id: whose search.
        index: of the workspace.
        query: the search with its order.
        n: maximum number.
        start_key: sort key of a record; None for the start.
        is_backward: read backwards, nearest first.
    """
    if isinstance(query, CompanyQuery):
        facet_query = company_query_of(workspace_id, index, query)
        ranked = ranked_codes(workspace_id, index, facet_query) if query.sort == RELEVANCE else ()
        return company_search.take(
            index,
            facet_query,
            n,
            sort=query.sort,
            ranked=ranked,
            start_key=start_key,
            is_backward=is_backward,
        )
    facet_query = query_of(workspace_id, index, query)
    return take(
        index, facet_query, n, sort=query.sort, start_key=start_key, is_backward=is_backward
    )


def ordered_keys(workspace_id: int, index: FacetIndex, query: AnyQuery) -> NDArray[np.int64]:
    """Return the keys of all records found, in the order of the search."""
    if isinstance(query, CompanyQuery):
        n = len(index.companies)
        sort_keys = page_sort_keys(workspace_id, index, query, n, start_key=None, is_backward=False)
        return np.array([int(sort_key[-1]) for sort_key in sort_keys], dtype=np.int64)
    return take_all(index, query_of(workspace_id, index, query), sort=query.sort)


def unordered_keys(workspace_id: int, index: FacetIndex, query: AnyQuery) -> NDArray[np.int64]:
    """Return the keys of all records found, in any order."""
    keys: NDArray[np.int64]
    if isinstance(query, CompanyQuery):
        keys = index.companies.keys.by_code[_result_marks(workspace_id, index, query)]
    else:
        rows = array_of(select(index, query_of(workspace_id, index, query)).total)
        keys = index.keys.by_code[rows]
    return keys


def company_keys(workspace_id: int, index: FacetIndex, query: ContactQuery) -> NDArray[np.int64]:
    """Return the keys of the companies of the people found, ascending."""
    return companies_of_rows(index, select(index, query_of(workspace_id, index, query)).total)


def company_query_of(
    workspace_id: int, index: FacetIndex, query: CompanyQuery, shown: ShownMemberships | None = None
) -> FacetQuery:
    """Return the facet query of a search for companies; see `query_of`."""
    parsed = parse_search_words(workspace_id, index, query)
    memberships = {
        param: replace(
            membership,
            selected=[_employers(index, members) for members in membership.selected],
            excluded={
                key: _employers(index, members) for key, members in membership.excluded.items()
            },
        )
        for param, membership in _memberships_of(workspace_id, query, shown or {}).items()
    }
    return FacetQuery(
        selected={
            facet: ticks for facet in by_param(COMPANY_FACETS) if (ticks := query.ticked(facet))
        },
        excluded={
            facet: values for facet in by_param(COMPANY_FACETS) if (values := query.refused(facet))
        },
        words=resolve_phrases(workspace_id, index, parsed.clauses),
        also_companies=parsed.near,
        companies=_selected_companies(workspace_id, query),
        company_marks=_company_marks(workspace_id, index, query),
        memberships=memberships,
    )


def _employers(index: FacetIndex, members: Members) -> Members:
    """Return member companies together with the companies of member people."""
    if not len(members.contacts):
        return members
    return Members(companies=companies_of_rows(index, rows_of(index, members)))


def _company_marks(
    workspace_id: int, index: FacetIndex, query: CompanyQuery
) -> NDArray[np.bool_] | None:
    """Mark the companies with matching people and verdicts; None for all."""
    marks = None
    if staff := query.staff():
        marks = mark_companies(index, select(index, query_of(workspace_id, index, staff)).total)
    if query.verdict:
        marks_of_verdict = _verdict_marks(workspace_id, index, query.verdict)
        marks = marks_of_verdict if marks is None else marks & marks_of_verdict
    return marks


def _verdict_marks(
    workspace_id: int, index: FacetIndex, verdicts: Collection[str]
) -> NDArray[np.bool_]:
    companies = index.companies
    marks = np.zeros(len(companies), dtype=np.bool_)
    for verdict in verdicts:
        marks_of_verdict = Company.objects.filter(
            workspace=workspace_id,
            verdicts__is_current=True,
            verdicts__value__in=_VERDICTS.get(verdict, ()),
        )
        matched = marks_of_verdict.order_by().values_list("pk", flat=True).distinct()
        keys = np.fromiter(matched, dtype=np.int64)
        verdict_marks = np.zeros(len(companies), dtype=np.bool_)
        verdict_marks[companies.live_codes(keys)] = True
        marks |= ~verdict_marks if verdict == NO_VERDICT else verdict_marks
    marks[0] = False
    return marks


def _selected_companies(workspace_id: int, query: CompanyQuery) -> list[int] | None:
    """Return the keys that narrow a search for companies; None if nothing does."""
    ticked = {int(key) for key in query.company}
    if not query.custom:
        return sorted(ticked) if ticked else None
    matched = Company.objects.filter(custom_condition(query.custom), workspace=workspace_id)
    if ticked:
        matched = matched.filter(pk__in=ticked)
    return sorted(matched.order_by().values_list("pk", flat=True))


def people_of_companies(index: FacetIndex, keys: Sequence[int]) -> list[int]:
    """Return the number of contacts of each company."""
    codes = index.companies.keys.codes_of(np.array(keys, dtype=np.int64))
    matched: list[int] = index.people_per_company()[codes].tolist()
    return matched


def custom_condition(values: Sequence[str]) -> Q:
    """Return the condition that a record matches the custom field filters.

    `code:value` is the value itself, `code:min..max` a range of numbers or dates with an optional
    end, and `code:~words` a text with the words. Values of a field are joined by OR, fields by AND.
    """
    by_code: dict[str, Q] = defaultdict(Q)
    for value in values:
        code, _, text = value.partition(":")
        if not _CODE.fullmatch(code) or not text:
            return _NOTHING
        by_code[code] |= _value_condition(code, text)
    condition = Q()
    for field_condition in by_code.values():
        condition &= field_condition
    return condition


def _value_condition(code: str, text: str) -> Q:
    if text.startswith("~"):
        return Q(**{f"custom__{code}__icontains": text[1:]})
    if matched := _RANGE.fullmatch(text):
        return _range_condition(code, matched[1].strip(), matched[2].strip())
    condition_of_value = Q(custom__contains={code: text})
    number = _number(text)
    return (
        condition_of_value
        if number is None
        else condition_of_value | Q(custom__contains={code: number})
    )


def _range_condition(code: str, least: str, max_members: str) -> Q:
    ends = [end for end in (least, max_members) if end]
    counts, dates = [_number(end) for end in ends], [_date(end) for end in ends]
    if not ends or (None in counts and None in dates):
        return _NOTHING
    is_number = None not in counts
    parsed, low, high = (
        (_number, -_MAX_NUMBER, _MAX_NUMBER) if is_number else (_date, "0", "9999-12-31")
    )
    # Always both ends: JSON sorts text below numbers, so that one end would match the other type.
    lower = parsed(least) if least else low
    upper = parsed(max_members) if max_members else high
    return Q(**{f"custom__{code}__gte": lower, f"custom__{code}__lte": upper})


def _number(text: str) -> int | float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    if not abs(value) <= _MAX_NUMBER:  # NaN is not allowed.
        return None
    return int(value) if value.is_integer() else value


def _date(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
