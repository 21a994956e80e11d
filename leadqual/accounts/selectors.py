"""Reads of accounts."""

import hashlib

from django.db.models import QuerySet
from django.utils import timezone

from leadqual.accounts.models import Member, Role, User, Workspace, WorkspaceExport
from leadqual.core.prepared_query import PreparedQuery


def sign_in_address(email: str) -> str:
    """Return an email address as accounts store it, in lower case.

    No other letter becomes one of ASCII: `str.lower` makes "k" of the Kelvin sign and UPPER of the
    database, which `iexact` asks, "S" of a long s. Addresses with them belong to somebody else.
    """
    lowered = ((letter, letter.lower()) for letter in email.strip())
    return "".join(
        low if letter.isascii() or not low.isascii() else letter for letter, low in lowered
    )


def account_with(email: str) -> User | None:
    """Return the account that signs in with an address, also one that is deactivated."""
    return User.objects.filter(email=sign_in_address(email)).first()


def active_workspaces() -> QuerySet[Workspace]:
    """Return the workspaces that are not deleted; jobs and schedules work for no others."""
    return Workspace.objects.filter(deleted_at=None)


def open_memberships(user: User) -> QuerySet[Member]:
    """Return the memberships in workspaces that are not deleted, the oldest first."""
    rows = user.memberships.filter(workspace__deleted_at=None)
    return rows.select_related("workspace").order_by("pk")


_MEMBERSHIPS = PreparedQuery(
    lambda user_id: open_memberships(User(pk=user_id)).select_related("workspace", "user"),
    {"user_id": 2_000_000_001},
    most=None,
)


def memberships_with_user(user_id: int) -> list[Member]:
    """Return what `open_memberships` does, with the user; made for each request of a browser."""
    return _MEMBERSHIPS.rows(user_id=user_id)


def ready_exports(workspace: Workspace) -> QuerySet[WorkspaceExport]:
    """Return the latest full export that can be downloaded, if any."""
    rows = workspace.full_exports.filter(state="done", expires_at__gt=timezone.now())
    return rows.order_by("-pk")[:1]


def chosen_membership(found: list[Member], workspace_id: int | None) -> Member | None:
    """Return the membership in a workspace, or the first one where none is named.

    Whoever lost the named one gets no other: what was meant for one workspace must not reach
    another.
    """
    if workspace_id is None:
        return found[0] if found else None
    return next((member for member in found if member.workspace_id == workspace_id), None)


def members_of(workspace: Workspace) -> QuerySet[Member]:
    """Return all members, the longest-standing first."""
    return workspace.members.select_related("user").order_by("pk")


def has_other_manager(member: Member) -> bool:
    """Return whether the workspace keeps a manager who can sign in when this member goes."""
    if member.role != Role.MANAGER:
        return True
    managers = Member.objects.filter(workspace=member.workspace_id, role=Role.MANAGER)
    return managers.filter(user__is_active=True).exclude(pk=member.pk).exists()


def hash_key(key: str) -> str:
    """Return the SHA-256 under which a key is stored; keys are long and random, so no salt."""
    return hashlib.sha256(key.encode()).hexdigest()
