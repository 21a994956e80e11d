"""The people of one company by department and level, and its departments without people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, TitleLabel
from leadqual.taxonomy.models import Department

_NO_LEVEL = ""


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
    levels_used = [level for _, level in sorted(ranked.items()) if level[0] in used]
    gaps = [(slug, name) for slug, name in names.items() if slug not in found]
    return CompanyStaff(
        departments=sorted(departments, key=lambda row: (-row.n_people, row.slug)),
        levels=[*levels_used, *([(_NO_LEVEL, "No level")] if _NO_LEVEL in used else [])],
        gaps=gaps if departments else [],
    )
