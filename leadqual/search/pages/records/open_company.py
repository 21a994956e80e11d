"""The company that is open beside the search: what it is, who works there, and its place there."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.companies import page as company_page
from leadqual.leads.models import Company
from leadqual.leads.record_ids import kept_id
from leadqual.leads.records.custom_values import custom_facts
from leadqual.leads.records.fact_reports import reported_fields
from leadqual.search.cursors import Page
from leadqual.search.index.open_indexes import one_look
from leadqual.search.lists.selectors import lists_with
from leadqual.search.pages.partials import may_change
from leadqual.search.pages.records.result_place import Pane, kept_of
from leadqual.search.query.query import CompanyQuery, ContactQuery, is_key
from leadqual.search.results import selectors
from leadqual.taxonomy.selectors import cost_table

OPEN = "open"
"""Parameter of the address that names the open company; `company` is a filter."""

_PEOPLE_SHOWN = 5


@route("companies/<int:company_id>/preview/")
@one_look()
def company_preview(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Open one company beside the search that the query names; a merged ID leads to the other."""
    company_id = kept_id(request.workspace, "company", company_id) or company_id
    query, _ = selectors.COMPANIES.read(dict(request.GET.lists()), request.workspace)
    company = get_object_or_404(selectors.companies_of(request.workspace), pk=company_id)
    pane = pane_of(request)
    if not request.htmx:
        return redirect(pane.address(query, company.pk) + "#company")
    shown = {"is_opened_now": True, **_company_context(request, company, query)}
    response = render(request, "search/partials/company/panel.html", shown)
    response.headers["HX-Push-Url"] = pane.address(query, company.pk)
    return response


def opened_company(
    request: WorkspaceRequest, query: CompanyQuery, *, page: Page[Company], total: int
) -> dict[str, object]:
    """Return what shows the company that the address of the search names; empty for none."""
    wanted = request.GET.get(OPEN, "")
    if not is_key(wanted):
        return {}
    company = selectors.companies_of(request.workspace).filter(pk=wanted).first()
    if company is None:
        return {"is_company_gone": True}
    return _company_context(request, company, query, page=page, total=total)


def pane_of(request: WorkspaceRequest) -> Pane[CompanyQuery, Company]:
    """Return where companies open, and how the list beside them is read."""
    workspace = request.workspace
    return Pane(
        list_name="search:companies",
        part_name="search:company_preview",
        param=OPEN,
        target="company",
        read=lambda query, size: selectors.result_page(workspace, query, size=size),
        count=lambda query: selectors.n_found(workspace, query),
        kept=kept_of(request.GET.dict()),
    )


def _company_context(
    request: WorkspaceRequest,
    company: Company,
    query: CompanyQuery,
    *,
    page: Page[Company] | None = None,
    total: int | None = None,
) -> dict[str, object]:
    pane = pane_of(request)
    there = ContactQuery(company=(str(company.pk),), sort="level")
    people = selectors.result_page(request.workspace, there, size=_PEOPLE_SHOWN)
    return {
        "company": company,
        "place": pane.place_of(query, company.pk, page, total),
        "facts": [fact for column in company_page.company_facts(company) for fact in column],
        "site_url": company_page.site_of(company),
        "model": company_page.business_model_view(company, cost_table()),
        "lists": lists_with(company),
        "custom_facts": custom_facts(company),
        "people": people.rows,
        "n_people": selectors.n_found(request.workspace, there),
        "people_url": f"{reverse('search:people')}?{there.to_query()}",
        "close_url": pane.address(query) + "#results",
        "back_here": pane.address(query, company.pk) + "#company",
        "may_change": may_change(request),
        "reported": reported_fields(company),
        "report_url": reverse("search:report_company", args=[company.pk]),
    }
