"""Companies and job titles that came with people of an import go where nothing hangs on them."""

from django.db import connection
from django.db.models import Model

from leadqual.imports.models import ImportBatch
from leadqual.imports.undo.references import is_used, made_by_jobs, of_deleted_gatherings
from leadqual.leads.do_not_contact.company_stops import keep_stops_without_people
from leadqual.leads.models import Company, JobTitle

_UNTOUCHED = """c.updated_at = COALESCE((
    SELECT h.written_at FROM imports_importcompanychange h
    WHERE h.batch_id = %s AND h.record_id = c.id
), c.created_at)"""


def delete_companies(batch: ImportBatch, n_rows: int) -> bool:
    """Delete so many of the companies that nobody touched and nobody works at; False at the end."""
    return _delete(batch, n_rows, Company, "company", _UNTOUCHED)


def delete_titles(batch: ImportBatch, n_rows: int) -> bool:
    """Delete so many of the titles that nobody carries or corrected; False at the end."""
    return _delete(batch, n_rows, JobTitle, "title", "true")


def _delete(batch: ImportBatch, n_rows: int, model: type[Model], kind: str, condition: str) -> bool:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_id FROM imports_importmade WHERE batch_id = %s AND kind = %s"
            " AND record_id > %s ORDER BY record_id LIMIT %s",
            [batch.pk, kind, batch.undo["at"] or 0, n_rows],
        )
        keys = [key for (key,) in cursor.fetchall()]
        if not keys:
            return False
        cursor.execute(
            f"SELECT c.id FROM {table} c WHERE c.id = ANY(%s) AND c.workspace_id = %s"
            f" AND {condition} AND NOT {is_used(model, 'c.id')} FOR UPDATE",
            [keys, batch.workspace_id, *([batch.pk] if "%s" in condition else [])],
        )
        going = [key for (key,) in cursor.fetchall()]
        if model is Company:
            keep_stops_without_people(going)
        for other, column in (*made_by_jobs(model), *of_deleted_gatherings(model)):
            cursor.execute(f"DELETE FROM {other} WHERE {column} = ANY(%s)", [going])
        cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [going])
    figure = "n_companies" if kind == "company" else "n_titles"
    undo = batch.undo
    undo |= {
        "at": keys[-1],
        "n_done": undo["n_done"] + len(keys),
        figure: undo[figure] + len(going),
    }
    return True
