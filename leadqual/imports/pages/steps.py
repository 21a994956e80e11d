"""Pages of the steps of an import: start, columns, pause, resume, undo, and its lines."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.workspaces.errors import QuotaError
from leadqual.core.pages.page_links import page_links
from leadqual.core.pages.undo import ShownErrors
from leadqual.imports import control, selectors
from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.imports.pages.progress import CELLS, KEPT, changes_shown
from leadqual.imports.undo.kept_records import KeptRecords
from leadqual.imports.undo.undo_preview import undo_preview

PAGE = 100

_TITLES = {
    "created": "New",
    "updated": "Updated",
    "unchanged": "Unchanged",
    "skipped": "Skipped by your options",
    "rejected": "Rejected",
    CELLS: "Skipped cells",
    KEPT: "Kept when the import was undone",
}


@route("imports/<int:batch_id>/begin/", methods="POST", role=Role.MANAGER)
def begin(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Start after a dry run."""
    return _apply_step(request, batch_id, control.start_checked)


@route("imports/<int:batch_id>/columns/", methods="POST", role=Role.MANAGER)
def columns(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Go back from a dry run to the columns."""
    return _apply_step(request, batch_id, control.change_columns)


@route("imports/<int:batch_id>/pause/", methods="POST", role=Role.MANAGER)
def pause(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Pause after the rows that are being stored."""
    return _apply_step(request, batch_id, control.pause_import)


@route("imports/<int:batch_id>/resume/", methods="POST", role=Role.MANAGER)
def resume(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    return _apply_step(request, batch_id, control.resume_import)


@route("imports/<int:batch_id>/undo/", role=Role.MANAGER)
def undo_page(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Preview what undoing an import would change."""
    found = _find_batch(request, batch_id)
    if not found.can_be_undone:
        return redirect("imports:batch", found.pk)
    context = {"batch": found, "will": undo_preview(found)}
    return render(request, "imports/undo.html", context)


@route("imports/<int:batch_id>/undo/start/", methods="POST", role=Role.MANAGER)
def undo(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Undo a whole import."""
    return _apply_step(request, batch_id, control.start_undo)


@route("imports/<int:batch_id>/lines/")
def lines(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Show all lines of one outcome, or of the cells that were left out."""
    found = _find_batch(request, batch_id)
    outcome = request.GET.get("outcome", "created")
    if outcome not in _TITLES:
        raise Http404
    pages: Paginator[Any] = Paginator(_rows(found, outcome), PAGE)
    page = pages.get_page(request.GET.get("page"))
    shown = [*page] if outcome in {CELLS, KEPT} else changes_shown(found, [*page])
    context = {
        "batch": found,
        "outcome": outcome,
        "title": _TITLES[outcome],
        "lines": shown,
        "with_more": outcome in {CELLS, KEPT} or any(line.has_details for line in shown),
        **page_links(page, f"?outcome={outcome}&"),
    }
    return render(request, "imports/result_rows.html", context)


def _rows(batch: ImportBatch, outcome: str) -> Any:
    if outcome == CELLS:
        return batch.cells.order_by("pk")
    if outcome == KEPT:
        return KeptRecords(batch)
    return ImportRow.objects.filter(batch=batch, outcome=outcome).order_by("number")


def _apply_step(request: WorkspaceRequest, batch_id: int, step: Callable[..., Any]) -> HttpResponse:
    found = _find_batch(request, batch_id)
    with ShownErrors(request, QuotaError):  # The page has the button to try again.
        step(batch=found, author=request.user)
    return redirect("imports:batch", found.pk)


def _find_batch(request: WorkspaceRequest, batch_id: int) -> ImportBatch:
    return get_object_or_404(selectors.batches_of(request.workspace), pk=batch_id)
