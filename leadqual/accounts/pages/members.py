"""The members page: members with their roles, and invitations."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from leadqual.accounts import members as member_services
from leadqual.accounts.invitation_emails import email_destination
from leadqual.accounts.invitation_states import EmailState, pending_invitations, with_states
from leadqual.accounts.members import members_of
from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, needs_role, route
from leadqual.accounts.pages import invitations
from leadqual.accounts.pages.forms import InviteForm, RoleForm
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.pages.undo import ShownErrors


@route("settings/members/", methods="GET POST")
def members(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the members and pending invitations; on POST, invite people."""
    return invite(request) if request.method == "POST" else _page(request)


def _page(request: WorkspaceRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "members": members_of(request.workspace),
        "roles": Role,
        "invite_form": InviteForm(),
        "pending": [],
        **more,
    }
    if Role(request.member.role).includes(Role.MANAGER):
        rows = list(pending_invitations(request.workspace))
        context["pending"] = pending = with_states(rows, now=timezone.now())
        context["is_sending"] = any(one.email_state == EmailState.QUEUED for one in pending)
        context["where_emails_go"] = email_destination()
    return render_settings(
        request, "accounts/settings/members.html", context, here="accounts:members", status=status
    )


@dataclass(slots=True)
class InviteResults:
    """Results of inviting several addresses."""

    sent: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Address and error of each failed invitation."""


@needs_role(Role.MANAGER)
def invite(request: WorkspaceRequest) -> HttpResponse:
    """Invite several addresses; failed ones stay in the form."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, invite_form=form)
    role, results = Role(form.cleaned_data["role"]), InviteResults()
    for email in form.cleaned_data["emails"]:
        problem = invitations.try_to_invite(request, email=email, role=role)
        if problem:
            results.failed.append((email, problem))
        else:
            results.sent.append(email)
    failed_emails = ", ".join(email for email, _ in results.failed)
    return _page(
        request,
        status=422 if not results.sent else 200,
        invite_form=InviteForm(initial={"emails": failed_emails, "role": role}),
        results=results,
    )


@route("settings/members/<int:member_id>/remove/", methods="POST", role=Role.MANAGER)
def remove_member(request: WorkspaceRequest, member_id: int) -> HttpResponse:
    member = get_object_or_404(members_of(request.workspace), pk=member_id)
    with ShownErrors(request):
        member_services.remove_member(member=member, author=request.user)
        messages.success(request, f"{member.user} is no longer a member.")
    return redirect("accounts:members")


@route("settings/members/<int:member_id>/role/", methods="POST", role=Role.MANAGER)
def change_role(request: WorkspaceRequest, member_id: int) -> HttpResponse:
    form = RoleForm(request.POST)
    member = get_object_or_404(members_of(request.workspace), pk=member_id)
    if not form.is_valid():
        messages.error(request, "Unknown role. Nothing was changed.")
        return redirect("accounts:members")
    role = Role(form.cleaned_data["role"])
    with ShownErrors(request):
        member_services.change_role(member=member, role=role, author=request.user)
        messages.success(request, f"{member.user} is now a {role.label.lower()}.")
    return redirect("accounts:members")
