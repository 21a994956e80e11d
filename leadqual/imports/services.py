"""Write operations of imports: upload, map columns, start, discard."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.quotas import Quota, require_job, require_room
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.imports.columns.column_preview import preview_file
from leadqual.imports.columns.custom_columns import create_new_fields, custom_fields
from leadqual.imports.columns.guessing import check_mapping
from leadqual.imports.columns.remembered_mappings import (
    apply_mapping,
    drop_unknown_fields,
    find_saved_mapping,
)
from leadqual.imports.columns.sheet_choice import choose_sheets, sheet_numbers
from leadqual.imports.columns.status_words import normalize_status
from leadqual.imports.control import forget_results, lock_batch, record_step
from leadqual.imports.errors import MappingError, TooLargeError, WrongStepError
from leadqual.imports.files.headers import printable
from leadqual.imports.models import ImportBatch
from leadqual.imports.options import DEFAULT, Options, check_options, check_statuses
from leadqual.leads.records.statuses import statuses_of
from leadqual.leads.records.tags import joined_tags

_LONGEST_FILE_NAME = 255
Status = ImportBatch.Status


def start_import(
    *,
    workspace: Workspace,
    author: User,
    kind: str,
    file: "File[bytes]",
    file_name: str,
    changes: Mapping[str, str] | None = None,
    sheets: Sequence[str] = (),
) -> ImportBatch:
    """Store a file, detect its format and guess its columns; no row is imported yet.

    Args:
        workspace: where the rows will go.
        author: who sends the file.
        kind: `contacts` or `companies`.
        file: CSV, plain or packed with gzip, in any encoding; at any position.
        file_name: as the person named it.
        changes: column → field where the guess is not to be used; see `Look.mapping`.
        sheets: names of the sheets of a workbook that are read; none takes all that have the
            columns of the first one that is a list.

    Returns:
        The import, which needs column mapping.

    Raises:
        ImportFileError: it is no table of text, or too large; nothing has been kept.
    """
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        raise TooLargeError(
            f"This file has {file.size / 2**20:,.0f} MB; the maximum is "
            f"{settings.UPLOAD_LIMIT_BYTES / 2**20:,.0f} MB. Compress it with gzip, "
            "or split it."
        )
    custom = custom_fields(workspace, kind)
    opened = cast("BinaryIO", file)  # A file of Django reads like a file.
    numbers = sheet_numbers(opened, sheets) if sheets else None
    preview = preview_file(kind, opened, numbers[0] if numbers else None, custom=custom)
    sheets_to_read = choose_sheets(opened, preview.layout, numbers)
    file.seek(0)
    batch = ImportBatch(
        workspace=workspace,
        author=author,
        kind=kind,
        file_name=printable(PurePath(file_name).name)[-_LONGEST_FILE_NAME:] or "list.csv",
        encoding=preview.layout.encoding,
        delimiter=preview.layout.delimiter,
        header_line=preview.layout.line,
        sheets=sheets_to_read,
        columns=[asdict(column) for column in preview.columns],
        mapping=preview.mapping(changes),
        source=preview.source,
        n_bytes=file.size,
    )
    store_batch(batch, file, _stored_name(file_name))
    return batch


def store_batch(batch: ImportBatch, file: "File[bytes]", name: str) -> None:
    """Keep a file and the row of its import: both, or neither."""
    try:
        batch.file.save(name, _file_to_store(file, name), save=False)
        with transaction.atomic():
            batch.save()
            details = {"kind": batch.kind, "n_bytes": batch.n_bytes}
            record_step(batch, batch.author, "import.sent", details)
    except BaseException:
        if batch.file.name:
            batch.file.storage.delete(batch.file.name)
        raise


def _file_to_store(file: "File[bytes]", name: str) -> "File[bytes]":
    """Return the file for storage: an upload on disk is moved, not copied."""
    return file if isinstance(file, TemporaryUploadedFile) else File(file, name=name)


def confirm_mapping(
    *, batch: ImportBatch, mapping: Mapping[str, str], author: User, options: Options = DEFAULT
) -> None:
    """Set the column mapping and start the import or dry run.

    Raises:
        MappingError: the columns do not say enough, or contradict each other or the options.
        WrongStepError: it was started before.
        WorkspaceFullError: it only creates records, and none fits; nothing has changed.
        TooManyJobsError: the workspace has reached its limit of jobs; nothing has changed.
    """
    require_start(batch.workspace, batch.kind, options)
    set_mapping(batch=batch, mapping=mapping, author=author, options=options)
    enqueue(Job.RUN_IMPORT, batch_id=batch.pk)


def require_start(workspace: Workspace, kind: str, options: Options = DEFAULT) -> None:
    """Check that another import may start; how many rows are new is not known yet.

    Raises:
        WorkspaceFullError: it only creates records, and none fits.
        TooManyJobsError: the workspace has reached its limit of jobs.
    """
    require_job(workspace)
    if options.mode == ImportBatch.Mode.CREATE and not options.is_dry:
        require_room(workspace, Quota(kind))


def start_and_confirm(
    *,
    workspace: Workspace,
    author: User,
    kind: str,
    file: "File[bytes]",
    file_name: str,
    changes: Mapping[str, str],
    options: Options = DEFAULT,
    is_queued: bool = True,
) -> ImportBatch:
    """Upload a file and start it with the guessed columns and the given changes.

    Args:
        workspace: where the rows will go.
        author: who sends the file.
        kind: `contacts` or `companies`.
        file: as for `start_import`.
        file_name: as the person named it.
        changes: name of a column → code of its field; an empty one leaves the column out.
        options: how rows meet what is there, and whether it is only a dry run; what is "" is as
            the template has it, or as usual.
        is_queued: False leaves starting the job to the caller.

    Raises:
        ImportFileError: it is no table of text, or too large.
        MappingError: the columns do not say enough; nothing has been kept.
        NoTemplateError: there is no such template; nothing has been kept.
        WorkspaceFullError: it only creates records, and none fits; nothing has been kept.
        TooManyJobsError: the workspace has reached its limit of jobs; nothing has been kept.
    """
    require_start(workspace, kind, options)
    saved = None
    if name := options.template:
        saved = find_saved_mapping(workspace=workspace, kind=kind, file_name=name)
    batch = start_import(
        workspace=workspace,
        author=author,
        kind=kind,
        file=file,
        file_name=file_name,
        changes=changes,
        sheets=options.sheets,
    )
    mapping, defaults = batch.mapping, DEFAULT
    if saved:
        mapping, defaults = apply_mapping(kind, batch.columns, saved, changes)
        mapping = drop_unknown_fields(batch, mapping, changes)
    try:
        set_mapping(
            batch=batch, mapping=mapping, author=author, options=options.with_defaults(defaults)
        )
    except MappingError:
        discard_import(batch=batch, author=author)
        raise
    if is_queued:
        enqueue(Job.RUN_IMPORT, batch_id=batch.pk)
    return batch


@transaction.atomic
def set_mapping(
    *, batch: ImportBatch, mapping: Mapping[str, str], author: User, options: Options = DEFAULT
) -> None:
    """Set the columns and queue the import without starting its job.

    Raises:
        MappingError: the columns do not say enough, or contradict each other or the options.
        WrongStepError: it was started before.
    """
    lock_batch(batch)
    if batch.status != Status.MAPPING:
        raise WrongStepError("This import has already started.")
    mapping = create_new_fields(batch, mapping, author)
    check_columns(batch, mapping, options)
    batch.mapping = dict(mapping)
    batch.statuses = {normalize_status(one): status for one, status in options.statuses.items()}
    batch.mode, batch.match_by, batch.duplicates, is_dry, *_ = options
    batch.only_empty, batch.list_name = options.only_empty, options.list_name
    batch.tags = joined_tags(options.tags)
    batch.status = Status.CHECKING if is_dry else Status.QUEUED
    batch.heartbeat_at = clock.now()
    batch.save(
        update_fields=[
            *("mapping", "mode", "match_by", "duplicates", "status", "heartbeat_at"),
            *("only_empty", "list_name", "tags", "statuses"),
        ]
    )
    action = "import.checked" if is_dry else "import.started"
    record_step(batch, author, action, {"columns": len(mapping), **options._asdict()})


def check_columns(batch: ImportBatch, mapping: Mapping[str, str], options: Options) -> None:
    """Check that the columns identify a row and include those the options need.

    Raises:
        MappingError: they do not.
    """
    custom = custom_fields(batch.workspace, batch.kind)
    check_mapping(batch.kind, [column["name"] for column in batch.columns], mapping, custom)
    check_options(batch.kind, mapping, options)
    if options.statuses:
        known = [row.code for row in statuses_of(batch.workspace).active]
        check_statuses(options.statuses, known)


@transaction.atomic
def discard_import(*, batch: ImportBatch, author: User) -> None:
    """Discard a file whose rows were never imported.

    Raises:
        WrongStepError: some rows may be stored.
    """
    lock_batch(batch)
    if batch.status not in {Status.MAPPING, Status.CHECKED}:
        raise WrongStepError(
            "Some rows may already be imported. Stop the import instead of discarding it."
        )
    forget_results(batch=batch)
    name, storage = str(batch.file.name), batch.file.storage
    record_step(batch, author, "import.discarded", {})
    batch.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _stored_name(file_name: str) -> str:
    """Name the stored file; the displayed name is stored separately."""
    return "list.csv.gz" if file_name.lower().endswith(".gz") else "list.csv"
