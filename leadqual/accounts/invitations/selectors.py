"""Reads of invitations."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from leadqual.accounts.models import Invitation, Workspace

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
    return rows.filter(accepted_at=None, withdrawn_at=None).order_by("-pk")


@dataclass(frozen=True, slots=True)
class PendingInvitation:
    """A pending invitation with its state."""

    invitation: Invitation
    state: Invitation.State


def with_states(invitations: Sequence[Invitation], *, now: datetime) -> list[PendingInvitation]:
    """Return invitations with their states, in the same order."""
    return [PendingInvitation(one, one.state_at(now)) for one in invitations]
