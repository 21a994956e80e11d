"""Reads of accounts."""

import hashlib

from django.db.models import QuerySet

from leadqual.accounts.models import Member, Role, User, Workspace


def membership_of(user: User, workspace_id: int | None) -> Member | None:
    """Return the membership in the wanted workspace, or in the first one of the user."""
    memberships = Member.objects.select_related("workspace").filter(user=user)
    wanted = memberships.filter(workspace_id=workspace_id).first() if workspace_id else None
    return wanted or memberships.order_by("pk").first()


def members_of(workspace: Workspace) -> QuerySet[Member]:
    """Return all members, the longest-standing first."""
    return workspace.members.select_related("user").order_by("pk")


def has_other_manager(member: Member) -> bool:
    """Say whether the workspace keeps a manager who can sign in when this member goes."""
    if member.role != Role.MANAGER:
        return True
    managers = Member.objects.filter(workspace=member.workspace_id, role=Role.MANAGER)
    return managers.filter(user__is_active=True).exclude(pk=member.pk).exists()


def hash_key(key: str) -> str:
    """Return the SHA-256 under which a key is stored; keys are long and random, so no salt."""
    return hashlib.sha256(key.encode()).hexdigest()
