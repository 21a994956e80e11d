"""Pages of exports: what a file is to hold, the file itself, and what has left so far."""

from collections.abc import Sequence
from urllib.parse import parse_qs

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.files.downloads import download
from leadqual.core.pages.navigation import page_links
from leadqual.core.pages.panels import address_of
from leadqual.leads.models import ContactList, Export
from leadqual.leads.records.owners import owner_names
from leadqual.search.exports.company_columns import (
    USUAL_COMPANY_COLUMNS,
    columns_of_table,
    company_columns,
)
from leadqual.search.exports.export_columns import all_columns
from leadqual.search.exports.export_formats import FORMAT_CHOICES
from leadqual.search.exports.selectors import exports_of, last_export_of
from leadqual.search.exports.services import (
    ExportOptions,
    ExportRequester,
    contactable_only,
    start_company_export,
    start_export,
)
from leadqual.search.facets.facet_table import MEMBERSHIPS, by_param
from leadqual.search.lists.selectors import gathered_company_names, gathered_names
from leadqual.search.pages.filters.active_filters import company_chips, contact_chips
from leadqual.search.pages.forms import ExportForm
from leadqual.search.pages.gone_records import names_gone
from leadqual.search.pages.lists import list_or_404
from leadqual.search.pages.search_data import read_taxonomy
from leadqual.search.pages.table.column_choice import COMPANIES, chosen_columns
from leadqual.search.query.query import ContactQuery
from leadqual.search.query.query_parsing import (
    exact_company_query,
    exact_contact_query,
    read_company_query,
    read_contact_query,
)
from leadqual.search.results import selectors
from leadqual.search.results.value_lookup import CompanyValues


def searches_in_words(workspace: Workspace, exports: Sequence[Export]) -> list[str]:
    """Return what each export was searched by, as in "All of Sales, Country Germany".

    What the taxonomy or the workspace does not know any more stays as it was written. Queries:
    those of the taxonomy, and three for each search that names companies, lists or campaigns.

    Returns:
        In the order of the exports; "" for all people.
    """
    taxonomy = read_taxonomy()
    vocabulary = taxonomy.vocabulary()
    found = []
    for export in exports:
        if export.records == Export.Records.COMPANIES:
            of_companies, unclear = read_company_query(parse_qs(export.query))
            gathered = gathered_company_names(workspace, of_companies)
            chips = company_chips(of_companies, owner_names(workspace), gathered=gathered)
            words = ", ".join(f"{chip.kind} {chip.words}".strip() for chip in chips)
            found.append(export.query if unclear or not words else words)
            continue
        query, notes = read_contact_query(parse_qs(export.query), vocabulary)
        named = [query.company, *(query.ticked(name) for name in by_param(MEMBERSHIPS))]
        named += [query.refused(name) for name in by_param(MEMBERSHIPS)]
        named += [query.ticked("owner"), query.refused("owner")]
        companies = selectors.companies_of(workspace).filter(pk__in=query.company)
        gathered = gathered_names(workspace, query) if any(named) else {}
        chips = contact_chips(taxonomy, query, companies if query.company else (), gathered)
        words = ", ".join(f"{chip.kind} {chip.words}".strip() for chip in chips)
        found.append(export.query if notes or not words else words)
    return found


PAGE = 25
_HISTORY = "search:exports"


@route("people/export/", methods="GET POST", role=Role.QUALIFIER)
@names_gone("contact")
def export(request: WorkspaceRequest) -> HttpResponseBase:
    """Choose format and columns for the people of a search; a post sends them.

    The address is that of the search (`search:people`).
    """
    query = exact_contact_query(dict(request.GET.lists()), selectors.vocabulary(request.workspace))
    return _export(request, query)


@route(
    "people/lists/<int:list_id>/export/",
    name="list_export",
    methods="GET POST",
    role=Role.QUALIFIER,
)
def export_list(request: WorkspaceRequest, list_id: int) -> HttpResponseBase:
    """Choose format and columns for the people of a list; a post sends them."""
    row = list_or_404(request, list_id)
    if row.kind == "company":
        return redirect(f"{reverse('search:export_companies')}?list={row.pk}")
    return _export(request, ContactQuery(list=(str(row.pk),)), row)


@route("people/exports/", role=Role.QUALIFIER)
def exports(request: WorkspaceRequest) -> HttpResponse:
    """Show what has left the workspace: who took it, what, when, in which format, how many."""
    page = Paginator(exports_of(request.workspace), PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    labels = [dict(FORMAT_CHOICES).get(row.format, row.format) for row in rows]
    shown = {
        "page": page,
        "rows": list(zip(rows, labels, searches_in_words(request.workspace, rows), strict=True)),
        **page_links(page, f"{address_of(_HISTORY)}&"),
        "is_manager": Role(request.member.role).includes(Role.MANAGER),
    }
    return render(request, "search/exports.html", shown)


@route("companies/export/", methods="GET POST", role=Role.QUALIFIER)
@names_gone("company")
def export_companies(request: WorkspaceRequest) -> HttpResponseBase:
    """Choose format and columns for the companies of a search; a post sends them.

    The address is that of the search (`search:companies`).
    """
    look_up = CompanyValues(request.workspace)
    query = exact_company_query(dict(request.GET.lists()), look_up)
    former = last_export_of(request.workspace, request.user, Export.Records.COMPANIES)
    known = company_columns(request.workspace)
    chosen = columns_of_table(chosen_columns(request.member, COMPANIES), known)
    form = ExportForm(
        request.POST if request.method == "POST" else None,
        former=former,
        records=Export.Records.COMPANIES,
        known=known,
        usual=USUAL_COMPANY_COLUMNS,
        chosen=chosen,
    )
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        sending = start_company_export(
            workspace=request.workspace,
            query=query,
            taker=ExportRequester(request.user, Role(request.member.role), Export.Way.PAGE),
            wanted=ExportOptions(cleaned["format"], cleaned["columns"]),
        )
        return download(sending.blocks, name=sending.name, content_type=sending.content_type)
    shown = {
        "form": form,
        "n_companies": selectors.n_found_companies(request.workspace, query),
        "back_url": f"{reverse('search:companies')}?{query.to_query()}".rstrip("?"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "search/export_companies.html", shown, status=status)


def _export(
    request: WorkspaceRequest, query: ContactQuery, row: ContactList | None = None
) -> HttpResponseBase:
    former = last_export_of(request.workspace, request.user)
    form = ExportForm(
        request.POST if request.method == "POST" else None,
        former=former,
        known=all_columns(request.workspace),
    )
    if form.is_bound and form.is_valid():
        sending = start_export(
            workspace=request.workspace,
            query=query,
            taker=ExportRequester(request.user, Role(request.member.role), Export.Way.PAGE),
            wanted=ExportOptions(**form.cleaned_data),
            contact_list=row,
        )
        return download(sending.blocks, name=sending.name, content_type=sending.content_type)
    n_people = selectors.n_found(request.workspace, contactable_only(query))
    people_url = f"{reverse('search:people')}?{query.to_query()}"
    shown = {
        "form": form,
        "list": row,
        "n_people": n_people,
        "n_stopped": selectors.n_found(request.workspace, query.changed()) - n_people,
        "may_take_stopped": Role(request.member.role).includes(Role.MANAGER),
        "back_url": reverse("search:list", args=[row.pk]) if row else people_url,
    }
    return render(request, "search/export.html", shown, status=422 if form.is_bound else 200)
