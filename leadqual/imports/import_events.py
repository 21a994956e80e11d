"""Webhook events of imports: records created, records changed, import finished."""

from functools import partial

from django.db.models import QuerySet

from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.leads.models import Company, Contact
from leadqual.leads.record_events import CREATED, UPDATED, emit_import
from leadqual.webhooks.outbox import MAX_IDS, Occurrence, emit

COUNTS = (
    *("n_rows", "n_created", "n_updated", "n_unchanged", "n_skipped", "n_rejected", "n_cells"),
    "n_do_not_contact",
)
"""Fields that count rows, cells, and who is marked Do not contact."""
Outcome = ImportRow.Outcome


def emit_records(batch: ImportBatch) -> None:
    """Emit one summary event of created records and one of changed records."""
    model = Contact if batch.kind == ImportBatch.Kind.CONTACTS else Company
    for outcome, change in ((Outcome.CREATED, CREATED), (Outcome.UPDATED, UPDATED)):
        emit_import(
            batch.workspace,
            model,
            change,
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

    def build_occurrence() -> Occurrence:
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

    emit(batch.workspace, "import.finished", build_occurrence)
