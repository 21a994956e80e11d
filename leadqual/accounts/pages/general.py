"""The general settings of a workspace: its name, title labeling and limits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.forms import TitleOverlapForm, WorkspaceForm
from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.workspaces import services
from leadqual.accounts.workspaces.quotas import usage_of


@route("settings/", name="settings")
def general(request: WorkspaceRequest) -> HttpResponse:
    return _page(request)


def _page(request: WorkspaceRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "workspace_form": WorkspaceForm(initial={"name": request.workspace.name}),
        "overlap_form": TitleOverlapForm(initial={"percent": request.workspace.title_overlap}),
        "usage": usage_of(request.workspace),
        **more,
    }
    return render_settings(
        request, "accounts/settings/general.html", context, here="accounts:settings", status=status
    )


@route("settings/name/", methods="POST", role=Role.MANAGER)
def rename(request: WorkspaceRequest) -> HttpResponse:
    """Rename the workspace."""
    form = WorkspaceForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, workspace_form=form)
    services.rename_workspace(
        workspace=request.workspace, name=form.cleaned_data["name"], author=request.user
    )
    messages.success(request, "Workspace renamed.")
    return redirect("accounts:settings")


@route("settings/title-overlap/", name="title_overlap", methods="POST", role=Role.MANAGER)
def set_title_overlap(request: WorkspaceRequest) -> HttpResponse:
    """Set the percentage of titles for double labeling."""
    form = TitleOverlapForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, overlap_form=form)
    percent = form.cleaned_data["percent"]
    services.set_title_overlap(workspace=request.workspace, percent=percent, author=request.user)
    messages.success(request, f"{percent}% of titles are now double-labeled.")
    return redirect("accounts:settings")
