"""Export pages: choose the content of a file, download it, and list past exports."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.files.downloads import download
from leadqual.core.pages.page_links import page_links
from leadqual.core.pages.panels import address_of
from leadqual.leads.models import ContactList, Export
from leadqual.search.exports.export_columns import all_columns
from leadqual.search.exports.export_formats import FORMAT_CHOICES
from leadqual.search.exports.past_exports import count_paused, exports_of, last_export_of
from leadqual.search.exports.services import (
    ExportOptions,
    ExportRequester,
    contactable_only,
    start_export,
)
from leadqual.search.facet_types import by_param
from leadqual.search.facets import MEMBERSHIPS
from leadqual.search.lists.selectors import membership_names
from leadqual.search.pages.column_choice import chosen_columns
from leadqual.search.pages.export_form import ExportForm
from leadqual.search.pages.filter_chips import company_names, filter_chips
from leadqual.search.pages.lists import list_or_404
from leadqual.search.pages.record_routes import record_panels, report_missing_records
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.query.query_parsing import read_company_query, read_contact_query
from leadqual.search.results.kinds import COMPANIES, Kind, kind_of
from leadqual.search.results.result_pages import n_found
from leadqual.search.results.taxonomy import read_taxonomy

PAGE = 25
_HISTORY_PAGE = "search:exports"


def describe_searches(workspace: Workspace, exports: Sequence[Export]) -> list[str]:
    """Return the search of each export in words, as in "All of Sales, Country Germany".

    Values no longer known stay as written. Queries: those of the taxonomy, and three for each
    search that refers to companies, lists or campaigns.

    Returns:
        In the order of the exports; "" for all people.
    """
    taxonomy = read_taxonomy()
    vocabulary = taxonomy.vocabulary()
    descriptions = []
    for export in exports:
        params = parse_qs(export.query)
        query: ContactQuery | CompanyQuery
        names: Mapping[str, Mapping[str, str]]
        if export.records == Export.Records.COMPANIES:
            query, notes = read_company_query(params)
            names = membership_names(workspace, query)
        else:
            query, notes = read_contact_query(params, vocabulary)
            named_params = ("company", "owner", "status", *by_param(MEMBERSHIPS))
            has_names = any(query.ticked(one) or query.refused(one) for one in named_params)
            memberships = membership_names(workspace, query) if has_names else {}
            names = {**taxonomy.names(), **memberships, "company": company_names(workspace, query)}
        chips = filter_chips(query, names)
        words = ", ".join(f"{chip.kind} {chip.words}".strip() for chip in chips)
        descriptions.append(export.query if notes or not words else words)
    return descriptions


@record_panels("export/", "export", "export_companies", methods="GET POST", role=Role.QUALIFIER)
@report_missing_records()
def export(request: WorkspaceRequest, kind: Kind) -> HttpResponseBase:
    """Choose format and columns for the records of a search; a post downloads the file.

    The URL has the parameters of the search.
    """
    return _export(
        request, kind.read_strictly(dict(request.GET.lists()), request.workspace, request.user)
    )


@route(
    "people/lists/<int:list_id>/export/",
    name="list_export",
    methods="GET POST",
    role=Role.QUALIFIER,
)
def export_list(request: WorkspaceRequest, list_id: int) -> HttpResponseBase:
    """Choose format and columns for the people of a list; a post downloads the file."""
    contact_list_row = list_or_404(request, list_id)
    if contact_list_row.kind == "company":
        return redirect(f"{reverse('search:export_companies')}?list={contact_list_row.pk}")
    return _export(request, ContactQuery(list=(str(contact_list_row.pk),)), contact_list_row)


@route("people/exports/", role=Role.QUALIFIER)
def exports(request: WorkspaceRequest) -> HttpResponse:
    """List the exports of the workspace: by whom, what, when, in which format, how many."""
    page = Paginator(exports_of(request.workspace), PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    labels = [
        dict(FORMAT_CHOICES).get(contact_list_row.format, contact_list_row.format)
        for contact_list_row in rows
    ]
    shown = {
        "page": page,
        "rows": list(zip(rows, labels, describe_searches(request.workspace, rows), strict=True)),
        **page_links(page, f"{address_of(_HISTORY_PAGE)}&"),
        "is_manager": Role(request.member.role).includes(Role.MANAGER),
    }
    return render(request, "search/exports.html", shown)


def _export(
    request: WorkspaceRequest,
    query: ContactQuery | CompanyQuery,
    contact_list_row: ContactList | None = None,
) -> HttpResponseBase:
    kind = kind_of(query)
    data = request.POST if request.method == "POST" else None
    last_export = last_export_of(request.workspace, request.user, kind.records)
    known = all_columns(request.workspace, kind.records)
    form = ExportForm(
        data,
        last_export=last_export,
        records=kind.records,
        known=known,
        chosen=[code for code in _file_columns(request, kind) if code in known],
    )
    if form.is_bound and form.is_valid():
        stream = start_export(
            workspace=request.workspace,
            query=query,
            requester=ExportRequester(request.user, Role(request.member.role), Export.Way.PAGE),
            options=ExportOptions(**form.cleaned_data, keeps_order=True),
            contact_list=contact_list_row,
        )
        return download(stream.blocks, name=stream.name, content_type=stream.content_type)
    n_all = n_contactable = n_found(request.workspace, query.changed())
    n_absent = 0
    if isinstance(query, ContactQuery):
        n_contactable = n_found(request.workspace, contactable_only(query))
        n_absent = count_paused(request.workspace, query)
    search_url = f"{reverse(kind.page)}?{query.to_query()}".rstrip("?")
    shown = {
        "form": form,
        "kind": kind,
        "list": contact_list_row,
        "n_all": n_all,
        "n_records": n_contactable - n_absent,
        "n_stopped": n_all - n_contactable,
        "n_absent": n_absent,
        "may_take_stopped": Role(request.member.role).includes(Role.MANAGER),
        "back_url": reverse("search:list", args=[contact_list_row.pk])
        if contact_list_row
        else search_url,
    }
    return render(request, "search/export.html", shown, status=422 if form.is_bound else 200)


def _file_columns(request: WorkspaceRequest, kind: Kind) -> list[str]:
    """Return the columns of a file for the companies' table that a member chose; empty for none."""
    shown = chosen_columns(request.member, kind) if kind is COMPANIES else []
    codes = [code for column in shown for code in column.file_codes or (column.code,)]
    return list(dict.fromkeys(("name", "domain", *codes, "id"))) if shown else []
