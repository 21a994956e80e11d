"""Invitations: invite, resend, withdraw and accept."""

import hashlib
import math
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.emails import Message, queue_email
from leadqual.accounts.models import Invitation, Member, OutgoingEmail, Role, User, Workspace
from leadqual.accounts.services import AlreadyMemberError, account_with, sign_in_address
from leadqual.accounts.sign_in import confirm_address
from leadqual.core.email.addresses import absolute_url
from leadqual.core.errors import LeadqualError

# Errors.

TOKEN_BYTES = 32
_NOT_VALID = "This invitation is no longer valid. Ask whoever invited you for a new one."
LinkOf = Callable[[str], str]
RESEND_SECONDS = 60
MAX_EMAILS = 10
_DAY = timedelta(days=1)


class AlreadyInvitedError(LeadqualError, code="already_invited", status=409):
    """The address has a pending invitation to the workspace."""


class TooManyInvitationsError(LeadqualError, code="too_many_invitations", status=429):
    """Emails of invitations are limited, so that nobody can be flooded by them."""


class InvitationClosedError(LeadqualError, code="invitation_closed", status=409):
    """The invitation was accepted or withdrawn already."""


class InvitationNotValidError(LeadqualError, code="invitation_not_valid", status=410):
    """The invitation is expired, used, withdrawn or void, or there is none."""


class AccountExistsError(LeadqualError, code="account_exists", status=409):
    """The address has an account: its owner signs in instead of choosing a password."""


class OtherAddressError(LeadqualError, code="other_address", status=403):
    """The invitation is for another address than that of the person who is signed in."""


# Reads.


def new_token() -> str:
    """Return the secret of a new link: 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Return the SHA-256 hash that is stored; the secret is long and random, so no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation with this secret in any state, or None."""
    invitations = Invitation.objects.select_related("workspace", "invited_by")
    return invitations.filter(token_hash=hash_token(token)).first()


def pending_invitations(workspace: Workspace) -> QuerySet[Invitation]:
    """Return invitations neither accepted nor withdrawn, including expired ones, newest first."""
    rows = workspace.invitations.select_related("invited_by", "workspace")
    rows = rows.filter(accepted_at=None, withdrawn_at=None).order_by("-pk")
    return rows.prefetch_related("outgoing_emails")


class EmailState(StrEnum):
    """State of the email of an invitation."""

    QUEUED = "queued"
    SENT = "sent"
    DELAYED = "delayed"
    FAILED = "failed"


def email_state(invitation: Invitation) -> EmailState:
    """Return the email state of an invitation from `pending_invitations`; no query."""
    waiting = next(iter(invitation.outgoing_emails.all()), None)
    if waiting is None:
        return EmailState.SENT if invitation.last_sent_at else EmailState.FAILED
    if waiting.state == OutgoingEmail.State.FAILED:
        return EmailState.FAILED
    return EmailState.DELAYED if waiting.n_tries else EmailState.QUEUED


@dataclass(frozen=True, slots=True)
class PendingInvitation:
    """A pending invitation with its state and that of its email.

    Args:
        state: whether its link works.
        problem: why the last try to send the email failed.
        next_at: time of the next try.
    """

    invitation: Invitation
    state: Invitation.State
    email_state: EmailState
    problem: str = ""
    next_at: datetime | None = None


def with_states(invitations: Sequence[Invitation], *, now: datetime) -> list[PendingInvitation]:
    """Return invitations with their states, in the same order."""
    found = []
    for one in invitations:
        email = next(iter(one.outgoing_emails.all()), None)
        problem, next_at = (email.problem, email.next_at) if email else ("", None)
        found.append(PendingInvitation(one, one.state_at(now), email_state(one), problem, next_at))
    return found


