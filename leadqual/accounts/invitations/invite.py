"""Writes of invitations by managers: invite, send again, withdraw."""

import math
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.invitations.emails import LinkOf, queue_invitation
from leadqual.accounts.invitations.errors import (
    AlreadyInvitedError,
    InvitationClosedError,
    TooManyInvitationsError,
)
from leadqual.accounts.invitations.selectors import hash_token, new_token, pending_invitations
from leadqual.accounts.models import Invitation, Member, Role, User, Workspace
from leadqual.accounts.selectors import sign_in_address
from leadqual.accounts.services import AlreadyMemberError

RESEND_SECONDS = 60
"""Between two emails of one invitation."""
MAX_EMAILS = 10
"""Emails with invitations that one address gets in 24 hours, from all workspaces."""
_DAY = timedelta(days=1)


@transaction.atomic
def invite(
    *, workspace: Workspace, email: str, role: Role, author: User, link_of: LinkOf
) -> Invitation:
    """Ask an email address to join a workspace; the link leaves once this is committed.

    No account is created and nobody is added before the link is opened. An expired or void
    invitation of the same address is renewed.

    Raises:
        AlreadyMemberError: the address belongs to a member; nothing has changed.
        AlreadyInvitedError: the address has a pending invitation; nothing has changed.
        TooManyInvitationsError: the workspace has sent its emails of today; nothing has changed.
    """
    email = sign_in_address(email)
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if Member.objects.filter(workspace=workspace, user__email=email).exists():
        raise AlreadyMemberError("Already a member. Change the role in the list of members.")
    former = pending_invitations(workspace).filter(email=email).first()
    if former is not None and former.state_at(timezone.now()) == Invitation.State.OPEN:
        raise AlreadyInvitedError("This address already has a pending invitation. Resend it below.")
    _check_daily_limits(workspace, email)
    if former is None:
        former = Invitation(workspace=workspace, email=email)
    _renew(former, role=role, author=author, link_of=link_of)
    _record(former, author=author, action="invitation.created")
    return former


@transaction.atomic
def resend(*, invitation: Invitation, author: User, link_of: LinkOf) -> Invitation:
    """Queue a new link that works for the full time; the former link stops working.

    Whoever resends becomes the sender, so a void invitation becomes valid again.

    Raises:
        InvitationClosedError: it was accepted or withdrawn; nothing has changed.
        TooManyInvitationsError: the last email is a moment old, or there were too many; nothing has
            changed.
    """
    invitation = _locked(invitation)
    _check_pause(invitation)
    _check_daily_limits(invitation.workspace, invitation.email)
    _renew(invitation, role=Role(invitation.role), author=author, link_of=link_of)
    _record(invitation, author=author, action="invitation.resent")
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, author: User) -> None:
    """Make the link useless from now on.

    Raises:
        InvitationClosedError: it was accepted or withdrawn; nothing has changed.
    """
    invitation = _locked(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    invitation.outgoing_emails.all().delete()
    _record(invitation, author=author, action="invitation.withdrawn")


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("workspace")
    invitation = rows.get(pk=invitation.pk)
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise InvitationClosedError(
            f"The invitation of {invitation.email} was already accepted or withdrawn. "
            "Nothing was changed."
        )
    return invitation


def _renew(invitation: Invitation, *, role: Role, author: User, link_of: LinkOf) -> None:
    token, now = new_token(), timezone.now()
    invitation.role = role
    invitation.invited_by = author
    invitation.token_hash = hash_token(token)
    invitation.expires_at = now + timedelta(days=settings.INVITATION_DAYS)
    invitation.queued_at, invitation.last_sent_at = now, None
    invitation.n_sent += 1
    invitation.save()
    queue_invitation(invitation, token=token, link_of=link_of)


def _check_pause(invitation: Invitation) -> None:
    """Refuse to send twice within a minute, unless the last email was not taken."""
    if invitation.queued_at is None or invitation.outgoing_emails.filter(n_tries__gt=0).exists():
        return
    passed = (timezone.now() - invitation.queued_at).total_seconds()
    if passed < RESEND_SECONDS:
        wait = math.ceil(RESEND_SECONDS - passed)
        raise TooManyInvitationsError(
            f"An email to {invitation.email} was just sent. Wait {wait} seconds, then resend."
        )


def _check_daily_limits(workspace: Workspace, email: str) -> None:
    """Refuse what would flood one address, or many; withdrawn invitations count, too."""
    since = timezone.now() - _DAY
    recent = Invitation.objects.filter(queued_at__gte=since)
    if _emails(recent.filter(email=email)) >= MAX_EMAILS:
        raise TooManyInvitationsError(
            f"{MAX_EMAILS} invitations were sent to {email} in the last 24 hours. Try "
            "again tomorrow."
        )
    if _emails(recent.filter(workspace=workspace)) >= settings.INVITATIONS_PER_DAY:
        raise TooManyInvitationsError(
            f"This workspace sent {settings.INVITATIONS_PER_DAY} invitations in the "
            "last 24 hours. Try again tomorrow."
        )


def _emails(invitations: QuerySet[Invitation]) -> int:
    return int(invitations.aggregate(n=Sum("n_sent"))["n"] or 0)


def _record(invitation: Invitation, *, author: User, action: str) -> None:
    record_audit(
        workspace=invitation.workspace,
        actor=author,
        action=action,
        subject=f"invitation:{invitation.pk}",
        name=invitation.email,
        after={"role": invitation.role},
    )
