"""The page on which two selected people or companies are merged."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from leadqual.accounts.models import Role
from leadqual.accounts.request_types import WorkspaceRequest, needs_role
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.panels import panel
from leadqual.core.pages.undo import say_undoable
from leadqual.duplicates.models import Kind
from leadqual.duplicates.side_by_side import choices_in, lines_of
from leadqual.leads.merging.merge_fields import Record
from leadqual.leads.merging.services import MODELS, MergeRequest, merge_records

_TWO = 2
_MAX_KEY = 19


@require_http_methods(["GET", "POST"])
@needs_role(Role.QUALIFIER)
@panel("duplicates:merge_people")
def merge_people(request: WorkspaceRequest) -> HttpResponse:
    """Show two people (`?contact=1&contact=2`) side by side; a post merges them."""
    return _merge(request, Kind.CONTACT, reverse("leads:people"))


@require_http_methods(["GET", "POST"])
@needs_role(Role.QUALIFIER)
@panel("duplicates:merge_companies")
def merge_companies(request: WorkspaceRequest) -> HttpResponse:
    """Show two companies (`?company=1&company=2`) side by side; a post merges them."""
    return _merge(request, Kind.COMPANY, reverse("leads:companies"))


def _merge(request: WorkspaceRequest, kind: str, back: str) -> HttpResponse:
    records = _selected(request, kind)
    if len(records) != _TWO:
        shown = {"kind": kind, "n": len(records), "back_url": back, "lines": []}
        # Without any selection the page only says how to select; a wrong one is an error.
        status = 422 if request.method == "POST" or request.GET else 200
        return render(request, "duplicates/merge_two.html", shown, status=status)
    kept, other = records
    if request.method == "POST":
        choices = choices_in(request.POST.dict())
        merge = MergeRequest(kind, kept.pk, other.pk, choices)
        try:
            merged = merge_records(workspace=request.workspace, request=merge, author=request.user)
        except LeadqualError as error:
            messages.error(request, error.message)
        else:
            say_undoable(request, f"Merged: {kept}.", "duplicates:undo", merged.pk)
            name = "leads:person" if kind == Kind.CONTACT else "leads:company"
            return redirect(name, kept.pk)
    shown = {
        "kind": kind,
        "n": _TWO,
        "kept": kept,
        "other": other,
        "lines": lines_of(kept, other, {}),
        "back_url": back,
    }
    return render(request, "duplicates/merge_two.html", shown)


def _selected(request: WorkspaceRequest, kind: str) -> list[Record]:
    """Return the selected records of the workspace, the older one first."""
    keys = {
        int(key)
        for key in request.GET.getlist(kind)
        if key.isascii() and key.isdigit() and len(key) < _MAX_KEY
    }
    rows = MODELS[kind]._default_manager.filter(workspace=request.workspace, pk__in=keys)
    return list(rows.order_by("pk")[: _TWO + 1])
