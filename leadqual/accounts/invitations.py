"""Writes of invitations: invite, resend and withdraw."""

import math
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.invitation_emails import LinkBuilder, queue_invitation
from leadqual.accounts.invitation_states import hash_token, new_token, pending_invitations
from leadqual.accounts.models import Invitation, Member, Role, User, Workspace
from leadqual.accounts.services import sign_in_address
from leadqual.core.errors import LeadqualError

RESEND_SECONDS = 60
"""Minimum time between two emails of one invitation."""

MAX_EMAILS = 10
"""Maximum invitation emails to one address in 24 hours, from all workspaces."""

_DAY = timedelta(days=1)


@transaction.atomic
def invite(
    *, workspace: Workspace, email: str, role: Role, author: User, build_link: LinkBuilder
) -> Invitation:
    """Invite an email address to a workspace; the link is sent after commit.

    No account or member is created until the invitation is accepted. An expired or void
    invitation of the same address is renewed.

    Raises:
        LeadqualError: the address belongs to a member; nothing has changed.
        LeadqualError: the address has a pending invitation; nothing has changed.
        LeadqualError: a daily limit is reached; nothing has changed.
    """
    email = sign_in_address(email)
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if Member.objects.filter(workspace=workspace, user__email=email).exists():
        raise LeadqualError(
            "Already a member. Change the role in the list of members.",
            code="already_member",
            status=409,
        )
    former = pending_invitations(workspace).filter(email=email).first()
    if former is not None and former.state_at(timezone.now()) == Invitation.State.OPEN:
        raise LeadqualError(
            "This address already has a pending invitation. Resend it below.",
            code="already_invited",
            status=409,
        )
    _check_daily_limits(workspace, email)
    if former is None:
        former = Invitation(workspace=workspace, email=email)
    _renew(former, role=role, author=author, build_link=build_link)
    _record(former, author=author, action="invitation.created")
    return former


@transaction.atomic
def resend(*, invitation: Invitation, author: User, build_link: LinkBuilder) -> Invitation:
    """Queue a new link that is valid for the full period; the previous link stops working.

    The author becomes the sender, so a void invitation becomes valid again.

    Raises:
        LeadqualError: it was accepted or withdrawn; nothing has changed.
        LeadqualError: the last email was just sent, or a daily limit is reached; nothing
            has changed.
    """
    invitation = _lock_invitation(invitation)
    _check_resend_pause(invitation)
    _check_daily_limits(invitation.workspace, invitation.email)
    _renew(invitation, role=Role(invitation.role), author=author, build_link=build_link)
    _record(invitation, author=author, action="invitation.resent")
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, author: User) -> None:
    """Invalidate the link.

    Raises:
        LeadqualError: it was accepted or withdrawn; nothing has changed.
    """
    invitation = _lock_invitation(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    invitation.outgoing_emails.all().delete()
    _record(invitation, author=author, action="invitation.withdrawn")


def _lock_invitation(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("workspace")
    invitation = rows.get(pk=invitation.pk)
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise LeadqualError(
            f"The invitation of {invitation.email} was already accepted or withdrawn. "
            "Nothing was changed.",
            code="invitation_closed",
            status=409,
        )
    return invitation


def _renew(invitation: Invitation, *, role: Role, author: User, build_link: LinkBuilder) -> None:
    token, now = new_token(), timezone.now()
    invitation.role = role
    invitation.invited_by = author
    invitation.token_hash = hash_token(token)
    invitation.expires_at = now + timedelta(days=settings.INVITATION_DAYS)
    invitation.queued_at, invitation.last_sent_at = now, None
    invitation.n_sent += 1
    invitation.save()
    queue_invitation(invitation, token=token, build_link=build_link)


def _check_resend_pause(invitation: Invitation) -> None:
    """Refuse to send twice within a minute, unless the last email failed."""
    if invitation.queued_at is None or invitation.outgoing_emails.filter(n_tries__gt=0).exists():
        return
    passed = (timezone.now() - invitation.queued_at).total_seconds()
    if passed < RESEND_SECONDS:
        wait = math.ceil(RESEND_SECONDS - passed)
        raise LeadqualError(
            f"An email to {invitation.email} was just sent. Wait {wait} seconds, then resend.",
            code="too_many_invitations",
            status=429,
        )


def _check_daily_limits(workspace: Workspace, email: str) -> None:
    """Enforce the daily limits per address and per workspace; withdrawn invitations count, too."""
    since = timezone.now() - _DAY
    recent = Invitation.objects.filter(queued_at__gte=since)
    if _count_emails(recent.filter(email=email)) >= MAX_EMAILS:
        raise LeadqualError(
            f"{MAX_EMAILS} invitations were sent to {email} in the last 24 hours. Try "
            "again tomorrow.",
            code="too_many_invitations",
            status=429,
        )
    if _count_emails(recent.filter(workspace=workspace)) >= settings.INVITATIONS_PER_DAY:
        raise LeadqualError(
            f"This workspace sent {settings.INVITATIONS_PER_DAY} invitations in the "
            "last 24 hours. Try again tomorrow.",
            code="too_many_invitations",
            status=429,
        )


def _count_emails(invitations: QuerySet[Invitation]) -> int:
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
