"""Reads of invitations."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from leadqual.accounts.models import Invitation, OutgoingEmail, Workspace

TOKEN_BYTES = 32


def new_token() -> str:
    """Return the secret of a new link: 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Return the SHA-256 under which a secret is stored; it is long and random, so no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation with this secret, in whatever state; None where there is none."""
    invitations = Invitation.objects.select_related("workspace", "invited_by")
    return invitations.filter(token_hash=hash_token(token)).first()


def pending_invitations(workspace: Workspace) -> QuerySet[Invitation]:
    """Return what was neither accepted nor withdrawn, newest first; expired ones are among them."""
    rows = workspace.invitations.select_related("invited_by", "workspace")
    rows = rows.filter(accepted_at=None, withdrawn_at=None).order_by("-pk")
    return rows.prefetch_related("outgoing_emails")


class EmailState(StrEnum):
    """How far the email of an invitation is."""

    QUEUED = "queued"
    SENT = "sent"
    DELAYED = "delayed"
    FAILED = "failed"


def email_state(invitation: Invitation) -> EmailState:
    """Return how far the email of an invitation from `pending_invitations` is; no query."""
    waiting = next(iter(invitation.outgoing_emails.all()), None)
    if waiting is None:
        return EmailState.SENT if invitation.last_sent_at else EmailState.FAILED
    if waiting.state == OutgoingEmail.State.FAILED:
        return EmailState.FAILED
    return EmailState.DELAYED if waiting.n_tries else EmailState.QUEUED


@dataclass(frozen=True, slots=True)
class PendingInvitation:
    """A pending invitation with its state, and what became of its email.

    Args:
        state: whether its link works.
        problem: what kept the email at the last try.
        next_at: when it is tried again.
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
