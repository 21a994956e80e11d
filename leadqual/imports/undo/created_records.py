"""Records that an import created and nobody touched since are deleted."""

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from leadqual.imports.merging.recount import recount_titles
from leadqual.imports.models import ImportBatch
from leadqual.imports.undo.references import (
    made_by_jobs,
    of_deleted_gatherings,
    state_of_created,
)
from leadqual.leads.do_not_contact.company_stops import keep_stops_without_people
from leadqual.leads.models import Company, Contact

_TABLE = "undone_record"
_MANY = 20_000


def model_of(batch: ImportBatch) -> type[Model]:
    return Company if batch.kind == ImportBatch.Kind.COMPANIES else Contact


def delete_created(batch: ImportBatch, n_rows: int) -> bool:
    """Delete the created records of so many rows, the last ones first; False where none is left.

    Runs in the transaction of its chunk. Rows whose record stays say why.
    """
    model = model_of(batch)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_TABLE}")
        cursor.execute(
            f"""
            CREATE TEMP TABLE {_TABLE} ON COMMIT DROP AS
            SELECT r.number, r.record_id AS id, {state_of_created(model, batch)} AS kept
            FROM (
                SELECT number, record_id FROM imports_importrow
                WHERE batch_id = %s AND outcome = 'created' AND number < %s
                ORDER BY number DESC LIMIT %s
            ) r
            LEFT JOIN {model._meta.db_table} c ON c.id = r.record_id AND c.workspace_id = %s
            LEFT JOIN imports_importchange h ON h.batch_id = %s AND h.record_id = r.record_id
            """,
            [batch.pk, batch.undo["at"] or 2**31 - 1, n_rows, batch.workspace_id, batch.pk],
        )
        cursor.execute(f"SELECT count(*), min(number) FROM {_TABLE}")
        n_taken, lowest = cursor.fetchone()
        if not n_taken:
            return False
        n_deleted = _delete(cursor, model, counts_later=counts_later(batch))
        _note(cursor, batch)
    undo = batch.undo
    undo |= {
        "at": lowest,
        "n_done": undo["n_done"] + n_taken,
        "n_deleted": undo["n_deleted"] + n_deleted,
        "n_kept": undo["n_kept"] + n_taken - n_deleted,
    }
    return True


def counts_later(batch: ImportBatch) -> bool:
    """Return whether the bearers of titles are counted once, not after each of many chunks."""
    return int(batch.undo["n_total"]) > _MANY


def count_bearers(batch: ImportBatch, _n_rows: int) -> bool:
    """Count the bearers of titles where that was put off; nothing is left of it then."""
    if batch.kind == ImportBatch.Kind.CONTACTS and counts_later(batch):
        with connection.cursor() as cursor:
            recount_titles(cursor, batch.workspace_id)
    return False


def _delete(cursor: CursorWrapper, model: type[Model], *, counts_later: bool) -> int:
    going = f"SELECT id FROM {_TABLE} WHERE kept = ''"
    for table, column in (*made_by_jobs(model), *of_deleted_gatherings(model)):
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({going})")
    if model is Contact and not counts_later:
        cursor.execute(
            f"""
            UPDATE leads_jobtitle j SET n_contacts = GREATEST(j.n_contacts - gone.n, 0) FROM (
                SELECT job_title_id, count(*) AS n FROM leads_contact
                WHERE id IN ({going}) GROUP BY job_title_id
            ) gone WHERE j.id = gone.job_title_id
            """
        )
    if model is Company:
        cursor.execute(going)
        keep_stops_without_people([key for (key,) in cursor.fetchall()])
    cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id IN ({going})")
    return int(cursor.rowcount)


def _note(cursor: CursorWrapper, batch: ImportBatch) -> None:
    cursor.execute(
        f"UPDATE imports_importrow r SET kept = u.kept FROM {_TABLE} u"
        " WHERE r.batch_id = %s AND r.number = u.number AND u.kept <> ''",
        [batch.pk],
    )
    # What the import changed in its own records goes or stays with them.
    cursor.execute(
        f"DELETE FROM imports_importchange h USING {_TABLE} u"
        " WHERE h.batch_id = %s AND h.record_id = u.id",
        [batch.pk],
    )
