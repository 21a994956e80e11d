"""Actions on invitations on the members page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from leadqual.accounts import invitations
from leadqual.accounts.invitation_emails import link_builder
from leadqual.accounts.invitation_states import pending_invitations
from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.undo import ShownErrors

MAX_EMAIL = 254


def try_to_invite(request: WorkspaceRequest, *, email: str, role: Role) -> str:
    """Invite one address; return the error, or "" on success."""
    try:
        validate_email(email)
    except ValidationError:
        return "This is not an email address."
    if len(email) > MAX_EMAIL:
        return f"An email address can have up to {MAX_EMAIL} characters."
    try:
        invitations.invite(
            workspace=request.workspace,
            email=email,
            role=role,
            author=request.user,
            build_link=link_builder(request),
        )
    except LeadqualError as error:
        return error.message
    return ""


@route(
    "settings/members/invitations/<int:invitation_id>/resend/",
    name="resend_invitation",
    methods="POST",
    role=Role.MANAGER,
)
def resend(request: WorkspaceRequest, invitation_id: int) -> HttpResponse:
    """Send a new link; the previous one stops working."""
    invitation = get_object_or_404(pending_invitations(request.workspace), pk=invitation_id)
    with ShownErrors(request):
        invitation = invitations.resend(
            invitation=invitation, author=request.user, build_link=link_builder(request)
        )
        words = f"Sent a new link to {invitation.email}. The previous link no longer works."
        messages.success(request, words)
    return redirect("accounts:members")


@route(
    "settings/members/invitations/<int:invitation_id>/withdraw/",
    name="withdraw_invitation",
    methods="POST",
    role=Role.MANAGER,
)
def withdraw(request: WorkspaceRequest, invitation_id: int) -> HttpResponse:
    """Invalidate the link."""
    invitation = get_object_or_404(pending_invitations(request.workspace), pk=invitation_id)
    with ShownErrors(request):
        invitations.withdraw(invitation=invitation, author=request.user)
        messages.success(
            request, f"Invitation withdrawn. The link sent to {invitation.email} no longer works."
        )
    return redirect("accounts:members")
