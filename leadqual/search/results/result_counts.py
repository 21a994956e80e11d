"""Counts next to the search: the number of results with each value selected."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from facet_index.types import Counts
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, CustomField, TitleLabel, TitleSum
from leadqual.search.index.index_queries import (
    AnyQuery,
    Shown,
    count_among,
    count_departments_by_level,
    count_found,
    count_values_of,
)
from leadqual.search.index.list_members import MAX_MEMBERS
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.selectors import kind_of
from leadqual.taxonomy.models import Department

ChoiceCounts = dict[str, dict[str, int]]
"""Code of a field → choice → count, at least 1."""

_NO_LEVEL = ""


def counts_of(
    workspace: Workspace,
    query: AnyQuery,
    *,
    most: int | None = None,
    shown: Shown | None = None,
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


def department_levels(workspace: Workspace, query: ContactQuery) -> Mapping[tuple[str, str], int]:
    """Return slugs of department and level → number of people, without empty pairs.

    Selected functions and levels are ignored, only the rest of the search narrows. A person with
    functions in two departments counts in both.
    """
    beside = query.changed(function=(), department=(), unclassified=(), level=())
    with index_of(workspace.pk) as index:
        return count_departments_by_level(workspace.pk, index, beside)


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
    having = rows.filter(~Q(custom={}), custom__has_any_keys=codes).order_by()
    values = list(having.values_list("pk", "custom")[: MAX_MEMBERS + 1])
    if len(values) > MAX_MEMBERS:
        return {}
    with index_of(workspace.pk) as index:
        return {
            code: count_among(workspace.pk, index, _beside(query, code), _by_choice(values, code))
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


def _beside(query: AnyQuery, code: str) -> AnyQuery:
    """Return a search without its filters by one field."""
    others = (one for one in query.ticked("custom") if not one.startswith(f"{code}:"))
    return query.changed(custom=tuple(others))


# The people of one company by department and level, and its departments without people.


@dataclass(frozen=True, slots=True)
class TitleSums:
    """Sums over the job titles of a workspace.

    Args:
        n_people: number of contacts with a title.
        n_known: number of those whose title is matched in the dictionary.
        n_other: number of those whose title was classified without a label.
    """

    n_titles: int
    n_pending: int
    n_people: int
    n_known: int
    n_other: int


def sums_of(workspace: Workspace) -> TitleSums:
    """Return the sums over the titles of a workspace; one query."""
    names = ("n_titles", "n_pending", "n_people", "n_known", "n_other")
    rows = TitleSum.objects.filter(workspace=workspace)
    sums = rows.aggregate(**{name: Sum(name, default=0) for name in names})
    return TitleSums(**{name: int(sums[name]) for name in names})


@dataclass(frozen=True, slots=True)
class DepartmentStaff:
    """The people of a company in one department.

    Args:
        n_people: number of people, each counted once.
        by_level: slug of a level, "" for none → number of people.
    """

    slug: str
    name: str
    n_people: int
    by_level: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CompanyStaff:
    """The people of a company, according to their titles.

    Args:
        departments: with people, most people first.
        levels: slug and name of levels with people, most senior first; "" for none.
        gaps: slug and name of departments without people; empty if nobody is classified.
    """

    departments: Sequence[DepartmentStaff]
    levels: Sequence[tuple[str, str]]
    gaps: Sequence[tuple[str, str]]


def staff_of_company(workspace: Workspace, company: Company) -> CompanyStaff:
    """Return the people of a company by department and level; two queries."""
    labels = TitleLabel.objects.filter(
        job_title__contacts__workspace=workspace,
        job_title__contacts__company=company,
        function__retired_at=None,
    )
    level = ("job_title__level__rank", "job_title__level__slug", "job_title__level__name")
    rows = labels.values_list("function__department__slug", *level).annotate(
        n=Count("job_title__contacts", distinct=True)
    )
    found: dict[str, dict[str, int]] = {}
    ranked: dict[int, tuple[str, str]] = {}
    for department, rank, slug, name, n in rows.order_by():
        found.setdefault(department, {})[slug or _NO_LEVEL] = n
        if slug:
            ranked[rank] = (slug, name)
    names = dict(Department.objects.filter(retired_at=None).values_list("slug", "name"))
    departments = [
        # A title has one level, so the levels of a department add up to its people.
        DepartmentStaff(slug, names[slug], sum(by_level.values()), by_level)
        for slug, by_level in found.items()
        if slug in names
    ]
    used = {level for row in departments for level in row.by_level}
    named = [one for _, one in sorted(ranked.items()) if one[0] in used]
    gaps = [(slug, name) for slug, name in names.items() if slug not in found]
    return CompanyStaff(
        departments=sorted(departments, key=lambda row: (-row.n_people, row.slug)),
        levels=[*named, *([(_NO_LEVEL, "No level")] if _NO_LEVEL in used else [])],
        gaps=gaps if departments else [],
    )
