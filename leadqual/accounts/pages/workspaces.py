"""The workspaces page: create, leave, restore; also for users without a workspace."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from leadqual.accounts import members
from leadqual.accounts.members import has_other_manager
from leadqual.accounts.models import User
from leadqual.accounts.page_routes import route
from leadqual.accounts.pages.forms import NewWorkspaceForm
from leadqual.accounts.services import open_memberships
from leadqual.accounts.two_step import requiring_workspace
from leadqual.accounts.workspaces.selectors import SESSION_KEY, overview_of, restorable_by
from leadqual.accounts.workspaces.services import create_workspace, restore_workspace
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.undo import ShownErrors


@route("account/workspaces/", methods="GET POST")
@never_cache
def workspaces(request: HttpRequest) -> HttpResponse:
    """Show the workspaces of the user; on POST, create one."""
    user = cast("User", request.user)
    form = NewWorkspaceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with ShownErrors(request):
            workspace = create_workspace(name=form.cleaned_data["name"], author=user)
            request.session[SESSION_KEY] = workspace.pk
            messages.success(
                request, f"{workspace} is ready. Import contacts, or invite colleagues."
            )
            return redirect("home:dashboard")
        return redirect("accounts:workspaces")
    context = {"overview": overview_of(user), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/workspaces.html", context, status=status)


@route("account/workspaces/<int:workspace_id>/leave/", name="leave_workspace", methods="GET POST")
@never_cache
def leave(request: HttpRequest, workspace_id: int) -> HttpResponse:
    """Show the effects of leaving; on POST, leave."""
    user = cast("User", request.user)
    member = get_object_or_404(open_memberships(user), workspace_id=workspace_id)
    if requiring_workspace(user, member.workspace) is not None:
        return redirect("mfa_index")  # as for all pages of the workspace
    if request.method == "POST":
        with ShownErrors(request):
            members.remove_member(member=member, author=user)
            if request.session.get(SESSION_KEY) == workspace_id:
                del request.session[SESSION_KEY]
            messages.success(request, f"You left {member.workspace}.")
            return redirect("accounts:workspaces")
        return redirect("accounts:leave_workspace", workspace_id)
    context = {"member": member, "may_leave": has_other_manager(member)}
    return render(request, "accounts/leave_workspace.html", context)


@route("account/workspaces/<int:workspace_id>/restore/", name="restore_workspace", methods="POST")
def restore(request: HttpRequest, workspace_id: int) -> HttpResponse:
    """Restore a deleted workspace."""
    user = cast("User", request.user)
    workspace = get_object_or_404(restorable_by(user), pk=workspace_id)
    if requiring_workspace(user, workspace) is not None:
        return redirect("mfa_index")
    try:
        restore_workspace(workspace=workspace, author=user)
    except LeadqualError as error:
        messages.error(request, error.message)
        return redirect("accounts:workspaces")
    messages.success(request, f"{workspace} is restored with all its data.")
    if open_memberships(user).filter(workspace=workspace).exists():
        request.session[SESSION_KEY] = workspace.pk
        return redirect("home:dashboard")
    return redirect("accounts:workspaces")
