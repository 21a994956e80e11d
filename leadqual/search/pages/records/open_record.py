"""The person or company that is open beside the search, and the place in its list."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.companies import page as company_page
from leadqual.leads.do_not_contact.selectors import has_bounced
from leadqual.leads.models import Company, Contact
from leadqual.leads.record_ids import kept_id
from leadqual.leads.records.custom_values import custom_facts
from leadqual.leads.records.fact_reports import reported_fields
from leadqual.search.cursors import Page
from leadqual.search.index.open_indexes import one_look
from leadqual.search.level_explanations import reason_of_level
from leadqual.search.lists.selectors import lists_with
from leadqual.search.pages import search_data
from leadqual.search.pages.partials import may_change
from leadqual.search.pages.record_routes import Kind, record_or_404
from leadqual.search.pages.records.result_place import Pane, kept_of
from leadqual.search.query.query import CompanyQuery, ContactQuery, is_key
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results import selectors
from leadqual.search.results.selectors import COMPANIES, PEOPLE, kind_of
from leadqual.search.title_explanations import marked_title, reasons_of
from leadqual.taxonomy.selectors import cost_table

_PEOPLE_SHOWN = 5


@route("people/<int:contact_id>/")
@one_look()
def person(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Open one person beside the search that the query names; a merged ID leads to the other."""
    taxonomy = search_data.read_taxonomy()
    vocabulary = selectors.vocabulary(request.workspace)
    query, _ = read_contact_query(dict(request.GET.lists()), vocabulary)
    return _preview(
        request,
        query,
        contact_id,
        "search/partials/person/response.html",
        lambda contact: {
            "query": query,
            "former": _former(request, contact),
            **_person_context(request, contact, query, taxonomy),
        },
    )


@route("companies/<int:company_id>/preview/")
@one_look()
def company_preview(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Open one company beside the search that the query names; a merged ID leads to the other."""
    query, _ = COMPANIES.read(dict(request.GET.lists()), request.workspace)
    return _preview(
        request,
        query,
        company_id,
        "search/partials/company/panel.html",
        lambda company: _company_context(request, company, query),
    )


def _preview(
    request: WorkspaceRequest,
    query: ContactQuery | CompanyQuery,
    record_id: int,
    part: str,
    context_of: Callable[[Any], dict[str, object]],
) -> HttpResponse:
    kind = kind_of(query)
    record_id = kept_id(request.workspace, kind.code, record_id) or record_id
    record = record_or_404(request, kind, record_id)
    pane = _pane(request, kind)
    if not request.htmx:
        return redirect(f"{pane.address(query, record.pk)}#{pane.target}")
    response = render(request, part, {"is_opened_now": True, **context_of(record)})
    response.headers["HX-Push-Url"] = pane.address(query, record.pk)
    return response


def opened_person(
    request: WorkspaceRequest,
    query: ContactQuery,
    taxonomy: search_data.Taxonomy,
    *,
    page: Page[Contact],
    total: int,
) -> dict[str, object]:
    """Return what shows the person whom the address of the search names; empty for none."""
    contact, gone = _named(request, PEOPLE)
    if contact is None:
        return gone
    return _person_context(request, contact, query, taxonomy, page=page, total=total)


def opened_company(
    request: WorkspaceRequest, query: CompanyQuery, *, page: Page[Company], total: int
) -> dict[str, object]:
    """Return what shows the company that the address of the search names; empty for none."""
    company, gone = _named(request, COMPANIES)
    if company is None:
        return gone
    return _company_context(request, company, query, page=page, total=total)


def _named(request: WorkspaceRequest, kind: Kind) -> tuple[Any, dict[str, object]]:
    """Return the record that an address names, or what says that it is gone."""
    pane = _pane(request, kind)
    wanted = request.GET.get(pane.param, "")
    if not is_key(wanted):
        return None, {}
    record = kind.rows(request.workspace).filter(pk=wanted).first()
    return record, {} if record else {f"is_{pane.target}_gone": True}


def _pane(request: WorkspaceRequest, kind: Kind) -> Pane[Any, Any]:
    """Return where records of a kind open, and how the list beside them is read."""
    workspace = request.workspace
    rows = Contact.objects.filter(workspace=workspace).only("pk") if kind is PEOPLE else None
    return Pane(
        list_name=kind.page,
        part_name="search:person" if kind is PEOPLE else "search:company_preview",
        param="person" if kind is PEOPLE else "open",  # `company` is a filter.
        target=kind.noun,
        read=lambda query, size: selectors.result_page(workspace, query, size=size, rows=rows),
        count=lambda query: selectors.n_found(workspace, query),
        kept=kept_of(request.GET.dict()),
    )


def _person_context(
    request: WorkspaceRequest,
    contact: Contact,
    query: ContactQuery,
    taxonomy: search_data.Taxonomy,
    *,
    page: Page[Contact] | None = None,
    total: int | None = None,
) -> dict[str, object]:
    """Return what the panel of one person shows; page and total where they were read already."""
    title = contact.job_title
    pane = _pane(request, PEOPLE)
    return {
        "contact": contact,
        "place": pane.place_of(query, contact.pk, page, total),
        "has_bounced": contact.do_not_contact and has_bounced(contact),
        "reasons": reasons_of(title) if title else [],
        "level_reason": reason_of_level(title) if title else None,
        "title_parts": marked_title(contact.title, title.why if title else []),
        "correction": selectors.current_correction(title) if title else None,
        "followed": selectors.followed_title(title) if title else None,
        "n_carriers": selectors.n_people_with(request.workspace, title) if title else 0,
        "all_departments": taxonomy.departments,
        "all_levels": taxonomy.levels,
        "all_industries": taxonomy.industries,
        "close_url": pane.address(query) + "#results",
        "back_here": pane.address(query, contact.pk) + "#person",
        "may_change": may_change(request),
        "reported": reported_fields(contact),
        "report_url": reverse("search:report_contact", args=[contact.pk]),
        "is_fixing": "fix" in request.GET,
        "custom_facts": custom_facts(contact),
    }


def _former(request: WorkspaceRequest, contact: Contact) -> Contact | None:
    """Return the person who was open before, whose row is no longer the current one."""
    address = urlsplit(request.htmx.current_url or "")
    wanted = dict(parse_qsl(address.query)).get("person", "")
    if not is_key(wanted) or int(wanted) == contact.pk:
        return None
    return selectors.contacts_of(request.workspace).filter(pk=wanted).first()


def _company_context(
    request: WorkspaceRequest,
    company: Company,
    query: CompanyQuery,
    *,
    page: Page[Company] | None = None,
    total: int | None = None,
) -> dict[str, object]:
    pane = _pane(request, COMPANIES)
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
