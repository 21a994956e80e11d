"""The people of one company by department and level, and the departments without anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, TitleLabel, TitleSum
from leadqual.taxonomy.selectors import department_tree, levels


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
