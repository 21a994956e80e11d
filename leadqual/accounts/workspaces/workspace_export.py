"""The export of a whole workspace as a ZIP of CSV files; each app registers its own."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace, WorkspaceExport
from leadqual.accounts.workspaces.export_files import ExportFile, export_files
from leadqual.accounts.workspaces.quotas import require_job
from leadqual.core.errors import ExportFileGoneError, ExportNotReadyError, LeadqualError
from leadqual.core.files.csv_cells import escape_formula
from leadqual.core.files.private_files import open_private
from leadqual.core.files.shared_files import (
    delete_shared,
    delete_shared_folder,
    is_published,
    open_shared,
    publish,
)
from leadqual.core.jobs import Job, enqueue

CHUNK = 2_000
_UNFINISHED = (WorkspaceExport.State.QUEUED, WorkspaceExport.State.RUNNING)


class _WithdrawnError(Exception):
    """A person was erased, or the export deleted, while its file was written."""


@transaction.atomic
def start_export(*, workspace: Workspace, author: User) -> WorkspaceExport:
    """Start a job that exports all data of a workspace into a file.

    Raises:
        LeadqualError: an export is in progress; nothing has changed.
        TooManyJobsError: the workspace has reached its limit of jobs; nothing has changed.
    """
    require_job(workspace)
    try:
        with transaction.atomic():
            export = WorkspaceExport.objects.create(workspace=workspace, author=author)
    except IntegrityError as error:
        raise LeadqualError(
            "An export of this workspace is already running.", code="export_running", status=409
        ) from error
    record_audit(
        workspace=workspace,
        actor=author,
        action="workspace.export_started",
        subject=f"workspace:{workspace.pk}",
        name=workspace.name,
    )
    enqueue(Job.EXPORT_WORKSPACES)
    return export


def running_exports(workspace: Workspace) -> int:
    """Return the number of queued or running exports of a workspace, at most one."""
    return workspace.full_exports.filter(state__in=_UNFINISHED).count()


def waiting_exports() -> list[WorkspaceExport]:
    """Return the unfinished exports; interrupted ones start over."""
    rows = WorkspaceExport.objects.select_related("workspace", "author")
    return list(rows.filter(state__in=_UNFINISHED).order_by("pk"))


def write_export(export: WorkspaceExport) -> None:
    """Write the file of an export; on failure, remove the partial file.

    An export that is withdrawn in the meantime leaves no file and is queued again.
    """
    workspace_id, path = export.workspace_id, path_of(export)
    export.state, export.n_rows = WorkspaceExport.State.RUNNING, 0
    export.n_rows_total = sum(file.rows(workspace_id).count() for file in export_files())
    export.save()
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(_WithdrawnError):
            with open_private(part) as target:
                _write_files(target, export)
            _publish(export, part, path)
    finally:
        with suppress(OSError):  # e.g. the folder could not be created
            part.unlink(missing_ok=True)


def _write_files(target: io.BufferedWriter, export: WorkspaceExport) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in export_files():
            _write_file(packed, file, export)


def fail_export(export: WorkspaceExport) -> None:
    """Mark an export as failed, unless it was withdrawn in the meantime."""
    with suppress(_WithdrawnError):
        _update_export(export, state=WorkspaceExport.State.FAILED, finished_at=timezone.now())


@transaction.atomic
def _publish(export: WorkspaceExport, part: Path, path: Path) -> None:
    """Publish the file, unless the export was withdrawn while it was written."""
    _update_export(export)  # Before checking the file, because withdrawing deletes it.
    now = timezone.now()
    _update_export(
        export,
        state=WorkspaceExport.State.DONE,
        n_bytes=part.stat().st_size if part.exists() else 0,  # Withdrawn: `_update_export` says so.
        expires_at=now + timedelta(days=settings.WORKSPACE_EXPORT_DAYS),
        finished_at=now,
    )
    publish(part, path)


@transaction.atomic
def withdraw_exports(workspace_id: int) -> int:
    """Delete the export files of a workspace, and restart an export in progress.

    Returns:
        Number of deleted files.
    """
    rows = WorkspaceExport.objects.filter(workspace=workspace_id)
    list(rows.select_for_update().order_by("pk"))  # Blocks publishing.
    rows.filter(state=WorkspaceExport.State.RUNNING).update(state=WorkspaceExport.State.QUEUED)
    rows.filter(state=WorkspaceExport.State.DONE).update(expires_at=timezone.now())
    enqueue(Job.EXPORT_WORKSPACES)
    return delete_export_files(workspace_id)


def path_of(export: WorkspaceExport) -> Path:
    """Return the path of an export file, which may not exist."""
    return export_folder(export.workspace_id) / f"{export.pk}.zip"


def download_name(export: WorkspaceExport) -> str:
    return f"leadqual-{export.workspace.slug}-{export.created_at:%Y-%m-%d}.zip"


def open_export(export: WorkspaceExport, *, reader: User) -> BinaryIO:
    """Open the file of an export for a manager, and record the download in the audit log.

    Raises:
        ExportNotReadyError: a job is still writing it.
        ExportFileGoneError: the export failed, expired or was deleted.
    """
    if export.state in _UNFINISHED:
        raise ExportNotReadyError("The file is still being written. Ask again in a moment.")
    path = path_of(export)
    is_kept = export.expires_at is not None and export.expires_at > timezone.now()
    if not is_kept or not is_published(path):
        raise ExportFileGoneError("The file no longer exists. Export again.")
    file = open_shared(path)
    record_audit(
        workspace=export.workspace,
        actor=reader,
        action="workspace.export_downloaded",
        subject=f"workspace:{export.workspace_id}",
        name=export.workspace.name,
    )
    return file


def delete_expired() -> int:
    """Delete expired exports and their files; return the number deleted."""
    expired = list(WorkspaceExport.objects.filter(expires_at__lte=timezone.now()))
    for export in expired:
        delete_shared(path_of(export))
        export.delete()
    return len(expired)


def delete_export_files(workspace_id: int) -> int:
    """Delete all export files of a workspace; return the number deleted."""
    return delete_shared_folder(export_folder(workspace_id))


def export_folder(workspace_id: int) -> Path:
    """Return the folder of a workspace's export files, which may not exist."""
    return Path(settings.STATE_DIR) / "exports" / str(workspace_id)


