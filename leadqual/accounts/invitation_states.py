"""Invitations by secret or workspace, with their states and those of their emails."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from leadqual.accounts.models import Invitation, OutgoingEmail, Workspace
from leadqual.core.errors import LeadqualError

TOKEN_BYTES = 32
_INVALID_MESSAGE = "This invitation is no longer valid. Ask whoever invited you for a new one."


class InvitationNotValidError(LeadqualError, code="invitation_not_valid", status=410):
    """The invitation is expired, used, withdrawn or void, or there is none."""


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
