"""Cells of the tables of people and companies: one field of one record, edited in place."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Role
from leadqual.core.pages.in_place import address_here
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.leads.models import Contact
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.record_values import Record
from leadqual.leads.services import classify_now
from leadqual.search.index.open_indexes import one_look
from leadqual.search.pages.record_routes import Kind, record_or_404, record_routes
from leadqual.search.pages.records.forms import FieldForm, RecordFields
from leadqual.search.pages.records.open_record import kept_of
from leadqual.search.pages.saved_searches import PageSettings, page_settings
from leadqual.search.pages.table import company_rows_of, rows_of
from leadqual.search.pages.view_columns import PARAM, read_columns
from leadqual.search.query.query import is_key, params_of
from leadqual.search.results import selectors
from leadqual.search.results.selectors import COMPANIES
from leadqual.search.saved import all_saved

_MAX_OFFERED = 8


@record_routes(
    "<int:{code}_id>/cells/<str:field>/",
    name="edit_{code}_cell",
    methods="GET POST",
    role=Role.QUALIFIER,
)
@one_look()
def edit_cell(request: WorkspaceRequest, record_id: int, field: str, kind: Kind) -> HttpResponse:
    """Show one field of a record as a form; a post saves it and returns the row of the record."""
    record = record_or_404(request, kind, record_id)
    fields = RecordFields(request.workspace, kind.code)
    if field not in fields:
        raise Http404
    form = FieldForm(request.POST or None, fields=fields, code=field, record=record)
    if form.is_valid():
        with ShownErrors(form, field="value"):
            change = change_record(
                record=record, values=form.cleaned_data["value"], author=request.user
            )
            if change is not None:
                here = address_here(request, reverse(kind.page))
                words = f"{form['value'].label} updated for {record}."
                say_undoable(request, words, "search:undo_change", change.step, back=here)
            return _row(request, record, kind)
    context = {"form": form, "record": record}
    status = 422 if form.is_bound else 200
    return render(request, "search/records/cell.html", context, status=status)


def _row(request: WorkspaceRequest, record: Record, kind: Kind) -> HttpResponse:
    """Return the row of a changed record as the table shows it, and the messages as toasts."""
    if isinstance(record, Contact):
        record.refresh_from_db(fields=["job_title"])
        classify_now(record.job_title)
    here = address_here(request, "")
    params = params_of(here)
    query, _ = kind.read(params, request.workspace, request.user)
    kept = kept_of({name: values[-1] for name, values in params.items()})
    settings = page_settings(request, kind)
    columns, custom = _columns(request, params, settings), settings.fields
    if kind is COMPANIES:
        found = selectors.counted_companies(request.workspace, [record.pk])
        rows: Sequence[Any] = company_rows_of(
            found, columns, custom, statuses=settings.statuses, query=query, kept=kept
        )
    else:
        people = selectors.listed_contacts(request.workspace, [record.pk])
        rows = rows_of(people, query, columns, fields=custom, statuses=settings.statuses, kept=kept)
    context = {"rows": rows, "is_company": kind is COMPANIES}
    response = render(request, "search/records/cell_saved.html", context)
    response.headers["HX-Retarget"] = f"tr:has(#open-{record.pk})"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _columns(
    request: WorkspaceRequest, params: Mapping[str, Sequence[str]], settings: PageSettings
) -> Sequence[str]:
    """Return the columns of the table: of its address, of the open view, or the member's own."""
    own: Sequence[str] = read_columns(params.get(PARAM, [""])[-1])
    view = params.get("saved", [""])[-1]
    if not own and is_key(view):
        row = all_saved(request.workspace, request.user).filter(pk=view).first()
        own = row.columns if row else ()
    return [code for code in own if code in settings.heads] or settings.columns


@route("companies/find/", name="find_companies")
def find_companies(request: WorkspaceRequest) -> JsonResponse:
    """Return the companies that match what was typed into a field, by name or domain."""
    rows = selectors.companies_of(request.workspace)
    found = selectors.companies_found_by(rows, request.GET.get("q", "")[:100], most=_MAX_OFFERED)
    return JsonResponse(
        {"values": [{"value": one.name, "more": one.domain or ""} for one in found]}
    )
