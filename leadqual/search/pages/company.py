"""The page of one company."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.companies import page as company_page
from leadqual.leads.do_not_contact.selectors import company_entries
from leadqual.leads.id_resolution import kept_id
from leadqual.leads.models import Contact
from leadqual.search.index.open_indexes import check_once
from leadqual.search.lists.decision_makers import DEFAULT_LEVELS
from leadqual.search.pages.records.record_context import record_context
from leadqual.search.pages.search_urls import address
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.company_staff import CompanyStaff, staff_of_company
from leadqual.search.results.record_rows import companies_of
from leadqual.search.results.result_pages import n_found, result_page
from leadqual.taxonomy.selectors import cost_table

_PEOPLE_SHOWN = 24
_MAIN_FACTS = ("industry", "size", "headquarters", "founded", "website", "linkedin_url")
"""Fields that say what a company does and where; the page folds the others."""
_DECISION_MAKERS, _UNCLASSIFIED = "Decision makers", "Unclassified"


@route("companies/<int:company_id>/")
@check_once()
def company(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Show everything known about a company; the ID of a merged one redirects to the kept one."""
    companies = companies_of(request.workspace).select_related("workspace")
    row = companies.filter(pk=company_id).first()
    if row is None:
        if kept_key := kept_id(request.workspace, "company", company_id):
            return redirect("search:company", kept_key)
        raise Http404
    query = ContactQuery(company=(str(row.pk),), sort="level")
    page = result_page(request.workspace, query, size=_PEOPLE_SHOWN)
    staff = staff_of_company(request.workspace, row)
    facts = [fact for column in company_page.company_facts(row) for fact in column]
    shown = {
        "company": row,
        "n_people": n_found(request.workspace, query),
        "groups": _group_people(page.rows),
        "people_url": f"{reverse('search:people')}?{query.to_query()}",
        "department_lines": department_lines(query, staff),
        "levels": [name for _, name in staff.levels],
        "gaps": [name for _, name in staff.gaps],
        "main_facts": [fact for fact in facts if fact.code in _MAIN_FACTS],
        "other_facts": [fact for fact in facts if fact.code not in _MAIN_FACTS],
        "site_url": company_page.site_of(row),
        "is_do_not_contact": company_entries(row).exists(),
        **record_context(request, row),
        "model": company_page.business_model_view(row, cost_table()),
        "corrections": company_page.corrections_of(row),
        "sees_costs": request.user.is_staff,
        "back_here": request.path,
    }
    return render(request, "search/company.html", shown)


def _group_people(people: Sequence[Contact]) -> dict[str, list[Contact]]:
    """Return the decision makers, then the others by the department of their first function.

    Args:
        people: most senior first.
    """
    titles = [person.job_title for person in people if person.job_title]
    prefetch_related_objects(titles, "labels__function__department")
    groups: dict[str, list[Contact]] = {}
    for person in people:
        groups.setdefault(_group_name(person), []).append(person)
    fixed_groups = (_DECISION_MAKERS, _UNCLASSIFIED)
    other_groups = sorted(name for name in groups if name not in fixed_groups)
    return {
        name: groups[name]
        for name in (fixed_groups[0], *other_groups, fixed_groups[1])
        if name in groups
    }


def _group_name(person: Contact) -> str:
    title = person.job_title
    if title and title.level and title.level.slug in DEFAULT_LEVELS:
        return _DECISION_MAKERS
    labels = title.labels.all() if title else []
    return next((label.function.department.name for label in labels), _UNCLASSIFIED)


@dataclass(frozen=True, slots=True)
class LevelCell:
    """Number of people of a company at a level in a department.

    Args:
        strength: 0 for none, else 1 to 4 relative to the largest cell.
        url: search for them; empty for none.
    """

    count: int
    strength: int
    url: str


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """Number of people of a company in a department, in total and by level.

    Args:
        length: of the bar, out of 100.
    """

    name: str
    count: int
    length: str
    url: str
    cells: Sequence[LevelCell] = ()


def department_lines(query: ContactQuery, staff: CompanyStaff) -> list[DepartmentLine]:
    """Return one line for each department of a company, with URLs of its people."""
    most = max((row.n_people for row in staff.departments), default=1)
    largest = max((n for row in staff.departments for n in row.by_level.values()), default=1)
    return [
        DepartmentLine(
            name=row.name,
            count=row.n_people,
            length=f"{100 * row.n_people / most:.1f}",
            url=address(query.changed(department=(row.slug,))),
            cells=[
                _level_cell(query, row.slug, level, row.by_level.get(level, 0), largest)
                for level, _ in staff.levels
            ],
        )
        for row in staff.departments
    ]


def _level_cell(
    query: ContactQuery, department: str, level: str, n: int, largest: int
) -> LevelCell:
    kept_key = query.changed(department=(department,), level=(level,) if level else ())
    url = address(kept_key) if n and level else ""
    return LevelCell(n, -(-4 * n // largest), url)
