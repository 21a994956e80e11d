"""Writes of workspaces: create, delete, restore, set limits."""

from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.accounts.workspaces.errors import (
    NoExportError,
    WrongNameError,
)
from leadqual.accounts.workspaces.quotas import Quota
from leadqual.accounts.workspaces.selectors import may_create, ready_exports
from leadqual.core.double_review import MAX_PERCENT
from leadqual.core.errors import LeadqualError, WrongValue

_MAX_SLUG = 40  # Leaves room for a number within the 50 characters of the column.


@transaction.atomic
def create_workspace(*, name: str, author: User) -> Workspace:
    """Create an empty workspace; its creator becomes a manager.

    Raises:
        LeadqualError: only staff may create workspaces; nothing has changed.
    """
    if not may_create(author):
        raise LeadqualError(
            "Only staff can create workspaces in this installation. Ask your administrator.",
            code="workspace_creation_not_allowed",
            status=403,
        )
    workspace = _create_with_slug(name)
    Member.objects.create(workspace=workspace, user=author, role=Role.MANAGER)
    _record(workspace, author=author, action="workspace.created")
    return workspace


def _create_with_slug(name: str) -> Workspace:
    slug = base = slugify(name)[:_MAX_SLUG].strip("-") or "workspace"
    number = 1
    while True:
        try:
            with transaction.atomic():  # Another process may take the slug concurrently.
                return Workspace.objects.create(name=name, slug=slug)
        except IntegrityError:
            number += 1
            slug = f"{base}-{number}"


@transaction.atomic
def delete_workspace(
    *, workspace: Workspace, typed_name: str, author: User | None, without_export: bool = True
) -> None:
    """Delete a workspace for everyone at once; it can be restored until it is purged.

    Its keys are refused and its jobs stop at their next step, but no data is removed yet.

    Args:
        workspace: that is not deleted.
        typed_name: must match the name, to prevent accidents.
        author: None for a command on the server.
        without_export: delete it even if there is no export to download.

    Raises:
        NoExportError: there is no export to download; nothing has changed.
        WrongNameError: the name does not match; nothing has changed.
        LeadqualError: it is already deleted; nothing has changed.
    """
    locked = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if not without_export and not ready_exports(locked).exists():
        raise NoExportError(
            "There is no export of this workspace yet. Export first, or delete without one."
        )
    if typed_name.strip() != locked.name.strip():
        raise WrongNameError(
            f"Type the name of the workspace, {locked.name}, to delete it.", WrongValue("name")
        )
    if locked.deleted_at is not None:
        raise LeadqualError(
            "This workspace is already deleted.", code="workspace_state", status=409
        )
    locked.deleted_at, locked.deleted_by = timezone.now(), author
    locked.save(update_fields=["deleted_at", "deleted_by"])
    _record(locked, author=author, action="workspace.deleted")


@transaction.atomic
def restore_workspace(*, workspace: Workspace, author: User | None) -> None:
    """Restore a deleted workspace; its jobs resume where they stopped.

    Raises:
        LeadqualError: it is not deleted; nothing has changed.
        LeadqualError: data may already be purged; nothing has changed.
    """
    locked = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if locked.purged_from is None:
        raise LeadqualError("This workspace is not deleted.", code="workspace_state", status=409)
    if locked.purged_from <= timezone.now() or locked.purged_rows:
        raise LeadqualError(
            f"Deleted workspaces can be restored for {settings.WORKSPACE_RESTORE_DAYS} "
            "days. This period is over.",
            code="restore_expired",
            status=410,
        )
    locked.deleted_at = locked.deleted_by = None
    locked.save(update_fields=["deleted_at", "deleted_by"])
    _record(locked, author=author, action="workspace.restored")


def _record(workspace: Workspace, *, author: User | None, action: str) -> None:
    record_audit(
        workspace=workspace,
        actor=author,
        action=action,
        subject=f"workspace:{workspace.pk}",
        name=workspace.name,
    )


@transaction.atomic
def set_limits(
    *, workspace: Workspace, limits: Mapping[Quota, int | None], author: User | None
) -> None:
    """Set the limits of a workspace; existing records beyond them stay.

    Args:
        workspace: to limit.
        limits: quota → maximum; 0 for no limit, None for the default.
        author: None for a command on the server.
    """
    names = [f"max_{quota}" for quota in limits]
    locked = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    before = {name: getattr(locked, name) for name in names}
    after = {f"max_{quota}": limit for quota, limit in limits.items()}
    if before == after:
        return
    for name, limit in after.items():
        setattr(workspace, name, limit)
    workspace.save(update_fields=names)
    record_audit(
        workspace=workspace,
        actor=author,
        action="workspace.limits_changed",
        subject=f"workspace:{workspace.pk}",
        name=workspace.name,
        before=before,
        after=after,
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
