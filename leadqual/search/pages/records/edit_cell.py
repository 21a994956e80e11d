"""Cells of the tables of people and companies: one field of one record, edited in place."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.in_place import address_here
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.leads.models import Contact
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.record_values import Record
from leadqual.leads.services import classify_now
from leadqual.search.index.open_indexes import check_once
from leadqual.search.pages.page_settings import page_settings
from leadqual.search.pages.record_routes import record_or_404
from leadqual.search.pages.records.record_fields import FieldForm, RecordFields
from leadqual.search.pages.search_urls import COLUMNS, kept_params_of, read_columns
from leadqual.search.pages.table import table_rows
from leadqual.search.query.query import is_key, params_of
from leadqual.search.results.kinds import Kind
from leadqual.search.results.result_pages import table_rows_of
from leadqual.search.saved_searches import visible_searches


@route("<kind:kind>/<int:record_id>/cells/<str:field>/", methods="GET POST", role=Role.QUALIFIER)
@check_once()
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
                add_undo_message(request, words, "search:undo_change", change.step, back=here)
            return _row(request, record, kind)
    context = {"form": form, "record": record}
    status = 422 if form.is_bound else 200
    return render(request, "search/records/cell.html", context, status=status)


def _row(request: WorkspaceRequest, record: Record, kind: Kind) -> HttpResponse:
    """Return the row of a changed record as the table shows it, and the messages as toasts."""
    if isinstance(record, Contact):
        record.refresh_from_db(fields=["job_title"])
        classify_now(record.job_title)
    params = params_of(address_here(request, ""))
    query, _ = kind.read(params, request.workspace, request.user)
    kept = kept_params_of({name: values[-1] for name, values in params.items()})
    columns = page_settings(request, kind).columns(_columns_of_view(request, params))
    found = table_rows_of(request.workspace, kind, [record.pk])
    context = {"rows": table_rows(kind, found, columns, query, kept=kept), "record_kind": kind}
    response = render(request, "search/records/cell_saved.html", context)
    response.headers["HX-Retarget"] = f"tr:has(#open-{record.pk})"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _columns_of_view(
    request: WorkspaceRequest, params: Mapping[str, Sequence[str]]
) -> Sequence[str]:
    """Return the columns of an open view, edited or as it has them; none if none is open."""
    own = read_columns(params.get(COLUMNS, [""])[-1])
    view = params.get("saved", [""])[-1]
    if own or not is_key(view):
        return own
    row = visible_searches(request.workspace, request.user).filter(pk=view).first()
    return row.columns if row else ()
