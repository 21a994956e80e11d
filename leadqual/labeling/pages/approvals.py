"""What second people say of corrections: a manager approves or returns one, or it is undone."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.labeling import second_labels
from leadqual.labeling.corrections import approvals
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.pages.forms import ReturnForm, return_address
from leadqual.labeling.queues import leases, next_titles
from leadqual.labeling.queues.positions import QueuePosition
from leadqual.leads.models import JobTitle


@route("titles/corrections/<int:correction_id>/approve/", methods="POST", role=Role.MANAGER)
def approve(request: WorkspaceRequest, correction_id: int) -> HttpResponse:
    """Say that a correction of somebody else is right, and go on to the next title of the queue."""
    row = _row(request, correction_id)
    with ShownErrors(request):
        onward = _decided(
            request, row, lambda: approvals.approve(correction=row, reviewer=request.user)
        )
        words = f"Approved the correction of “{row.job_title.title}” by {row.author}."
        add_undo_message(
            request, words, "labeling:withdraw-approval", row.pk, back=_open(request, row)
        )
        return redirect(onward)
    return redirect(_return_address(request, row))


@route(
    "titles/corrections/<int:correction_id>/approve/undo/",
    name="withdraw-approval",
    methods="POST",
    role=Role.MANAGER,
)
def withdraw_approval(request: WorkspaceRequest, correction_id: int) -> HttpResponse:
    """Take an approval back."""
    row = _row(request, correction_id)
    with ShownErrors(request):
        approvals.withdraw_approval(correction=row, reviewer=request.user)
        messages.success(request, f"“{row.job_title.title}” is waiting for approval again.")
    return redirect(_return_address(request, row))


@route(
    "titles/corrections/<int:correction_id>/return/",
    name="return-correction",
    methods="POST",
    role=Role.MANAGER,
)
def give_back(request: WorkspaceRequest, correction_id: int) -> HttpResponse:
    """Take a correction of somebody else back, with a note to them."""
    row = _row(request, correction_id)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.reason())
        return redirect(_return_address(request, row))
    note = form.cleaned_data["note"]
    with ShownErrors(request):
        onward = _decided(
            request,
            row,
            lambda: approvals.return_correction(correction=row, note=note, reviewer=request.user),
        )
        words = (
            f"“{row.job_title.title}” has its previous labels again. {row.author} sees your note."
        )
        messages.success(request, words)
        return redirect(onward)
    return redirect(_return_address(request, row))


@route(
    "titles/<int:title_id>/second-label/undo/",
    name="undo-second-label",
    methods="POST",
    role=Role.QUALIFIER,
)
def undo_second_label(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Take back what the person said as the second of two."""
    titles = JobTitle.objects.filter(workspace=request.workspace)
    title = get_object_or_404(titles, pk=title_id)
    with ShownErrors(request):
        second_labels.undo_second_label(job_title=title, author=request.user)
        messages.success(request, f"Your labels for “{title.title}” are undone.")
    return redirect(return_address(request, reverse("labeling:titles")))


def _row(request: WorkspaceRequest, correction_id: int) -> Correction:
    rows = Correction.objects.filter(workspace=request.workspace)
    return get_object_or_404(rows.select_related("job_title", "author"), pk=correction_id)


def _return_address(request: WorkspaceRequest, row: Correction) -> str:
    return return_address(request, reverse("labeling:title", args=[row.job_title_id]))


def _open(request: WorkspaceRequest, row: Correction) -> str:
    """Return the address with the title open: in its queue, or its page."""
    back = _return_address(request, row)
    position = QueuePosition.at(back, request.user)
    if position is None:
        return back
    return position.address(position.number(request.workspace), row.job_title_id)


def _decided(request: WorkspaceRequest, row: Correction, decide: Callable[[], object]) -> str:
    """Decide, and return where it goes on: to the next title of the queue, or back."""
    back = _return_address(request, row)
    position = QueuePosition.at(back, request.user)
    after = position.after(request.workspace, row.job_title) if position else ()
    now = clock.now()
    with transaction.atomic():
        decide()
        leases.end(
            workspace=request.workspace, keys=[row.job_title_id], holder=request.user.pk, now=now
        )
    return next_titles.onward(request.workspace, position, after, now=now) if position else back
