"""The import itself: rows in chunks, each one transaction with its results and its progress."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any, BinaryIO, cast

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from classifiers.titles.normalise import normalise
from leadqual.imports.checking import (
    LONGEST_SHOWN,
    Checker,
    CompanyValues,
    ContactValues,
    Refusal,
)
from leadqual.imports.errors import ImportFileError
from leadqual.imports.merging_companies import merge_companies
from leadqual.imports.merging_contacts import merge_contacts
from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.imports.reading import Layout, Row, printable, read_rows
from leadqual.imports.services import fail_import, finish_import
from leadqual.imports.staging import Result, copy_rows, lock_workspace
from leadqual.leads.models import Company, Contact, JobTitle

logger = logging.getLogger(__name__)

CHUNK_ROWS = 5_000
_MOST_TRIES = 5
_RUN_LOCK = 7_202
_REFUSED = ImportRow.Outcome.REFUSED
_ROW_COLUMNS = ("batch_id", "number", "outcome", "record_id", "column", "value", "reason")
_COUNTS = {
    ImportRow.Outcome.CREATED: "n_created",
    ImportRow.Outcome.UPDATED: "n_updated",
    ImportRow.Outcome.UNCHANGED: "n_unchanged",
    ImportRow.Outcome.REFUSED: "n_refused",
}
# The websites of contacts' companies are checked for domains; the refusal names that column.
_COLUMN_OF_KEY = {"domain": ("domain", "website")}

# Contacts bring companies and titles with them.
_FILLED = {
    ImportBatch.Kind.COMPANIES: (Company._meta.db_table,),
    ImportBatch.Kind.CONTACTS: tuple(
        model._meta.db_table for model in (Contact, JobTitle, Company)
    ),
}

Progress = Callable[[ImportBatch], None]
ResultRow = tuple[int, int, str, int | None, str, str, str]


def run_import(
    batch_id: int, *, chunk_rows: int = CHUNK_ROWS, on_progress: Progress | None = None
) -> None:
    """Read the rows of a file into the workspace, from where a former run stopped.

    Safe to start twice: only one run works on a file, and each chunk is stored with its progress in
    one transaction. A run that was killed at any point loses nothing and stores nothing twice.

    Args:
        batch_id: an import whose columns are settled; any other is left alone.
        chunk_rows: rows that are stored together.
        on_progress: called after each chunk with the import as it stands.
    """
    with _alone(batch_id) as is_alone:
        batch = ImportBatch.objects.filter(pk=batch_id).first()
        if not is_alone or batch is None or not batch.is_running:
            return
        _begin(batch)
        try:
            with batch.file.open("rb") as file:
                raw = cast("BinaryIO", file)  # A file of Django reads like a file.
                is_whole = _store_all(batch, raw, chunk_rows, on_progress)
        except ImportFileError as error:
            fail_import(batch=batch, error=error.message)
            return
        except FileNotFoundError:
            fail_import(batch=batch, error="The file is no longer there. Send it again.")
            return
        if is_whole:
            _count_again(batch)
            finish_import(batch=batch)


def _begin(batch: ImportBatch) -> None:
    now = timezone.now()
    ImportBatch.objects.filter(pk=batch.pk, status=ImportBatch.Status.QUEUED).update(
        status=ImportBatch.Status.RUNNING, started_at=now
    )
    ImportBatch.objects.filter(pk=batch.pk).update(heartbeat_at=now)
    logger.info("import runs", extra={"batch": batch.pk, "n_rows": batch.n_rows})


def _store_all(
    batch: ImportBatch, file: BinaryIO, chunk_rows: int, on_progress: Progress | None
) -> bool:
    """Store chunk after chunk; False where somebody stopped it."""
    header = tuple(column["name"] for column in batch.columns)
    layout = Layout(batch.encoding, batch.delimiter, header)
    checker = Checker(batch.kind, header, batch.mapping)
    merge = _merger(batch)
    rows = read_rows(file, layout, skip=batch.n_rows)
    while chunk := list(islice(rows, chunk_rows)):
        if not _store(batch, chunk, checker, merge, n_bytes_read=file.tell()):
            return False
        if on_progress:
            on_progress(batch)
    return True


def _count_again(batch: ImportBatch) -> None:
    """Tell the planner what the tables hold now; else the first searches join row by row."""
    if not batch.n_created + batch.n_updated:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(_FILLED[ImportBatch.Kind(batch.kind)])}")


def _merger(batch: ImportBatch) -> Callable[[list[tuple[int, Any]]], list[Result]]:
    workspace_id = batch.workspace_id
    if batch.kind == ImportBatch.Kind.COMPANIES:
        return lambda rows: merge_companies(workspace_id, rows)
    spelling = lru_cache(maxsize=200_000)(normalise)  # A title comes again in chunk after chunk.
    return lambda rows: merge_contacts(workspace_id, rows, normalise=spelling)


def _store(
    batch: ImportBatch,
    chunk: Sequence[Row],
    checker: Checker,
    merge: Callable[[list[tuple[int, Any]]], list[Result]],
    *,
    n_bytes_read: int,
) -> bool:
    """Store one chunk; again where another writer came between; False where it was stopped."""
    good, refused = _check(batch, chunk, checker)
    for n_tried in range(1, _MOST_TRIES + 1):
        try:
            with transaction.atomic():
                locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
                if locked.status != ImportBatch.Status.RUNNING:
                    return False
                lock_workspace(batch.workspace_id)
                results = refused + _rows_of(batch, good, merge(list(good.items())))
                _write_rows(results)
                _advance(batch, locked, results, n_bytes_read)
        except (IntegrityError, OperationalError):
            # Someone else wrote the same contact or title; OperationalError is a deadlock here.
            if n_tried == _MOST_TRIES or not connection.is_usable():
                raise
        else:
            return True
    return False


def _check(
    batch: ImportBatch, chunk: Sequence[Row], checker: Checker
) -> tuple[dict[int, ContactValues | CompanyValues], list[ResultRow]]:
    """Split a chunk into clean values by row number, and refused rows."""
    check = checker.company if batch.kind == ImportBatch.Kind.COMPANIES else checker.contact
    good: dict[int, ContactValues | CompanyValues] = {}
    refused: list[ResultRow] = []
    for row in chunk:
        if row.problem:
            found: Any = Refusal("", printable(row.text)[:LONGEST_SHOWN], row.problem)
        else:
            found = check(row.values)
        if isinstance(found, Refusal):
            refused.append(_refused(batch, row.number, found))
        else:
            good[row.number] = found
    return good, refused


def _refused(batch: ImportBatch, number: int, refusal: Refusal) -> ResultRow:
    return (batch.pk, number, _REFUSED, None, refusal.column, refusal.value, refusal.reason)


def _rows_of(
    batch: ImportBatch,
    good: dict[int, ContactValues | CompanyValues],
    results: Sequence[Result],
) -> list[ResultRow]:
    column_of = {field: column for column, field in batch.mapping.items()}
    rows: list[ResultRow] = []
    for result in results:
        if result.outcome != _REFUSED:
            rows.append((batch.pk, result.number, result.outcome, result.record_id, "", "", ""))
            continue
        fields = _COLUMN_OF_KEY.get(result.field, (result.field,))
        column = next((column_of[field] for field in fields if field in column_of), "")
        values = good[result.number]
        source = values.keys if isinstance(values, CompanyValues) else values
        refusal = Refusal(column, str(getattr(source, result.field)), result.reason)
        rows.append(_refused(batch, result.number, refusal))
    return rows


def _write_rows(results: Sequence[ResultRow]) -> None:
    with connection.cursor() as cursor:
        copy_rows(cursor, ImportRow._meta.db_table, _ROW_COLUMNS, results)


def _advance(
    batch: ImportBatch, locked: ImportBatch, results: Sequence[ResultRow], n_bytes_read: int
) -> None:
    """Write how far the import is; `batch` shows it too."""
    locked.n_rows += len(results)
    for result in results:
        name = _COUNTS[ImportRow.Outcome(result[2])]
        setattr(locked, name, getattr(locked, name) + 1)
    locked.n_bytes_read = n_bytes_read
    locked.heartbeat_at = timezone.now()
    fields = ["n_rows", *_COUNTS.values(), "n_bytes_read", "heartbeat_at"]
    locked.save(update_fields=fields)
    for name in fields:
        setattr(batch, name, getattr(locked, name))


@contextmanager
def _alone(batch_id: int) -> Iterator[bool]:
    """Give True to one run of an import at a time; the lock ends with its session."""
    key = [_RUN_LOCK, batch_id % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
