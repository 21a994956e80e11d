"""What undoing an import would do now."""

from dataclasses import dataclass

from django.db import connection

from leadqual.imports.models import ImportBatch
from leadqual.imports.undo.references import last_edit, state_of_created
from leadqual.leads.models import Company, Contact


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What undoing an import would do now."""

    n_deleted: int
    n_created_kept: int
    n_restored: int
    n_changed_since: int


def undo_preview(batch: ImportBatch) -> UndoPreview:
    """Count what undoing an import would take back and what it would keep; two queries."""
    model: type[Company | Contact] = (
        Company if batch.kind == ImportBatch.Kind.COMPANIES else Contact
    )
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FILTER (WHERE state = ''), count(*) FILTER (WHERE state <> '') FROM (
                SELECT {state_of_created(model)} AS state FROM imports_importrow r
                LEFT JOIN {table} c ON c.id = r.record_id AND c.workspace_id = %s
                LEFT JOIN imports_importchange h ON h.batch_id = r.batch_id
                    AND h.record_id = r.record_id
                WHERE r.batch_id = %s AND r.outcome = 'created'
            ) states
            """,
            [batch.workspace_id, batch.pk],
        )
        n_deleted, n_created_kept = cursor.fetchone()
        cursor.execute(
            f"""
            SELECT count(*) FILTER (WHERE {last_edit(model)} = h.written_at),
                count(*) FILTER (WHERE {last_edit(model)} IS DISTINCT FROM h.written_at)
            FROM imports_importchange h
            LEFT JOIN {table} c ON c.id = h.record_id AND c.workspace_id = %s
            WHERE h.batch_id = %s AND NOT EXISTS (
                SELECT FROM imports_importrow r WHERE r.batch_id = h.batch_id
                AND r.record_id = h.record_id AND r.outcome = 'created'
            )
            """,
            [batch.workspace_id, batch.pk],
        )
        n_restored, n_changed_since = cursor.fetchone()
    return UndoPreview(n_deleted, n_created_kept, n_restored, n_changed_since)
