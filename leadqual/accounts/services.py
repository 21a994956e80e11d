"""Accounts, and the workspaces that they can open."""

import hashlib

from django.db.models import QuerySet

from leadqual.accounts.models import Member, User, Workspace
from leadqual.core.prepared_query import PreparedQuery

_MEMBERSHIPS = PreparedQuery(
    lambda user_id: open_memberships(User(pk=user_id)).select_related("workspace", "user"),
    {"user_id": 2_000_000_001},
    most=None,
)


def sign_in_address(email: str) -> str:
    """Return an email address in lowercase, as accounts store it.

    Non-ASCII letters never become ASCII: `str.lower` turns the Kelvin sign into "k", and `UPPER` in
    the database (`iexact`) turns a long s into "S", but such addresses belong to somebody else.
    """
    letter_pairs = ((letter, letter.lower()) for letter in email.strip())
    return "".join(
        low if letter.isascii() or not low.isascii() else letter for letter, low in letter_pairs
    )


def account_with(email: str) -> User | None:
    """Return the account with an email address, even if it is deactivated."""
    return User.objects.filter(email=sign_in_address(email)).first()


def active_workspaces() -> QuerySet[Workspace]:
    """Return the workspaces that are not deleted; jobs and schedules skip all others."""
    return Workspace.objects.filter(deleted_at=None)


def open_memberships(user: User) -> QuerySet[Member]:
    """Return the memberships in workspaces that are not deleted, oldest first."""
    rows = user.memberships.filter(workspace__deleted_at=None)
    return rows.select_related("workspace").order_by("pk")


def memberships_with_user(user_id: int) -> list[Member]:
    """Return `open_memberships` with the user; runs for every browser request."""
    return _MEMBERSHIPS.rows(user_id=user_id)


def choose_membership(found: list[Member], workspace_id: int | None) -> Member | None:
    """Return the membership in a workspace, or the first one if `workspace_id` is None.

    A user who is no longer in that workspace gets None, so that a request never reaches the wrong
    workspace.
    """
    if workspace_id is None:
        return found[0] if found else None
    return next((member for member in found if member.workspace_id == workspace_id), None)


def hash_key(key: str) -> str:
    """Return the SHA-256 hash that is stored; keys are long and random, so no salt."""
    return hashlib.sha256(key.encode()).hexdigest()
