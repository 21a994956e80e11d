"""Reads of a person's workspaces, deleted workspaces and invitations."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from leadqual.accounts.models import Invitation, Member, Role, User, Workspace, WorkspaceExport
from leadqual.accounts.services import open_memberships

SESSION_KEY = "workspace_id"


@dataclass(frozen=True, slots=True)
class Overview:
    """The workspaces that a person can open, restore or join.

    Args:
        lost: the workspace that the person just lost by removal or deletion, or None.
        memberships: in workspaces that are not deleted.
        invitations: open ones for the person's address.
        may_create: whether the person may create a workspace.
    """

    lost: Workspace | None
    memberships: list[Member]
    deleted: list[Workspace]
    invitations: list[Invitation]
    may_create: bool


def overview_of(user: User, *, lost_id: int | None = None) -> Overview:
    """Return the overview of a person; four queries and one per invitation."""
    now = timezone.now()
    invitations = Invitation.objects.select_related("workspace", "invited_by").filter(
        email=user.email.lower(), workspace__deleted_at=None, accepted_at=None, withdrawn_at=None
    )
    open_ones = [one for one in invitations if one.state_at(now) == Invitation.State.OPEN]
    return Overview(
        lost=_lost_workspace(user, lost_id),
        memberships=list(open_memberships(user)),
        deleted=list(restorable_by(user)),
        invitations=open_ones,
        may_create=may_create(user),
    )


def _lost_workspace(user: User, lost_id: int | None) -> Workspace | None:
    """Return the workspace that was just open, else the person's last deleted one."""
    if lost_id is not None:
        return Workspace.objects.filter(pk=lost_id).first()
    deleted = Workspace.objects.filter(members__user=user, deleted_at__isnull=False)
    return deleted.order_by("-deleted_at").first()


def may_create(user: User) -> bool:
    """Return whether a person may create a workspace."""
    return settings.WORKSPACE_CREATION == "everyone" or user.is_staff


def restorable_by(user: User) -> QuerySet[Workspace]:
    """Return the deleted workspaces that a person may restore, as manager or staff."""
    oldest = timezone.now() - timedelta(days=settings.WORKSPACE_RESTORE_DAYS)
    rows = Workspace.objects.filter(deleted_at__gt=oldest)
    if not user.is_staff:
        rows = rows.filter(members__user=user, members__role=Role.MANAGER)
    return rows.order_by("-deleted_at")


def ready_exports(workspace: Workspace) -> QuerySet[WorkspaceExport]:
    """Return the latest full export that can be downloaded, if any."""
    rows = workspace.full_exports.filter(state="done", expires_at__gt=timezone.now())
    return rows.order_by("-pk")[:1]