def _write_file(packed: zipfile.ZipFile, file: ExportFile, export: WorkspaceExport) -> None:
    with (
        packed.open(file.name, "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text,  # For Excel.
    ):
        lines = csv.writer(text, quoting=csv.QUOTE_ALL)  # for readers that split on ";"
        lines.writerow(file.columns)
        for chunk in _read_chunks(file, export.workspace_id):
            lines.writerows([_format_cell(value) for value in row] for row in chunk)
            export.n_rows += len(chunk)
            _update_export(export, n_rows=export.n_rows)


def _read_chunks(file: ExportFile, workspace_id: int) -> Iterator[Sequence[tuple[object, ...]]]:
    """Read the rows in chunks, in the order of their primary keys."""
    rows, last = file.rows(workspace_id).order_by("pk"), 0
    while True:
        chunk = list(rows.filter(pk__gt=last).values_list("pk", *file.columns.values())[:CHUNK])
        if not chunk:
            return
        last = chunk[-1][0]
        yield [row[1:] for row in chunk]


def _format_cell(value: object) -> str:
    """Return a value as text that no spreadsheet runs as a formula; None is empty."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if value is None or isinstance(value, str | datetime | date):
        return escape_formula(str("" if value is None else value))
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return escape_formula("; ".join(value))
    return escape_formula(json.dumps(value, ensure_ascii=False, default=str))


def _update_export(export: WorkspaceExport, **values: object) -> None:
    """Update a running export.

    Raises:
        _WithdrawnError: it was withdrawn or deleted; nothing was updated.
    """
    rows = WorkspaceExport.objects.filter(pk=export.pk, state=WorkspaceExport.State.RUNNING)
    if not rows.update(heartbeat_at=timezone.now(), **values):
        raise _WithdrawnError
