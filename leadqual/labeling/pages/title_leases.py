"""Leases of open titles and groups, renewed by their pages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.labeling.models.queues import TitleGroup
from leadqual.labeling.queues import group_leases, leases
from leadqual.labeling.queues.leases import LeaseHolder
from leadqual.leads.models import JobTitle


@route("titles/<int:title_id>/lease/", name="lease", methods="POST", role=Role.QUALIFIER)
def renew(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Keep a title for another minute; the answer is empty where the page says so already."""
    workspace, person, now = request.workspace, request.user.pk, clock.now()
    row = get_object_or_404(JobTitle.objects.filter(workspace=workspace), pk=title_id)
    hold = leases.hold(workspace=workspace, key=row.pk, person=person, now=now)
    return _renewed(request, hold)


@route(
    "titles/groups/<int:group_id>/lease/", name="lease-group", methods="POST", role=Role.QUALIFIER
)
def renew_group(request: WorkspaceRequest, group_id: int) -> HttpResponse:
    """Keep a group for another minute; the answer is empty where the page says so already."""
    workspace, person, now = request.workspace, request.user.pk, clock.now()
    group = get_object_or_404(TitleGroup.objects.filter(workspace=workspace), pk=group_id)
    hold = group_leases.hold(workspace=workspace, group=group, person=person, now=now)
    return _renewed(request, hold)


def _renewed(request: WorkspaceRequest, hold: LeaseHolder) -> HttpResponse:
    if (hold.is_mine, hold.open_by) == ("mine" in request.POST, request.POST.get("name", "")):
        return HttpResponse(status=204)
    return render(request, "labeling/partials/queues/lease.html", {"hold": hold})
