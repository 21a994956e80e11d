"""The page of one company."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Role
from leadqual.companies import page as company_page
from leadqual.core.pages.undo import say_undoable
from leadqual.leads.do_not_contact.entries import EntrySource, set_record_entry
from leadqual.leads.do_not_contact.selectors import company_entries
from leadqual.leads.models import Contact
from leadqual.leads.record_ids import kept_id
from leadqual.leads.records.custom_values import custom_facts
from leadqual.leads.records.fact_reports import reported_fields
from leadqual.leads.records.fills import field_sources
from leadqual.leads.records.statuses import statuses_of
from leadqual.search.index.open_indexes import one_look
from leadqual.search.lists.selectors import USUAL_LEVELS, lists_with
from leadqual.search.pages.do_not_contact import lift_of
from leadqual.search.pages.records.edit_record import notes_context
from leadqual.search.pages.search_data import department_lines
from leadqual.search.query.query import ContactQuery
from leadqual.search.results import selectors
from leadqual.search.results.result_counts import staff_of_company
from leadqual.taxonomy.selectors import cost_table

_PEOPLE_SHOWN = 24
_MAIN_FACTS = ("industry", "size", "headquarters", "founded", "website", "linkedin_url")
"""Fields that say what a company does and where; the page folds the others."""
_DECISION_MAKERS, _UNCLASSIFIED = "Decision makers", "Unclassified"


@route("companies/<int:company_id>/")
@one_look()
def company(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Show everything known about a company; the ID of a merged one redirects to the kept one."""
    companies = selectors.companies_of(request.workspace).select_related("workspace")
    row = companies.filter(pk=company_id).first()
    if row is None:
        if there := kept_id(request.workspace, "company", company_id):
            return redirect("search:company", there)
        raise Http404
    query = ContactQuery(company=(str(row.pk),), sort="level")
    page = selectors.result_page(request.workspace, query, size=_PEOPLE_SHOWN)
    staff = staff_of_company(request.workspace, row)
    facts = [fact for column in company_page.company_facts(row) for fact in column]
    shown = {
        "company": row,
        "n_people": selectors.n_found(request.workspace, query),
        "groups": _by_department(page.rows),
        "people_url": f"{reverse('search:people')}?{query.to_query()}",
        "department_lines": department_lines(query, staff),
        "levels": [name for _, name in staff.levels],
        "gaps": [name for _, name in staff.gaps],
        "main_facts": [fact for fact in facts if fact.code in _MAIN_FACTS],
        "other_facts": [fact for fact in facts if fact.code not in _MAIN_FACTS],
        "site_url": company_page.site_of(row),
        "is_do_not_contact": company_entries(row).exists(),
        **notes_context(request, row),
        "model": company_page.business_model_view(row, cost_table()),
        "corrections": company_page.corrections_of(row),
        "sees_costs": request.user.is_staff,
        "custom_facts": custom_facts(row),
        "status": statuses_of(request.workspace).status(row.status),
        "sources": field_sources(row),
        "lists": lists_with(row, request.user),
        "reported": reported_fields(row),
        "report_url": reverse("search:report_company", args=[row.pk]),
        "back_here": request.path,
    }
    return render(request, "search/company.html", shown)


def _by_department(people: Sequence[Contact]) -> dict[str, list[Contact]]:
    """Return the decision makers, then the others by the department of their first function.

    Args:
        people: most senior first.
    """
    titles = [person.job_title for person in people if person.job_title]
    prefetch_related_objects(titles, "labels__function__department")
    groups: dict[str, list[Contact]] = {}
    for person in people:
        groups.setdefault(_group_of(person), []).append(person)
    ends = (_DECISION_MAKERS, _UNCLASSIFIED)
    between = sorted(name for name in groups if name not in ends)
    return {name: groups[name] for name in (ends[0], *between, ends[1]) if name in groups}


def _group_of(person: Contact) -> str:
    title = person.job_title
    if title and title.level and title.level.slug in USUAL_LEVELS:
        return _DECISION_MAKERS
    labels = title.labels.all() if title else []
    return next((label.function.department.name for label in labels), _UNCLASSIFIED)


@route(
    "companies/<int:company_id>/do-not-contact/",
    name="mark_company_do_not_contact",
    methods="POST",
    role=Role.QUALIFIER,
)
def set_do_not_contact(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Mark everybody at a company do not contact."""
    row = get_object_or_404(selectors.companies_of(request.workspace), pk=company_id)
    source = EntrySource("manual", f"company:{row.pk}", request.user)
    set_record_entry(workspace=request.workspace, kind="company", record_id=row.pk, source=source)
    say_undoable(request, f"{row.name} is marked Do not contact.", "search:allow_company", row.pk)
    return redirect("search:company", row.pk)


@route(
    "companies/<int:company_id>/allow/", name="allow_company", methods="POST", role=Role.QUALIFIER
)
def allow(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Allow contacting the people of a company again, except those marked individually."""
    row = get_object_or_404(selectors.companies_of(request.workspace), pk=company_id)
    if lift_of(request, company_entries(row), row.name):
        messages.success(request, f"{row.name} can be contacted again.")
    return redirect("search:company", row.pk)
