"""Removes all rows and files of workspaces that can no longer be restored."""

import logging
import time
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from leadqual.accounts.audit.audit_rows import purge_audit_log, record_audit
from leadqual.accounts.models import AuditRow, Workspace
from leadqual.accounts.workspaces.workspace_files import delete_files
from leadqual.accounts.workspaces.workspace_tables import WorkspaceTable, workspace_tables

logger = logging.getLogger(__name__)

CHUNK = 5_000


def due_workspaces() -> list[Workspace]:
    """Return the workspaces that can no longer be restored, in order of deletion."""
    oldest = timezone.now() - timedelta(days=settings.WORKSPACE_RESTORE_DAYS)
    return list(Workspace.objects.filter(deleted_at__lte=oldest).order_by("deleted_at"))


def purge_due(*, seconds: float) -> bool:
    """Purge for a limited time, resuming earlier runs; return True if nothing is left to do."""
    until = time.monotonic() + seconds
    return all(purge_workspace(workspace, until=until) for workspace in due_workspaces())


def purge_workspace(
    workspace: Workspace, *, until: float = float("inf"), chunk: int = CHUNK
) -> bool:
    """Remove the files and audit log of a workspace, its rows in chunks, then the workspace.

    Repeats until no rows are left, because triggers may add rows in the meantime.

    Args:
        workspace: deleted, so that nobody writes to it anymore.
        until: value of `time.monotonic` at which to stop.
        chunk: rows per transaction.

    Returns:
        Whether everything is removed; if not, the next call continues.
    """
    _purge_files(workspace)
    _purge_log(workspace)
    while True:
        n_removed = 0
        for table in workspace_tables():
            while n_rows := _delete_chunk(table, workspace, chunk):
                n_removed += n_rows
                if time.monotonic() > until:
                    return False
        if n_removed == 0:
            _finish(workspace)
            return True


def _purge_files(workspace: Workspace) -> None:
    """Delete the files before the rows that reference them."""
    former = Counter(workspace.purged_rows.get("files", {}))
    workspace.purged_rows["files"] = dict(former + Counter(delete_files(workspace.pk)))
    workspace.save(update_fields=["purged_rows"])


@transaction.atomic
def _purge_log(workspace: Workspace) -> None:
    """Delete the audit log before the API keys that its rows reference."""
    _add_to_counts(workspace, AuditRow, purge_audit_log(workspace=workspace))


def _add_to_counts(workspace: Workspace, model: type[Model], n_rows: int) -> None:
    label = model._meta.label
    workspace.purged_rows[label] = workspace.purged_rows.get(label, 0) + n_rows
    workspace.save(update_fields=["purged_rows"])


@transaction.atomic
def _delete_chunk(table: WorkspaceTable, workspace: Workspace, chunk: int) -> int:
    rows = table.model._base_manager.filter(**{table.path: workspace.pk})
    for name in table.own_keys:  # Allows deleting rows that reference each other.
        rows.filter(**{f"{name}__isnull": False}).update(**{name: None})
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:chunk])
    if keys:
        gone = table.model._base_manager.filter(pk__in=keys)
        gone._raw_delete(gone.db)  # Nothing cascades: referencing rows are already deleted.
        _add_to_counts(workspace, table.model, len(keys))
    return len(keys)


@transaction.atomic
def _finish(workspace: Workspace) -> None:
    counts = dict(sorted(workspace.purged_rows.items()))
    files = counts.pop("files", {})
    record_audit(
        workspace=None,
        actor=None,
        action="workspace.purged",
        subject=f"workspace:{workspace.pk}",
        name=workspace.name,
        details={
            "slug": workspace.slug,
            "rows": counts,
            "files": files,
        },
    )
    gone = Workspace.objects.filter(pk=workspace.pk)
    gone._raw_delete(gone.db)
    logger.info("workspace purged", extra={"workspace": workspace.pk, "n_tables": len(counts)})
