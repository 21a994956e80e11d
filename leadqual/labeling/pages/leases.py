"""An open page of a title or of a group says that somebody looks at it, and hears who else does."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from leadqual.accounts.models import Role
from leadqual.accounts.request_types import WorkspaceRequest, needs_role
from leadqual.labeling.models.queues import TitleGroup
from leadqual.labeling.queues import group_leases, leases
from leadqual.leads.models import JobTitle


@dataclass(frozen=True, slots=True)
class LeaseHolder:
    """Who has a title, or a group of them.

    Args:
        is_mine: whoever looks has it.
        name: of somebody else who has it open; "" where nobody else has.
    """

    is_mine: bool
    name: str = ""


def hold_of(request: WorkspaceRequest, row: JobTitle) -> LeaseHolder:
    """Take a title that is open on a page, or say who has it; two queries at most."""
    now, person = timezone.now(), request.user.pk
    if leases.take(workspace=request.workspace, key=row.pk, holder=person, now=now):
        return LeaseHolder(is_mine=True)
    held = leases.leased_by_others(
        workspace=request.workspace, keys=[row.pk], person=person, now=now
    )
    return LeaseHolder(is_mine=False, name=held.open_by.get(row.pk, ""))


def hold_of_group(request: WorkspaceRequest, group: TitleGroup) -> LeaseHolder:
    """Take a group that is open on a page, or say who has it."""
    now, person, workspace = timezone.now(), request.user.pk, request.workspace
    if group_leases.take(workspace=workspace, group=group, holder=person, now=now):
        return LeaseHolder(is_mine=True)
    held = group_leases.open_by(workspace=workspace, groups=[group], person=person, now=now)
    return LeaseHolder(is_mine=False, name=held.get(group.pk, ""))


@require_POST
@needs_role(Role.QUALIFIER)
def renew(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Keep a title for another minute; the answer is empty where the page says so already."""
    row = get_object_or_404(JobTitle.objects.filter(workspace=request.workspace), pk=title_id)
    return _renewed(request, hold_of(request, row))


@require_POST
@needs_role(Role.QUALIFIER)
def renew_group(request: WorkspaceRequest, group_id: int) -> HttpResponse:
    """Keep a group for another minute; the answer is empty where the page says so already."""
    rows = TitleGroup.objects.filter(workspace=request.workspace)
    return _renewed(request, hold_of_group(request, get_object_or_404(rows, pk=group_id)))


def _renewed(request: WorkspaceRequest, hold: LeaseHolder) -> HttpResponse:
    if (hold.is_mine, hold.name) == ("mine" in request.POST, request.POST.get("name", "")):
        return HttpResponse(status=204)
    return render(request, "labeling/partials/queues/lease.html", {"hold": hold})
