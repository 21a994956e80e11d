"""The members page: who is in the workspace, with which role."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from leadqual.accounts import services
from leadqual.accounts.forms import (
    MemberForm,
    RoleForm,
)
from leadqual.accounts.models import Role
from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.requests import WorkspaceRequest, needs_role
from leadqual.accounts.selectors import members_of


@require_http_methods(["GET", "POST"])
def members(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the members; a form sent here adds one."""
    return add_member(request) if request.method == "POST" else _page(request)


def _page(request: WorkspaceRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "members": members_of(request.workspace),
        "roles": Role,
        "member_form": MemberForm(),
        **more,
    }
    return render_settings(
        request, "accounts/settings/members.html", context, here="accounts:members", status=status
    )


@needs_role(Role.MANAGER)
def add_member(request: WorkspaceRequest) -> HttpResponse:
    """Let a person in; the first password of a new account is shown, this once."""
    form = MemberForm(request.POST)
    if form.is_valid():
        try:
            member, password = services.add_member(
                workspace=request.workspace,
                email=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                author=request.user,
            )
        except services.AlreadyMemberError as error:
            form.add_error("email", error.message)
    if not form.is_valid():
        return _page(request, status=422, member_form=form)
    if password is None:
        messages.success(request, f"{member.user} is in the workspace now.")
        return redirect("accounts:members")
    return _page(request, status=201, new_member=member, new_password=password)


@require_POST
@needs_role(Role.MANAGER)
def remove_member(request: WorkspaceRequest, member_id: int) -> HttpResponse:
    """Take a person out of the workspace."""
    member = get_object_or_404(members_of(request.workspace), pk=member_id)
    try:
        services.remove_member(member=member, author=request.user)
        messages.success(request, f"{member.user} is no longer in the workspace.")
    except services.LastManagerError as error:
        messages.error(request, error.message)
    return redirect("accounts:members")


@require_POST
@needs_role(Role.MANAGER)
def change_role(request: WorkspaceRequest, member_id: int) -> HttpResponse:
    """Give a member another role."""
    form = RoleForm(request.POST)
    member = get_object_or_404(members_of(request.workspace), pk=member_id)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        services.change_role(member=member, role=role, author=request.user)
        messages.success(request, f"{member.user} is now {role.label}.")
    else:
        messages.error(request, "That is no role; nothing has changed.")
    return redirect("accounts:members")
