"""Steps of an import after its columns are settled: check, start, pause, stop, end, undo."""

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.accounts.workspaces.errors import WorkspaceFullError
from leadqual.accounts.workspaces.quotas import (
    LIMIT_ADVICE,
    Quota,
    find_full_error,
    require_job,
)
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.imports.errors import WrongStepError
from leadqual.imports.import_events import COUNTS, emit_finished, emit_records
from leadqual.imports.models import ImportBatch
from leadqual.imports.validation.erased_people import forget_upload

UNDONE = ("n_deleted", "n_restored", "n_kept", "n_companies", "n_titles", "n_lifted")
"""Figures of an undoing."""

Status = ImportBatch.Status


@transaction.atomic
def finish_check(*, batch: ImportBatch) -> None:
    """Store the result of a dry run; the import can then be started."""
    lock_batch(batch)
    if batch.status != Status.CHECKING:
        return
    batch.plan = {
        **{name: getattr(batch, name) for name in COUNTS},
        "at": clock.now().isoformat(timespec="seconds"),
    }
    _reset_counts(batch)
    batch.status = Status.CHECKED
    batch.save(update_fields=["plan", "status", "n_bytes_read", *COUNTS])


@transaction.atomic
def start_checked(*, batch: ImportBatch, author: User, is_queued: bool = True) -> None:
    """Start an import after its dry run, with the same columns and options.

    Raises:
        WrongStepError: there was no dry run, or it was started before.
        WorkspaceFullError: the new records that the dry run counted do not fit.
        TooManyJobsError: the workspace has reached its limit of jobs.
    """
    lock_batch(batch)
    if batch.status != Status.CHECKED:
        raise WrongStepError("This import has already started.")
    require_job(batch.workspace)
    if full := capacity_error(batch):
        raise full
    _queue_import(batch)
    record_step(batch, author, "import.started", {"columns": len(batch.mapping)})
    if is_queued:
        enqueue(Job.RUN_IMPORT, batch_id=batch.pk)


def capacity_error(batch: ImportBatch) -> WorkspaceFullError | None:
    """Return why an import cannot start after its dry run: its new records do not fit."""
    if batch.status != Status.CHECKED:
        return None
    return find_full_error(batch.workspace, Quota(batch.kind), n_new=int(batch.plan["n_created"]))


@transaction.atomic
def change_columns(*, batch: ImportBatch, author: User) -> None:
    """Return from a finished or running dry run to column mapping.

    Raises:
        WrongStepError: it was started before.
    """
    lock_batch(batch)
    if batch.status not in {Status.CHECKING, Status.CHECKED}:
        raise WrongStepError("This import has started; its mapping can no longer change.")
    forget_results(batch=batch)
    batch.status, batch.plan = Status.MAPPING, {}
    batch.save(update_fields=["status", "plan"])
    record_step(batch, author, "import.reopened", {})


@transaction.atomic
def forget_results(*, batch: ImportBatch) -> None:
    """Delete the results of a dry run and reset the import to its first row."""
    for results in (batch.rows, batch.cells, batch.changes):
        results.all()._raw_delete(using="default")
    _reset_counts(batch)
    batch.save(update_fields=["n_bytes_read", *COUNTS])


@transaction.atomic
def pause_import(*, batch: ImportBatch, author: User) -> None:
    """Pause after the chunk that is being stored.

    Raises:
        WrongStepError: no rows are being stored.
    """
    lock_batch(batch)
    if not batch.is_storing:
        raise WrongStepError("This import is not running, so it cannot be paused.")
    batch.status = Status.PAUSED
    batch.save(update_fields=["status"])
    record_step(batch, author, "import.paused", {"n_rows": batch.n_rows})


@transaction.atomic
def pause_full(*, batch: ImportBatch, full: WorkspaceFullError) -> None:
    """Pause an import at the first row that does not fit, with the reason; stored rows stay."""
    lock_batch(batch)
    if batch.status != Status.RUNNING:
        return
    batch.status = Status.PAUSED
    batch.error = (
        f"The workspace has reached its limit of {full.limit:,} {full.quota}. The rows so far are "
        f"in and stay; the next row has a new one. Delete {full.quota}, or {LIMIT_ADVICE}. Then "
        "resume the import, and it continues with that row."
    )
    batch.save(update_fields=["status", "error"])
    record_step(batch, None, "import.paused", {"n_rows": batch.n_rows})


@transaction.atomic
def resume_import(*, batch: ImportBatch, author: User) -> None:
    """Go on with a paused import at the row where it stopped.

    Raises:
        WrongStepError: it is not paused.
        TooManyJobsError: the workspace has reached its limit of jobs.
    """
    lock_batch(batch)
    if batch.status != Status.PAUSED:
        raise WrongStepError("This import is not paused.")
    require_job(batch.workspace)
    _queue_import(batch)
    record_step(batch, author, "import.resumed", {"n_rows": batch.n_rows})
    enqueue(Job.RUN_IMPORT, batch_id=batch.pk)


