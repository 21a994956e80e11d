"""The page on which some selected people or companies are merged."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.duplicates.merges import merge_group
from leadqual.duplicates.models import Kind
from leadqual.duplicates.selectors import (
    MAX_GROUP,
)
from leadqual.duplicates.side_by_side import choices_in, lines_of
from leadqual.leads.merging.merge_fields import Record
from leadqual.leads.merging.services import MODELS
from leadqual.search.pages.record_routes import names_gone

_FEWEST = 2
_MAX_KEY = 19


@route("duplicates/merge-people/", methods="GET POST", role=Role.QUALIFIER)
@names_gone("contact")
def merge_people(request: WorkspaceRequest) -> HttpResponse:
    """Show some people (`?contact=1&contact=2`) side by side; a post merges them."""
    return _merge(request, Kind.CONTACT, reverse("search:people"))


@route("duplicates/merge-companies/", methods="GET POST", role=Role.QUALIFIER)
@names_gone("company")
def merge_companies(request: WorkspaceRequest) -> HttpResponse:
    """Show some companies (`?company=1&company=2`) side by side; a post merges them."""
    return _merge(request, Kind.COMPANY, reverse("search:companies"))


def _merge(request: WorkspaceRequest, kind: str, back: str) -> HttpResponse:
    records = _selected(request, kind)
    params = [(name, values) for name, values in request.GET.lists() if name not in (kind, "panel")]
    search = f"?{urlencode(params, doseq=True)}" if params else ""
    back += search
    if not _FEWEST <= len(records) <= MAX_GROUP:
        shown = {"kind": kind, "n": len(records), "back_url": back, "lines": []}
        # Without any selection the page only says how to select; a wrong one is an error.
        status = 422 if request.method == "POST" or request.GET else 200
        return render(request, "duplicates/merge_selected.html", shown, status=status)
    kept = records[0]
    if request.method == "POST":
        with ShownErrors(request):
            step = merge_group(
                workspace=request.workspace,
                kind=kind,
                keys=[record.pk for record in records],
                choices=choices_in(request.POST.dict()),
                author=request.user,
            )
            say_undoable(request, f"Merged: {kept}.", "duplicates:undo_step", step)
            name = "search:person" if kind == Kind.CONTACT else "search:company_preview"
            return redirect(reverse(name, args=[kept.pk]) + search)
    shown = {
        "kind": kind,
        "n": len(records),
        "records": records,
        "lines": lines_of(records),
        "back_url": back,
    }
    return render(request, "duplicates/merge_selected.html", shown)


def _selected(request: WorkspaceRequest, kind: str) -> list[Record]:
    """Return the selected records of the workspace, the older one first."""
    keys = {
        int(key)
        for key in request.GET.getlist(kind)
        if key.isascii() and key.isdigit() and len(key) < _MAX_KEY
    }
    rows = MODELS[kind]._default_manager.filter(workspace=request.workspace, pk__in=keys)
    return list(rows.order_by("pk")[: MAX_GROUP + 1])
