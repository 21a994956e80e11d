"""Reads and writes of accounts, members and workspace settings."""

import hashlib

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.email_queue import queue_templates
from leadqual.accounts.models import Member, Role, User, Workspace, WorkspaceExport
from leadqual.core.double_review import MAX_PERCENT
from leadqual.core.errors import LeadqualError, WrongValue
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
    lowered = ((letter, letter.lower()) for letter in email.strip())
    return "".join(
        low if letter.isascii() or not low.isascii() else letter for letter, low in lowered
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


def ready_exports(workspace: Workspace) -> QuerySet[WorkspaceExport]:
    """Return the latest full export that can be downloaded, if any."""
    rows = workspace.full_exports.filter(state="done", expires_at__gt=timezone.now())
    return rows.order_by("-pk")[:1]


def chosen_membership(found: list[Member], workspace_id: int | None) -> Member | None:
    """Return the membership in a workspace, or the first one if `workspace_id` is None.

    A user who is no longer in that workspace gets None, so that a request never reaches the wrong
    workspace.
    """
    if workspace_id is None:
        return found[0] if found else None
    return next((member for member in found if member.workspace_id == workspace_id), None)


def members_of(workspace: Workspace) -> QuerySet[Member]:
    """Return all members, oldest membership first."""
    return workspace.members.select_related("user").order_by("pk")


def has_other_manager(member: Member) -> bool:
    """Return whether an active manager remains without this member."""
    if member.role != Role.MANAGER:
        return True
    managers = Member.objects.filter(workspace=member.workspace_id, role=Role.MANAGER)
    return managers.filter(user__is_active=True).exclude(pk=member.pk).exists()


def hash_key(key: str) -> str:
    """Return the SHA-256 hash that is stored; keys are long and random, so no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def remove_member(*, member: Member, author: User) -> None:
    """Remove a person from a workspace; the account and its history stay.

    The person gets an email if somebody else removed them.

    Raises:
        LeadqualError: the workspace would have no manager left; nothing has changed.
    """
    _keep_a_manager(member)
    is_leaving = member.user_id == author.pk
    record_audit(
        workspace=member.workspace,
        actor=author,
        action="member.left" if is_leaving else "member.removed",
        subject=f"member:{member.pk}",
        name=str(member.user),
        before={"role": member.role},
    )
    member.delete()
    if not is_leaving and member.user.is_active:
        queue_templates(
            "accounts/email/member_removed",
            to=member.user.email,
            context={
                "user": member.user,
                "workspace": member.workspace.name,
                "author": author,
                "home_url": settings.PUBLIC_URL,
            },
            user=member.user,
        )


@transaction.atomic
def change_role(*, member: Member, role: Role, author: User) -> None:
    """Change the role of a member.

    Raises:
        LeadqualError: the workspace would have no manager left; nothing has changed.
    """
    if role != Role.MANAGER:
        _keep_a_manager(member)
    former = member.role
    member.role = role
    member.save(update_fields=["role"])
    record_audit(
        workspace=member.workspace,
        actor=author,
        action="member.role_changed",
        subject=f"member:{member.pk}",
        name=str(member.user),
        before={"role": former},
        after={"role": role},
    )


def _keep_a_manager(member: Member) -> None:
    """Refuse to lose the last active manager; locks the workspace against concurrent changes."""
    Workspace.objects.select_for_update(no_key=True).get(pk=member.workspace_id)
    if not has_other_manager(member):
        raise LeadqualError(
            "A workspace needs at least one manager. Make someone else a manager first.",
            code="last_manager",
            status=409,
        )


@transaction.atomic
def rename_workspace(*, workspace: Workspace, name: str, author: User) -> None:
    """Rename a workspace; its slug stays."""
    former = workspace.name
    workspace.name = name
    workspace.save(update_fields=["name"])
    record_audit(
        workspace=workspace,
        actor=author,
        action="workspace.renamed",
        subject=f"workspace:{workspace.pk}",
        name=name,
        before={"name": former},
        after={"name": name},
    )


@transaction.atomic
def set_title_overlap(*, workspace: Workspace, percent: int, author: User) -> None:
    """Set the percentage of labeled titles that a second person labels, too.

    Raises:
        LeadqualError: less than 0 or more than 100; nothing has changed.
    """
    if not 0 <= percent <= MAX_PERCENT:
        raise LeadqualError(
            f"Enter 0 to {MAX_PERCENT} percent. Nothing was changed.",
            WrongValue("title_overlap"),
            code="title_overlap",
            status=422,
        )
    former = workspace.title_overlap
    workspace.title_overlap = percent
    workspace.save(update_fields=["title_overlap"])
    record_audit(
        workspace=workspace,
        actor=author,
        action="workspace.title_overlap_changed",
        subject=f"workspace:{workspace.pk}",
        name=workspace.name,
        before={"title_overlap_percent": former},
        after={"title_overlap_percent": percent},
    )
