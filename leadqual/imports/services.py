"""Writes of imports: take a file, settle its columns, start, stop, throw away."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePath
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import record_audit
from leadqual.core.jobs import Job, enqueue
from leadqual.imports.columns import check_mapping
from leadqual.imports.errors import MappingError, TooLargeError, WrongStepError
from leadqual.imports.looking import look_at
from leadqual.imports.models import ImportBatch
from leadqual.imports.reading import printable

_LONGEST_FILE_NAME = 255


def start_import(
    *,
    workspace: Workspace,
    author: User,
    kind: str,
    file: "File[bytes]",
    file_name: str,
    changes: Mapping[str, str] | None = None,
) -> ImportBatch:
    """Take a file, find out how it is written and guess its columns; no row is read yet.

    Args:
        workspace: where the rows will go.
        author: who sends the file.
        kind: `contacts` or `companies`.
        file: CSV, plain or packed with gzip, in any encoding; at any position.
        file_name: as the person named it.
        changes: column → field where the guess is not to be used; see `Look.mapping`.

    Returns:
        The import, which waits for its mapping.

    Raises:
        ImportFileError: it is no table of text, or too large; nothing has been kept.
    """
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        raise TooLargeError(
            f"This file has {file.size / 2**20:,.0f} MB; "
            f"{settings.UPLOAD_LIMIT_BYTES / 2**20:,.0f} MB can be sent at once. "
            "Pack it with gzip, or split it."
        )
    look = look_at(kind, cast("BinaryIO", file))  # A file of Django reads like a file.
    file.seek(0)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            workspace=workspace,
            author=author,
            kind=kind,
            file=File(file, name=_stored_name(file_name)),
            file_name=printable(PurePath(file_name).name)[-_LONGEST_FILE_NAME:] or "list.csv",
            encoding=look.layout.encoding,
            delimiter=look.layout.delimiter,
            columns=[asdict(column) for column in look.columns],
            mapping=look.mapping(changes),
            n_bytes=file.size,
        )
        _record(batch, author, "import.sent", {"kind": kind, "n_bytes": file.size})
    return batch


def confirm_mapping(*, batch: ImportBatch, mapping: Mapping[str, str], author: User) -> None:
    """Settle which column goes to which field, and start.

    Raises:
        MappingError: the columns do not say enough, or contradict each other.
        WrongStepError: it was started before.
    """
    set_mapping(batch=batch, mapping=mapping, author=author)
    enqueue(Job.RUN_IMPORT, batch_id=batch.pk)


def start_and_confirm(
    *,
    workspace: Workspace,
    author: User,
    kind: str,
    file: "File[bytes]",
    file_name: str,
    changes: Mapping[str, str],
    is_queued: bool = True,
) -> ImportBatch:
    """Take a file and start it with its guessed columns, but for the ones that are given.

    Args:
        workspace: where the rows will go.
        author: who sends the file.
        kind: `contacts` or `companies`.
        file: as for `start_import`.
        file_name: as the person named it.
        changes: name of a column → code of its field; an empty one leaves the column out.
        is_queued: False leaves starting the job to the caller.

    Raises:
        ImportFileError: it is no table of text, or too large.
        MappingError: the columns do not say enough; nothing has been kept.
    """
    batch = start_import(
        workspace=workspace,
        author=author,
        kind=kind,
        file=file,
        file_name=file_name,
        changes=changes,
    )
    try:
        (confirm_mapping if is_queued else set_mapping)(
            batch=batch, mapping=batch.mapping, author=author
        )
    except MappingError:
        discard_import(batch=batch, author=author)
        raise
    return batch


@transaction.atomic
def set_mapping(*, batch: ImportBatch, mapping: Mapping[str, str], author: User) -> None:
    """Settle the columns and let the import wait for its turn, without starting its job.

    Raises:
        MappingError: the columns do not say enough, or contradict each other.
        WrongStepError: it was started before.
    """
    _lock(batch)
    if batch.status != ImportBatch.Status.MAPPING:
        raise WrongStepError("This import was started already.")
    check_mapping(batch.kind, [column["name"] for column in batch.columns], mapping)
    batch.mapping = dict(mapping)
    batch.status = ImportBatch.Status.QUEUED
    batch.heartbeat_at = timezone.now()
    batch.save(update_fields=["mapping", "status", "heartbeat_at"])
    _record(batch, author, "import.started", {"columns": len(mapping)})


@transaction.atomic
def stop_import(*, batch: ImportBatch, author: User) -> None:
    """Stop after the chunk that is being stored; the rows that are in stay.

    Raises:
        WrongStepError: it does not run.
    """
    _lock(batch)
    if not batch.is_running:
        raise WrongStepError("This import does not run any more.")
    _end(batch, ImportBatch.Status.STOPPED)
    _record(batch, author, "import.stopped", {"n_rows": batch.n_rows})


@transaction.atomic
def discard_import(*, batch: ImportBatch, author: User) -> None:
    """Throw a file away whose rows were never read.

    Raises:
        WrongStepError: rows of it may be in.
    """
    _lock(batch)
    if batch.status != ImportBatch.Status.MAPPING:
        raise WrongStepError("Rows of this import may be in; it can be stopped, not thrown away.")
    name, storage = str(batch.file.name), batch.file.storage
    _record(batch, author, "import.discarded", {})
    batch.delete()
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def finish_import(*, batch: ImportBatch) -> None:
    """Note that every row has been read, and start what follows from the new rows."""
    _lock(batch)
    if batch.status == ImportBatch.Status.RUNNING:
        batch.n_bytes_read = batch.n_bytes
        _end(batch, ImportBatch.Status.DONE)
        counts = {
            name: getattr(batch, name)
            for name in ("n_rows", "n_created", "n_updated", "n_unchanged", "n_refused")
        }
        _record(batch, None, "import.done", counts)


@transaction.atomic
def fail_import(*, batch: ImportBatch, error: str) -> None:
    """Note why an import could not go on; the rows that are in stay."""
    _lock(batch)
    if batch.is_running:
        batch.error = error
        _end(batch, ImportBatch.Status.FAILED)
        _record(batch, None, "import.failed", {"n_rows": batch.n_rows})


def _lock(batch: ImportBatch) -> None:
    """Read the import anew and keep others from changing it in this transaction."""
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.refresh_from_db()


def _end(batch: ImportBatch, status: ImportBatch.Status) -> None:
    batch.status = status
    batch.finished_at = timezone.now()
    batch.save(update_fields=["status", "finished_at", "error", "n_bytes_read"])
    enqueue(Job.CLASSIFY_TITLES)
    enqueue(Job.EMBED_COMPANIES)


def _record(
    batch: ImportBatch, actor: User | None, action: str, details: dict[str, object]
) -> None:
    record_audit(
        workspace=batch.workspace,
        actor=actor,
        action=action,
        subject=f"import:{batch.pk}",
        details=details,
    )


def _stored_name(file_name: str) -> str:
    """Name the stored file; the name that people see is kept beside it."""
    return "list.csv.gz" if file_name.lower().endswith(".gz") else "list.csv"
