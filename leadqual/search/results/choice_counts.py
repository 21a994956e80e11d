"""Numbers beside the choices of custom fields: what a search would find with each."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from facet_index.index import FacetIndex
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact, CustomField
from leadqual.search.index.index_queries import count_companies_among, count_contacts_among
from leadqual.search.index.list_members import MAX_MEMBERS
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search
from leadqual.search.results.selectors import found_companies, matching_contacts

ChoiceCounts = dict[str, dict[str, int]]
"""Code of a field → choice → number, at least 1."""

_Among = Callable[[int, FacetIndex, Any, Mapping[str, Sequence[int]]], dict[str, int]]


def contact_choice_counts(
    workspace: Workspace, query: ContactQuery, fields: Iterable[CustomField]
) -> ChoiceCounts:
    """Count the people of a search by each choice, whose own ticks do not narrow it.

    One query where the workspace has an index, else one for each field with choices. Of a large
    workspace in which very many people have such a value, nothing is counted.
    """

    def found(rest: ContactQuery) -> "QuerySet[Contact]":
        return matching_contacts(rows, workspace, rest)

    rows = Contact.objects.filter(workspace=workspace)
    return _counts(workspace, query, fields, rows, count_contacts_among, found)


def company_choice_counts(
    workspace: Workspace, query: CompanyQuery, fields: Iterable[CustomField]
) -> ChoiceCounts:
    """Count the companies of a search by each choice, as `contact_choice_counts` does people."""

    def found(rest: CompanyQuery) -> "QuerySet[Company]":
        return found_companies(workspace, rest)

    rows = Company.objects.filter(workspace=workspace)
    return _counts(workspace, query, fields, rows, count_companies_among, found)


def _counts(
    workspace: Workspace,
    query: Search,
    fields: Iterable[CustomField],
    rows: "QuerySet[Any]",
    among: _Among,
    found: "Callable[[Any], QuerySet[Any]]",
) -> ChoiceCounts:
    codes = [field.code for field in fields if field.kind == CustomField.Kind.CHOICE]
    if not codes:
        return {}
    with index_of(workspace.pk) as index:
        if index is None:
            return {code: _of_tables(found(_beside(query, code)), code) for code in codes}
        # The condition is that of the index of the column.
        having = rows.filter(~Q(custom={}), custom__has_any_keys=codes).order_by()
        values = list(having.values_list("pk", "custom")[: MAX_MEMBERS + 1])
        if len(values) > MAX_MEMBERS:
            return {}
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


def _of_tables(rows: "QuerySet[Any]", code: str) -> dict[str, int]:
    having = rows.filter(custom__has_key=code).order_by()
    counted = having.values_list(f"custom__{code}").annotate(n=Count("pk", distinct=True))
    numbers: Counter[str] = Counter()
    for choice, n in counted:
        numbers[str(choice)] += n
    return dict(numbers)


def _beside(query: Search, code: str) -> Search:
    """Return a search without what it asks of one field."""
    others = (one for one in query.ticked("custom") if not one.startswith(f"{code}:"))
    return query.changed(custom=tuple(others))
