"""Numbers beside the search: what would be there if a box were ticked."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Count, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact
from leadqual.search.facets.facet_table import COMPANY_FACETS, MANY_VALUED, Facet, Kind
from leadqual.search.index.index_queries import (
    Shown,
    count_companies,
    count_company_values,
    count_contact_values,
    count_contacts,
)
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.query.sql_conditions import (
    company_excludes,
    company_facets,
    company_having,
    company_scope,
    contact_excludes,
    contact_scope,
    contact_ticks,
    joined,
)
from leadqual.search.results.count_statement import (
    BITS,
    CONTACT_COLUMNS,
    SUMS,
    count_statement,
)
from leadqual.search.results.single_counts import (
    company_member_counts,
    excluded_counts,
    member_counts,
)

_COUNTS = count_statement()

MAX_READ = 100_000
"""Rows that are read while somebody types; above, values wait for the index."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a search finds, and what each box would find.

    Args:
        total: rows of the search itself.
        n_companies: companies behind them.
        by_facet: parameter → value → number, at least 1; a value that is missing counts 0.
        n_waiting: changed rows that are not counted yet; new files of the index are being made.
    """

    total: int
    n_companies: int
    by_facet: Mapping[str, Mapping[str, int]]
    n_waiting: int = 0

    def of(self, param: str, value: str) -> int:
        return self.by_facet.get(param, {}).get(value, 0)


def contact_counts(
    workspace: Workspace,
    query: ContactQuery,
    *,
    most: int | None = None,
    shown: Shown | None = None,
) -> Counts:
    """Count the people of a search and of each box beside it.

    A person whose title holds functions of two departments counts once under each, and once in a
    department however many of its functions the title holds.

    Args:
        workspace: whose people.
        query: the search.
        most: of a facet of many values, those that most people have are enough; None for all.
        shown: lists and campaigns that are counted as well; of those of very many people none is.
    """
    with index_of(workspace.pk) as index:
        if index is not None:
            counted = count_contacts(workspace.pk, index, query, most=most, shown=shown)
            return Counts(counted.total, counted.n_companies, counted.by_facet, counted.n_waiting)
    return contact_counts_of_tables(workspace, query, shown=shown)


def contact_counts_of_tables(
    workspace: Workspace, query: ContactQuery, *, shown: Shown | None = None
) -> Counts:
    """Count as `contact_counts` does, from the tables; one query, which reads every contact.

    Up to three more for the lists and campaigns that are shown, and one for each value left out of
    the tree and of technologies.
    """
    lacks = contact_excludes(workspace, query)
    several = [lacks.pop(facet) for facet in MANY_VALUED & lacks.keys()]
    everyone: QuerySet[Contact, Any] = (
        Contact.objects.filter(workspace=workspace)
        .filter(contact_scope(workspace, query), *several)
        .annotate(failed=_failed(joined(contact_ticks(workspace, query), lacks)))
        .values(*CONTACT_COLUMNS, "failed")
    )
    by_facet: dict[str, dict[str, int]] = defaultdict(dict)
    for facet, value, n in _counted(everyone, query.confidence):
        if n and (value or facet in SUMS):
            by_facet[facet][value] = n
    total, n_companies = (by_facet.pop(name, {}).get("", 0) for name in SUMS)
    for param, value, n in excluded_counts(workspace, query):
        by_facet[param][value] = n
    for param, keys in (shown or {}).items():
        if keys:
            by_facet[param] = member_counts(workspace, query, param, keys)
    return Counts(total, n_companies, dict(by_facet))


def _counted(everyone: QuerySet[Contact, Any], confidence: float) -> list[tuple[str, str, int]]:
    """Return (facet, value, number) of all boxes; the database need not be asked about nobody."""
    try:
        inner, params = everyone.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.replace(":everyone", inner), [*params, confidence])
        rows: list[tuple[str, str, int]] = cursor.fetchall()
    return rows


def company_counts(
    workspace: Workspace,
    query: CompanyQuery,
    *,
    most: int | None = None,
    shown: Shown | None = None,
) -> Counts:
    """Count the companies of a search and of each box beside it.

    Args:
        workspace: whose companies.
        query: the search.
        most: of a facet of many values, those that most companies have are enough; None for all.
        shown: lists that are counted as well.
    """
    with index_of(workspace.pk) as index:
        if index is not None:
            counted = count_companies(workspace.pk, index, query, most=most, shown=shown)
            return Counts(counted.total, counted.n_companies, counted.by_facet, counted.n_waiting)
    return company_counts_of_tables(workspace, query, shown=shown)


def company_counts_of_tables(
    workspace: Workspace, query: CompanyQuery, *, shown: Shown | None = None
) -> Counts:
    """Count as `company_counts` does, from the tables; a query for each facet.

    Each reads every company.

    One more for each technology and region that is left out, and two for the lists.
    """
    conditions, lacks = company_facets(query), company_excludes(query)
    scope = Company.objects.filter(workspace=workspace).filter(company_scope(workspace, query))
    by_facet: dict[str, dict[str, int]] = {}
    for facet in COMPANY_FACETS:
        param = facet.param
        rest = scope.filter(*(c for other, c in conditions.items() if other != param))
        refused = query.refused(param) if facet.kind is Kind.TEXTS else ()
        by_facet[param] = _column_counts(rest.filter(lacks[param]) if refused else rest, facet)
        for value in refused:
            if n := rest.filter(company_having(param, (value,))).count():
                by_facet[param][value] = n
    for param, keys in (shown or {}).items():
        if keys:
            by_facet[param] = company_member_counts(workspace, query, param, keys)
    total = scope.filter(*conditions.values()).count()
    return Counts(total, total, by_facet)


def contact_values(
    workspace: Workspace, query: ContactQuery, param: str
) -> Mapping[str, int] | None:
    """Return all values of one facet of people → what the search would find with each of them.

    None in a large workspace whose index is being made: to read all its tables for each key that
    somebody types would hold up everybody else.
    """
    with index_of(workspace.pk) as index:
        if index is not None:
            return count_contact_values(workspace.pk, index, query, param)
    if _is_large(Contact.objects.filter(workspace=workspace)):
        return None
    return contact_counts_of_tables(workspace, query).by_facet.get(param, {})


def company_values(
    workspace: Workspace, query: CompanyQuery, param: str
) -> Mapping[str, int] | None:
    """Return all values of one facet of companies → what the search would find with each.

    None as in `contact_values`.
    """
    with index_of(workspace.pk) as index:
        if index is not None:
            return count_company_values(workspace.pk, index, query, param)
    if _is_large(Company.objects.filter(workspace=workspace)):
        return None
    return company_counts_of_tables(workspace, query).by_facet.get(param, {})


def _is_large(rows: QuerySet[Any]) -> bool:
    return rows.order_by()[: MAX_READ + 1].count() > MAX_READ


def _column_counts(companies: QuerySet[Company], facet: Facet) -> dict[str, int]:
    is_array = facet.kind is Kind.TEXTS
    column = Func(facet.column, function="unnest") if is_array else F(facet.column)
    # A company that names a value twice counts once.
    counted: QuerySet[Company, Any] = (
        companies.annotate(value=column).values_list("value").annotate(n=Count("pk", distinct=True))
    )
    named = ((str(value or facet.absent), n) for value, n in counted.order_by())
    return {value: n for value, n in named if value}


def _failed(conditions: Mapping[str, Q]) -> Combinable:
    failed: Combinable = Value(0)
    for facet, condition in conditions.items():
        # An unknown value (no company, no title) fails: it lands in the default, too.
        failed = failed + Case(
            When(condition, then=0), default=BITS[facet], output_field=IntegerField()
        )
    return failed
