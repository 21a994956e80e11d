"""The page on which some selected people or companies are merged."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.duplicates.models import Kind
from leadqual.duplicates.pair_decisions import merge_group
from leadqual.duplicates.record_comparison import compare_records, read_choices
from leadqual.duplicates.selectors import (
    MAX_GROUP,
)
from leadqual.leads.merging.merge_fields import Record
from leadqual.leads.merging.services import MODELS
from leadqual.search.pages.record_routes import report_missing_records

_MIN_RECORDS = 2
_MAX_KEY_DIGITS = 19


@route("duplicates/merge-people/", methods="GET POST", role=Role.QUALIFIER)
@report_missing_records("contact")
def merge_people(request: WorkspaceRequest) -> HttpResponse:
    """Show some people (`?contact=1&contact=2`) side by side; a post merges them."""
    return _merge(request, Kind.CONTACT, reverse("search:people"))


@route("duplicates/merge-companies/", methods="GET POST", role=Role.QUALIFIER)
@report_missing_records("company")
def merge_companies(request: WorkspaceRequest) -> HttpResponse:
    """Show some companies (`?company=1&company=2`) side by side; a post merges them."""
    return _merge(request, Kind.COMPANY, reverse("search:companies"))


def _merge(request: WorkspaceRequest, kind: str, back: str) -> HttpResponse:
    records = _selected_records(request, kind)
    params = [(name, values) for name, values in request.GET.lists() if name not in (kind, "panel")]
    search = f"?{urlencode(params, doseq=True)}" if params else ""
    back += search
    if not _MIN_RECORDS <= len(records) <= MAX_GROUP:
        context = {"kind": kind, "n": len(records), "back_url": back, "lines": []}
        # Without any selection the page only says how to select; a wrong one is an error.
        status = 422 if request.method == "POST" or request.GET else 200
        return render(request, "duplicates/merge_selected.html", context, status=status)
    kept = records[0]
    if request.method == "POST":
        with ShownErrors(request):
            step = merge_group(
                workspace=request.workspace,
                kind=kind,
                keys=[record.pk for record in records],
                choices=read_choices(request.POST.dict()),
                author=request.user,
            )
            add_undo_message(request, f"Merged: {kept}.", "duplicates:undo_step", step)
            name = "search:person" if kind == Kind.CONTACT else "search:company_preview"
            return redirect(reverse(name, args=[kept.pk]) + search)
    context = {
        "kind": kind,
        "n": len(records),
        "records": records,
        "lines": compare_records(records),
        "back_url": back,
    }
    return render(request, "duplicates/merge_selected.html", context)


def _selected_records(request: WorkspaceRequest, kind: str) -> list[Record]:
    """Return the selected records of the workspace, the older one first."""
    keys = {
        int(key)
        for key in request.GET.getlist(kind)
        if key.isascii() and key.isdigit() and len(key) < _MAX_KEY_DIGITS
    }
    rows = MODELS[kind]._default_manager.filter(workspace=request.workspace, pk__in=keys)
    return list(rows.order_by("pk")[: MAX_GROUP + 1])
