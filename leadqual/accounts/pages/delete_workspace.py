"""The page that deletes a workspace, after an export and after typing its name."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache

from leadqual.accounts.models import Role, User, WorkspaceExport
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.forms import DeleteWorkspaceForm
from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.two_step import requiring_workspace
from leadqual.accounts.workspaces import services
from leadqual.accounts.workspaces.errors import (
    NoExportError,
    WrongNameError,
)
from leadqual.accounts.workspaces.selectors import SESSION_KEY, ready_exports
from leadqual.accounts.workspaces.workspace_export import download_name, open_export, start_export
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors


@route("settings/delete/", methods="GET POST", role=Role.MANAGER)
@never_cache
def delete_workspace(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the exports and the effects of deletion; on POST, delete the workspace."""
    if request.method != "POST":
        return _page(request, DeleteWorkspaceForm())
    form = DeleteWorkspaceForm(request.POST)
    if form.is_valid():
        _delete(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    request.session.pop(SESSION_KEY, None)
    messages.success(
        request,
        f"{request.workspace} is deleted. A manager can restore it for "
        f"{settings.WORKSPACE_RESTORE_DAYS} days.",
    )
    return redirect("accounts:workspaces")


def _delete(request: WorkspaceRequest, form: DeleteWorkspaceForm) -> None:
    try:
        services.delete_workspace(
            workspace=request.workspace,
            typed_name=form.cleaned_data["typed_name"],
            author=request.user,
            without_export=form.cleaned_data["without_export"],
        )
    except NoExportError:
        form.add_error(
            "without_export", "There is no export yet. Export first, or select this checkbox."
        )
    except WrongNameError as error:
        form.add_error("typed_name", error.message)


def _page(
    request: WorkspaceRequest, form: DeleteWorkspaceForm, *, status: int = 200
) -> HttpResponse:
    exports = list(request.workspace.full_exports.select_related("author")[:5])
    context: dict[str, object] = {
        "form": form,
        "exports": exports,
        "is_at_work": any(one.state in {"queued", "running"} for one in exports),
        "has_export": ready_exports(request.workspace).exists(),
        "restore_days": settings.WORKSPACE_RESTORE_DAYS,
    }
    return render_settings(
        request,
        "accounts/settings/delete_workspace.html",
        context,
        here="accounts:settings",
        status=status,
    )


@route("settings/delete/export/", name="export_workspace", methods="POST", role=Role.MANAGER)
def export(request: WorkspaceRequest) -> HttpResponse:
    """Start an export of all data of the workspace."""
    with ShownErrors(request):
        start_export(workspace=request.workspace, author=request.user)
        messages.success(request, "The export is running. You can leave this page.")
    return redirect(address_of("accounts:delete_workspace"))


@route("account/workspaces/exports/<int:workspace_export_id>/", name="download_workspace_export")
@never_cache
def download(request: HttpRequest, workspace_export_id: int) -> HttpResponseBase:
    """Send the file of an export to a manager, even if the workspace is deleted."""
    user = cast("User", request.user)
    exports = WorkspaceExport.objects.select_related("workspace").filter(
        workspace__members__user=user,
        workspace__members__role=Role.MANAGER,
    )
    found = get_object_or_404(exports, pk=workspace_export_id)
    if requiring_workspace(user, found.workspace) is not None:
        return redirect("mfa_index")  # as for all pages of the workspace
    try:
        file = open_export(found, reader=user)
    except LeadqualError as error:
        raise Http404(error.message) from error
    return FileResponse(
        file, as_attachment=True, filename=download_name(found), content_type="application/zip"
    )
