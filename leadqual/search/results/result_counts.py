"""Counts next to the search: the number of results with each value selected."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q

from facet_index.types import Counts
from leadqual.accounts.models import Workspace
from leadqual.leads.models import CustomField
from leadqual.search.index.index_queries import (
    AnyQuery,
    ShownMemberships,
    count_among,
    count_found,
    count_values_of,
)
from leadqual.search.index.list_members import MAX_MEMBERS
from leadqual.search.index.open_indexes import index_of
from leadqual.search.results.kinds import kind_of

ChoiceCounts = dict[str, dict[str, int]]
"""Code of a field → choice → count, at least 1."""


def counts_of(
    workspace: Workspace,
    query: AnyQuery,
    *,
    most: int | None = None,
    shown: ShownMemberships | None = None,
    facets: Collection[str] | None = None,
) -> Counts:
    """Count the people or companies of a search, and for each value next to it.

    A person whose title has functions of several departments counts once in each, however many of
    a department's functions the title has.

    Args:
        workspace: whose records.
        query: the search.
        most: maximum values of a long facet, the most frequent; None for all.
        shown: lists and campaigns to count as well, unless they have very many people.
        facets: whose values are counted; None for all.
    """
    with index_of(workspace.pk) as index:
        return count_found(workspace.pk, index, query, most=most, shown=shown, facets=facets)


def value_counts(workspace: Workspace, query: AnyQuery, param: str) -> Mapping[str, int]:
    """Return value → number of results with it, for all values of one facet."""
    with index_of(workspace.pk) as index:
        return count_values_of(workspace.pk, index, query, param)


def choice_counts(
    workspace: Workspace, query: AnyQuery, fields: Iterable[CustomField]
) -> ChoiceCounts:
    """Count the records of a search by each choice, ignoring selections of the same field.

    One query. Nothing is counted in a large workspace in which very many records have a value.
    """
    codes = [field.code for field in fields if field.kind == CustomField.Kind.CHOICE]
    if not codes:
        return {}
    rows = kind_of(query).model._default_manager.filter(workspace=workspace)
    # The same condition as the index of the column.
    with_values = rows.filter(~Q(custom={}), custom__has_any_keys=codes).order_by()
    values = list(with_values.values_list("pk", "custom")[: MAX_MEMBERS + 1])
    if len(values) > MAX_MEMBERS:
        return {}
    with index_of(workspace.pk) as index:
        return {
            code: count_among(
                workspace.pk, index, _without_field(query, code), _by_choice(values, code)
            )
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


def _without_field(query: AnyQuery, code: str) -> AnyQuery:
    """Return a search without its filters by one field."""
    others = (value for value in query.ticked("custom") if not value.startswith(f"{code}:"))
    return query.changed(custom=tuple(others))