@transaction.atomic
def stop_import(*, batch: ImportBatch, author: User) -> None:
    """Stop after the current chunk; stored rows stay.

    Raises:
        WrongStepError: it does not run.
    """
    lock_batch(batch)
    if not batch.is_storing and batch.status != Status.PAUSED:
        raise WrongStepError("This import is no longer running.")
    batch.error = ""  # Of one that was paused because the workspace is full.
    _end_import(batch, Status.STOPPED)
    record_step(batch, author, "import.stopped", {"n_rows": batch.n_rows})


@transaction.atomic
def finish_import(*, batch: ImportBatch) -> None:
    """Note that every row has been read, and start what follows from the new rows.

    Where somebody paused it after its last row, nothing is left to pause.
    """
    lock_batch(batch)
    if batch.status in {Status.RUNNING, Status.PAUSED}:
        batch.n_bytes_read, batch.n_rows_all = batch.n_bytes, batch.n_rows
        _end_import(batch, Status.DONE)
        record_step(batch, None, "import.done", {name: getattr(batch, name) for name in COUNTS})


@transaction.atomic
def fail_import(*, batch: ImportBatch, error: str) -> None:
    """Mark an import as failed, with the reason; stored rows stay."""
    lock_batch(batch)
    if batch.status == Status.CHECKING:
        forget_results(batch=batch)
    if batch.is_running:
        batch.error = error
        _end_import(batch, Status.FAILED)
        record_step(batch, None, "import.failed", {"n_rows": batch.n_rows})


def require_undoable(batch: ImportBatch) -> None:
    """Check that an import can be undone.

    Raises:
        WrongStepError: undone already, being undone, still running, or nothing was imported.
    """
    if batch.is_undoing or batch.status == Status.UNDONE:
        raise WrongStepError("This import is undone already, or is being undone.")
    if not batch.can_be_undone:
        raise WrongStepError(
            "Nothing to undo: the import is still running, or nothing was imported."
        )


@transaction.atomic
def start_undo(*, batch: ImportBatch, author: User, is_queued: bool = True) -> None:
    """Start undoing a whole import.

    Raises:
        WrongStepError: as in `require_undoable`.
    """
    lock_batch(batch)
    require_undoable(batch)
    batch.undo = {
        **dict.fromkeys(("n_done", *UNDONE), 0),
        "phase": "do_not_contact",
        "author_id": author.pk,
        "at": None,
        "n_total": batch.n_created + batch.changes.count(),
    }
    batch.status, batch.heartbeat_at = Status.UNDOING, clock.now()
    batch.save(update_fields=["undo", "status", "heartbeat_at"])
    record_step(batch, author, "import.undo_started", {"n_rows": batch.n_rows})
    if is_queued:
        enqueue(Job.UNDO_IMPORT, batch_id=batch.pk)


@transaction.atomic
def finish_undo(*, batch: ImportBatch) -> None:
    """Mark an import as undone, with the number of records kept."""
    lock_batch(batch)
    if batch.status == Status.UNDOING:
        batch.status = Status.UNDONE
        batch.save(update_fields=["status"])
        record_step(batch, None, "import.undone", {name: batch.undo[name] for name in UNDONE})
        emit_finished(batch)
        enqueue(Job.EMBED_COMPANIES)


def lock_batch(batch: ImportBatch) -> None:
    """Reload the import and lock it for this transaction."""
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.refresh_from_db()


def _queue_import(batch: ImportBatch) -> None:
    batch.status, batch.heartbeat_at, batch.error = Status.QUEUED, clock.now(), ""
    batch.save(update_fields=["status", "heartbeat_at", "error"])


def _reset_counts(batch: ImportBatch) -> None:
    batch.n_bytes_read = 0
    for name in COUNTS:
        setattr(batch, name, 0)


def _end_import(batch: ImportBatch, status: Status) -> None:
    batch.status = status
    batch.finished_at = clock.now()
    batch.save(update_fields=["status", "finished_at", "error", "n_bytes_read", "n_rows_all"])
    forget_upload(batch)
    emit_records(batch)
    emit_finished(batch)
    enqueue(Job.CLASSIFY_TITLES)
    enqueue(Job.EMBED_COMPANIES)


def record_step(
    batch: ImportBatch, actor: User | None, action: str, details: dict[str, object]
) -> None:
    record_audit(
        workspace=batch.workspace,
        actor=actor,
        action=action,
        subject=f"import:{batch.pk}",
        name=batch.file_name,
        details=details,
    )