# Accepting an invitation with a new or an existing account.


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Details that an invited person without an account enters.

    Args:
        password: already validated; None if sign-in works without passwords.
        first_name: may be empty.
        last_name: may be empty.
    """

    password: str | None
    first_name: str = ""
    last_name: str = ""


@transaction.atomic
def accept_with_new_account(*, token: str, person: NewPerson) -> Member:
    """Create the account of the invited address and make it a member.

    The link proves that the person can read email at this address.

    Raises:
        InvitationNotValidError: it is expired, used, withdrawn or void; nothing has changed.
        AccountExistsError: the address has an account; nothing has changed.
    """
    invitation = _locked_for_acceptance(token)
    exists = "This email address already has an account. Sign in to accept."
    if account_with(invitation.email) is not None:
        raise AccountExistsError(exists)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                invitation.email,
                person.password,
                first_name=person.first_name,
                last_name=person.last_name,
            )
    except IntegrityError as error:  # Another invitation was accepted concurrently.
        raise AccountExistsError(exists) from error
    return _join(invitation, user)


@transaction.atomic
def accept_as(*, token: str, user: User) -> Member:
    """Make the signed-in person, who has agreed, a member.

    Raises:
        InvitationNotValidError: it is expired, used, withdrawn or void; nothing has changed.
        OtherAddressError: the invitation is for another address; nothing has changed.
    """
    invitation = _locked_for_acceptance(token)
    if user.email.lower() != invitation.email:
        raise OtherAddressError(
            f"This invitation is for {invitation.email}; you are signed in as {user.email}."
        )
    return _join(invitation, user)


def _locked_for_acceptance(token: str) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",))
    rows = rows.select_related("workspace", "invited_by")
    invitation = rows.filter(token_hash=hash_token(token)).first()
    if invitation is None or invitation.state_at(timezone.now()) != Invitation.State.OPEN:
        raise InvitationNotValidError(_NOT_VALID)
    return invitation


def _join(invitation: Invitation, user: User) -> Member:
    """Make a user a member; existing members keep their role."""
    member, is_new = Member.objects.get_or_create(
        workspace=invitation.workspace, user=user, defaults={"role": invitation.role}
    )
    confirm_address(user)  # The link was sent to this address alone.
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    if is_new:
        record_audit(
            workspace=invitation.workspace,
            actor=user,
            action="member.joined",
            subject=f"member:{member.pk}",
            name=str(user),
            after={"role": member.role, "email": user.email},
            details={"invited_by": invitation.invited_by.email},
        )
    return member


# Emails with the invitation link, the only copy of its secret.

"""Takes the secret and returns the full URL of the page that accepts the invitation."""


def queue_invitation(invitation: Invitation, *, token: str, link_of: LinkOf) -> None:
    """Queue the link for the invited address only.

    The inviter never sees it, because it lets its owner choose the password of a new account.
    """
    context = {
        "invitation": invitation,
        "workspace": _one_line(invitation.workspace.name),
        "inviter": _one_line(str(invitation.invited_by)),
        "link": link_of(token),
        "days": settings.INVITATION_DAYS,
    }
    subject = f"{context['inviter']} invited you to {context['workspace']} on LeadQual"
    text = render_to_string("accounts/email/invitation.txt", context)
    queue_email(
        Message(invitation.email, subject, text),
        kind="accounts/email/invitation",
        invitation=invitation,
        tried_for=timedelta(days=settings.INVITATION_DAYS),
    )


def where_emails_go() -> str:
    """Return where emails go without an email server; "" if they are sent by SMTP."""
    if settings.EMAIL_DELIVERY == "file":
        return (
            "This installation has no email server: emails are saved as files in the "
            "folder "
            f"{settings.EMAIL_FILE_PATH.parent.name}/{settings.EMAIL_FILE_PATH.name} of "
            "the server."
        )
    if settings.EMAIL_DELIVERY == "console":
        return "This installation has no email server: emails are printed by the worker."
    return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


"""Minimum time between two emails of one invitation."""
"""Maximum invitation emails to one address in 24 hours, from all workspaces."""


@transaction.atomic
def invite(
    *, workspace: Workspace, email: str, role: Role, author: User, link_of: LinkOf
) -> Invitation:
    """Invite an email address to a workspace; the link is sent after commit.

    No account or member is created until the invitation is accepted. An expired or void
    invitation of the same address is renewed.

    Raises:
        AlreadyMemberError: the address belongs to a member; nothing has changed.
        AlreadyInvitedError: the address has a pending invitation; nothing has changed.
        TooManyInvitationsError: a daily limit is reached; nothing has changed.
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
    """Queue a new link that is valid for the full period; the previous link stops working.

    The author becomes the sender, so a void invitation becomes valid again.

    Raises:
        InvitationClosedError: it was accepted or withdrawn; nothing has changed.
        TooManyInvitationsError: the last email was just sent, or a daily limit is reached; nothing
            has changed.
    """
    invitation = _locked(invitation)
    _check_pause(invitation)
    _check_daily_limits(invitation.workspace, invitation.email)
    _renew(invitation, role=Role(invitation.role), author=author, link_of=link_of)
    _record(invitation, author=author, action="invitation.resent")
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, author: User) -> None:
    """Invalidate the link.

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
    """Refuse to send twice within a minute, unless the last email failed."""
    if invitation.queued_at is None or invitation.outgoing_emails.filter(n_tries__gt=0).exists():
        return
    passed = (timezone.now() - invitation.queued_at).total_seconds()
    if passed < RESEND_SECONDS:
        wait = math.ceil(RESEND_SECONDS - passed)
        raise TooManyInvitationsError(
            f"An email to {invitation.email} was just sent. Wait {wait} seconds, then resend."
        )


def _check_daily_limits(workspace: Workspace, email: str) -> None:
    """Enforce the daily limits per address and per workspace; withdrawn invitations count, too."""
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


# Invitation URLs for emails.


def link_of(request: HttpRequest) -> LinkOf:
    """Return a function that builds the full URL of an invitation from its secret."""
    return partial(_address, request=request)


def _address(token: str, *, request: HttpRequest) -> str:
    return absolute_url(reverse("accounts:open_invitation", args=[token]), request=request)
