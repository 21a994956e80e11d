"""Pages of exports: what a file is to hold, the file itself, and what has left so far."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.files.downloads import download
from leadqual.core.pages.panels import address_of
from leadqual.leads.models import ContactList, Export
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
from leadqual.search.pages.export_data import searches_in_words
from leadqual.search.pages.forms import ExportForm
from leadqual.search.pages.gone_records import names_gone
from leadqual.search.pages.list_words import is_of_companies
from leadqual.search.pages.lists import list_or_404
from leadqual.search.pages.table.column_choice import COMPANIES, chosen_columns
from leadqual.search.query.query import ContactQuery
from leadqual.search.query.query_parsing import exact_company_query, exact_contact_query
from leadqual.search.results import selectors
from leadqual.search.results.value_lookup import CompanyValues

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
    if is_of_companies(row):
        return redirect(f"{reverse('search:export_companies')}?list={row.pk}")
    return _export(request, ContactQuery(list=(str(row.pk),)), row)


@route("people/exports/", role=Role.QUALIFIER)
def exports(request: WorkspaceRequest) -> HttpResponse:
    """Show what has left the workspace: who took it, what, when, in which format, how many."""
    pages = Paginator(exports_of(request.workspace), PAGE)
    page = pages.get_page(request.GET.get("page"))
    rows = list(page)
    labels = [dict(FORMAT_CHOICES).get(row.format, row.format) for row in rows]
    here = f"{address_of(_HISTORY)}&page="
    shown = {
        "page": page,
        "rows": list(zip(rows, labels, searches_in_words(request.workspace, rows), strict=True)),
        "first": page.start_index(),
        "last": page.end_index(),
        "total": pages.count,
        "back_url": f"{here}{page.number - 1}" if page.has_previous() else "",
        "next_url": f"{here}{page.number + 1}" if page.has_next() else "",
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
