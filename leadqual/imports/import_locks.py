"""Locks and events of imports."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import connection
from django.db.models import QuerySet

from leadqual.core.locks import only_here_by_number
from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.leads.models import Company, Contact
from leadqual.leads.record_events import CREATED, UPDATED, emit_import
from leadqual.webhooks.outbox import MAX_IDS, Occurrence, emit

_MERGE_LOCK = 7_201
_RUN_LOCK = 7_202
_COUNT_LOCK = 7_203

COUNTS = (
    *("n_rows", "n_created", "n_updated", "n_unchanged", "n_skipped", "n_rejected", "n_cells"),
    "n_do_not_contact",
)
Outcome = ImportRow.Outcome


@contextmanager
def alone(batch_id: int) -> Iterator[bool]:
    """Yield True to one run of an import at a time; the lock ends with its process."""
    with only_here_by_number(_RUN_LOCK, batch_id % 2**31) as is_alone:
        yield is_alone


def lock_workspace(workspace_id: int) -> None:
    """Allow one merge per workspace at a time; locked until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_MERGE_LOCK, workspace_id])


def lock_counting(workspace_id: int, *, waits: bool) -> bool:
    """Allow one count per workspace at a time; locked until the end of the transaction.

    Args:
        workspace_id: whose titles are counted.
        waits: for a count in progress.

    Returns:
        False if a count is in progress and `waits` is false.
    """
    with connection.cursor() as cursor:
        if waits:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_COUNT_LOCK, workspace_id])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_COUNT_LOCK, workspace_id])
        return bool(cursor.fetchone()[0])


# Events of an import: records created, records changed, import finished.

"""Fields that count rows, cells, and who is marked Do not contact."""


def emit_records(batch: ImportBatch) -> None:
    """Emit one summary event of created records and one of changed records."""
    model = Contact if batch.kind == ImportBatch.Kind.CONTACTS else Company
    for outcome, what in ((Outcome.CREATED, CREATED), (Outcome.UPDATED, UPDATED)):
        emit_import(
            batch.workspace,
            model,
            what,
            import_id=batch.pk,
            n_records=getattr(batch, f"n_{outcome}"),
            keys=partial(_first_records, batch.rows.filter(outcome=outcome)),
        )


def _first_records(rows: QuerySet[ImportRow]) -> list[int]:
    """Return the records of the first rows, without duplicates."""
    found = rows.order_by("number").values_list("record_id", flat=True)[:MAX_IDS]
    return sorted({key for key in found if key})


def emit_finished(batch: ImportBatch) -> None:
    """Emit the event that an import has ended, whatever the outcome."""

    def occurred() -> Occurrence:
        counts = {name.removeprefix("n_"): getattr(batch, name) for name in COUNTS}
        data = {
            "id": batch.pk,
            "name": batch.file_name,
            "kind": batch.kind,
            "status": batch.status,
            "counts": counts,
            "error": batch.error,
        }
        return Occurrence(data)

    emit(batch.workspace, "import.finished", occurred)
