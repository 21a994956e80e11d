"""The person who is open beside the search: labels, their reasons, and the place in the list."""

from urllib.parse import parse_qsl, urlsplit

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.leads.do_not_contact.selectors import has_bounced
from leadqual.leads.models import Contact
from leadqual.leads.record_ids import kept_id
from leadqual.leads.records.custom_values import custom_facts
from leadqual.leads.records.fact_reports import reported_fields
from leadqual.search.cursors import Page
from leadqual.search.index.open_indexes import one_look
from leadqual.search.level_explanations import reason_of_level
from leadqual.search.pages import search_data
from leadqual.search.pages.partials import may_change
from leadqual.search.pages.records.result_place import Pane, kept_of
from leadqual.search.query.query import ContactQuery, is_key
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results import selectors
from leadqual.search.results.value_lookup import WorkspaceValues
from leadqual.search.title_explanations import marked_title, reasons_of


@route("people/<int:contact_id>/")
@one_look()
def person(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Open one person beside the search that the query names; a merged ID leads to the other."""
    contact_id = kept_id(request.workspace, "contact", contact_id) or contact_id
    taxonomy = search_data.read_taxonomy()
    vocabulary = taxonomy.vocabulary(WorkspaceValues(request.workspace))
    query, _ = read_contact_query(dict(request.GET.lists()), vocabulary)
    contact = get_object_or_404(selectors.contacts_of(request.workspace), pk=contact_id)
    pane = pane_of(request)
    if not request.htmx:
        return redirect(pane.address(query, contact.pk) + "#person")
    shown = {
        "query": query,
        "is_opened_now": True,
        "former": _former(request, contact),
        **person_context(request, contact, query, taxonomy),
    }
    response = render(request, "search/partials/person/response.html", shown)
    response.headers["HX-Push-Url"] = pane.address(query, contact.pk)
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
    wanted = request.GET.get("person", "")
    if not is_key(wanted):
        return {}
    contact = selectors.contacts_of(request.workspace).filter(pk=wanted).first()
    if contact is None:
        return {"is_person_gone": True}
    return person_context(request, contact, query, taxonomy, page=page, total=total)


def pane_of(request: WorkspaceRequest) -> Pane[ContactQuery, Contact]:
    """Return where people open, and how the list beside it is read."""
    workspace = request.workspace
    keys = Contact.objects.filter(workspace=workspace).only("pk")
    return Pane(
        list_name="search:people",
        part_name="search:person",
        param="person",
        target="person",
        read=lambda query, size: selectors.result_page(workspace, query, size=size, rows=keys),
        count=lambda query: selectors.n_found(workspace, query),
        kept=kept_of(request.GET.dict()),
    )


def person_context(
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
    pane = pane_of(request)
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
