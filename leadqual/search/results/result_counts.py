"""Numbers next to the search: what would be there if a box were selected."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from leadqual.taxonomy.selectors import department_tree, levels

ChoiceCounts = dict[str, dict[str, int]]
"""Code of a field → choice → number, at least 1."""


def counts_of(
    workspace: Workspace, query: AnyQuery, *, most: int | None = None, shown: Shown | None = None
) -> Counts:
    """Count the people or companies of a search and of each box next to it.

    A person whose title holds functions of two departments counts once under each, and once in a
    department however many of its functions the title holds.

    Args:
        workspace: whose records.
        query: the search.
        most: of a facet of many values, those that most records have are enough; None for all.
        shown: lists and campaigns that are counted as well; of those of very many people none is.
    """
    with index_of(workspace.pk) as index:
        return count_found(workspace.pk, index, query, most=most, shown=shown)


def value_counts(workspace: Workspace, query: AnyQuery, param: str) -> Mapping[str, int]:
    """Return all values of one facet → what the search would find with each of them."""
    with index_of(workspace.pk) as index:
        return count_values_of(workspace.pk, index, query, param)


def department_levels(workspace: Workspace, query: ContactQuery) -> Mapping[tuple[str, str], int]:
    """Return slugs of department and level → number of people; pairs without people are left out.

    What is selected of functions and levels narrows nothing, as next to the boxes: the search says
    what else is looked for. A person with functions in two departments counts in both.
    """
    beside = query.changed(function=(), department=(), unclassified=(), level=())
    with index_of(workspace.pk) as index:
        return count_departments_by_level(workspace.pk, index, beside)


def choice_counts(
    workspace: Workspace, query: AnyQuery, fields: Iterable[CustomField]
) -> ChoiceCounts:
    """Count the records of a search by each choice, whose own selects do not narrow it.

    One query. Of a large workspace in which very many records have such a value, nothing is
    counted.
    """
    codes = [field.code for field in fields if field.kind == CustomField.Kind.CHOICE]
    if not codes:
        return {}
    rows = kind_of(query).model._default_manager.filter(workspace=workspace)
    # The condition is that of the index of the column.
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
    """Return a search without what it asks of one field."""
    others = (one for one in query.ticked("custom") if not one.startswith(f"{code}:"))
    return query.changed(custom=tuple(others))


# The people of one company by department and level, and the departments without anybody.


@dataclass(frozen=True, slots=True)
class TitleSums:
    """Sums over the job titles of a workspace.

    Args:
        n_people: contacts that carry one.
        n_known: those whose title the dictionary settles.
        n_other: those whose title was read and has no label.
    """

    n_titles: int
    n_pending: int
    n_people: int
    n_known: int
    n_other: int


def sums_of(workspace: Workspace) -> TitleSums:
    """Return the sums over the titles of a workspace; one query, whatever their number."""
    names = ("n_titles", "n_pending", "n_people", "n_known", "n_other")
    rows = TitleSum.objects.filter(workspace=workspace)
    sums = rows.aggregate(**{name: Sum(name, default=0) for name in names})
    return TitleSums(**{name: int(sums[name]) for name in names})


_NO_LEVEL = ""


@dataclass(frozen=True, slots=True)
class DepartmentStaff:
    """The people of a company in one department.

    Args:
        n_people: each counts once, also with titles of two functions.
        by_level: slug of a level, "" for none → people.
    """

    slug: str
    name: str
    n_people: int
    by_level: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CompanyStaff:
    """Who works at a company, as far as titles say.

    Args:
        departments: those with people, most people first.
        levels: slug and name of those that somebody has, most senior first; "" for none.
        gaps: slug and name of the departments without people; empty where nobody is classified.
    """

    departments: Sequence[DepartmentStaff]
    levels: Sequence[tuple[str, str]]
    gaps: Sequence[tuple[str, str]]


def staff_of_company(workspace: Workspace, company: Company) -> CompanyStaff:
    """Return the people of a company by department and level; four queries."""
    labels = TitleLabel.objects.filter(
        job_title__contacts__workspace=workspace,
        job_title__contacts__company=company,
        function__retired_at=None,
    )
    rows = labels.values_list("function__department__slug", "job_title__level__slug").annotate(
        n=Count("job_title__contacts", distinct=True)
    )
    found: dict[str, dict[str, int]] = {}
    for department, level, n in rows.order_by():
        found.setdefault(department, {})[level or _NO_LEVEL] = n
    names = {row.slug: row.name for row in department_tree()}
    departments = [
        # A title has one level, so that the levels of a department add up to its people.
        DepartmentStaff(slug, names[slug], sum(by_level.values()), by_level)
        for slug, by_level in found.items()
        if slug in names
    ]
    used = {level for row in departments for level in row.by_level}
    named = [(one.slug, one.name) for one in levels() if one.slug in used]
    gaps = [(slug, name) for slug, name in names.items() if slug not in found]
    return CompanyStaff(
        departments=sorted(departments, key=lambda row: (-row.n_people, row.slug)),
        levels=[*named, *([(_NO_LEVEL, "No level")] if _NO_LEVEL in used else [])],
        gaps=gaps if departments else [],
    )
