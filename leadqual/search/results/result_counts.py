"""Numbers beside the search: what would be there if a box were ticked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from facet_index.index import FacetIndex
from facet_index.types import Counts
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact, CustomField
from leadqual.search.index.index_queries import (
    Shown,
    count_companies,
    count_companies_among,
    count_company_values,
    count_contact_values,
    count_contacts,
    count_contacts_among,
    count_departments_by_level,
)
from leadqual.search.index.list_members import MAX_MEMBERS
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search

ChoiceCounts = dict[str, dict[str, int]]
"""Code of a field → choice → number, at least 1."""

_Among = Callable[[int, FacetIndex, Any, Mapping[str, Sequence[int]]], dict[str, int]]


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
        return count_contacts(workspace.pk, index, query, most=most, shown=shown)


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
        return count_companies(workspace.pk, index, query, most=most, shown=shown)


def contact_values(workspace: Workspace, query: ContactQuery, param: str) -> Mapping[str, int]:
    """Return all values of one facet of people → what the search would find with each of them."""
    with index_of(workspace.pk) as index:
        return count_contact_values(workspace.pk, index, query, param)


def company_values(workspace: Workspace, query: CompanyQuery, param: str) -> Mapping[str, int]:
    """Return all values of one facet of companies → what the search would find with each."""
    with index_of(workspace.pk) as index:
        return count_company_values(workspace.pk, index, query, param)


def department_levels(workspace: Workspace, query: ContactQuery) -> Mapping[tuple[str, str], int]:
    """Return slugs of department and level → number of people; pairs without people are left out.

    What is ticked of functions and levels narrows nothing, as beside the boxes: the search says
    what else is looked for. A person with functions in two departments counts in both.
    """
    beside = query.changed(function=(), department=(), unclassified=(), level=())
    with index_of(workspace.pk) as index:
        return count_departments_by_level(workspace.pk, index, beside)


def contact_choice_counts(
    workspace: Workspace, query: ContactQuery, fields: Iterable[CustomField]
) -> ChoiceCounts:
    """Count the people of a search by each choice, whose own ticks do not narrow it.

    One query. Of a large workspace in which very many people have such a value, nothing is counted.
    """
    rows = Contact.objects.filter(workspace=workspace)
    return _counts(workspace, query, fields, rows, count_contacts_among)


def company_choice_counts(
    workspace: Workspace, query: CompanyQuery, fields: Iterable[CustomField]
) -> ChoiceCounts:
    """Count the companies of a search by each choice, as `contact_choice_counts` does people."""
    rows = Company.objects.filter(workspace=workspace)
    return _counts(workspace, query, fields, rows, count_companies_among)


def _counts(
    workspace: Workspace,
    query: Search,
    fields: Iterable[CustomField],
    rows: "QuerySet[Any]",
    among: _Among,
) -> ChoiceCounts:
    codes = [field.code for field in fields if field.kind == CustomField.Kind.CHOICE]
    if not codes:
        return {}
    # The condition is that of the index of the column.
    having = rows.filter(~Q(custom={}), custom__has_any_keys=codes).order_by()
    values = list(having.values_list("pk", "custom")[: MAX_MEMBERS + 1])
    if len(values) > MAX_MEMBERS:
        return {}
    with index_of(workspace.pk) as index:
        return {
            code: among(workspace.pk, index, _beside(query, code), _by_choice(values, code))
            for code in codes
        }


def _by_choice(
    values: Iterable[tuple[int, Mapping[str, object]]], code: str
) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = defaultdict(list)
    for key, custom in values:
        if code in custom:
            keys[str(custom[code])].append(key)
    return keys


def _beside(query: Search, code: str) -> Search:
    """Return a search without what it asks of one field."""
    others = (one for one in query.ticked("custom") if not one.startswith(f"{code}:"))
    return query.changed(custom=tuple(others))
