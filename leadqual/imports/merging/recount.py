"""The bearers of titles are counted anew where an import put that off to its end."""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from leadqual.imports.import_locks import lock_counting, lock_workspace
from leadqual.imports.models import ImportBatch


def count_owed(batch_id: int, *, waits: bool = True) -> None:
    """Count the bearers of titles if this import still owes that; safe to run twice.

    Who resumes, stops or undoes the import meanwhile waits for nothing; what is stored meanwhile is
    owed again. A run that is killed leaves it owing: whoever goes on with it, or finds it stopped,
    counts.

    Args:
        batch_id: key of the import.
        waits: for who counts in the workspace now; else it is left to them.
    """
    batch = ImportBatch.objects.filter(pk=batch_id, owes_counts=True).first()
    if batch is None:
        return
    with transaction.atomic():
        if not lock_counting(batch.workspace_id, waits=waits):
            return
        lock_workspace(batch.workspace_id)
        with connection.cursor() as cursor:
            recount_titles(cursor, batch.workspace_id)
    as_counted = ImportBatch.objects.filter(pk=batch_id, n_rows=batch.n_rows)
    as_counted.update(owes_counts=False)


def recount_titles(cursor: CursorWrapper, workspace_id: int) -> None:
    """Count the bearers of all titles of a workspace anew, and mend the numbers that are wrong.

    Whoever moves a person meanwhile adds to the number or takes from it. So what is wrong with it
    is added, too: a row that has changed since it was read gets both. Rows are locked in the order
    of their keys, as `move_bearer` does, so that the two cannot block each other.
    """
    cursor.execute(
        """
        WITH wrong AS MATERIALIZED (
            SELECT t.id, COALESCE(c.n, 0) - t.n_contacts AS by
            FROM leads_jobtitle t LEFT JOIN (
                SELECT job_title_id, count(*) AS n FROM leads_contact
                WHERE workspace_id = %s GROUP BY job_title_id
            ) c ON c.job_title_id = t.id
            WHERE t.workspace_id = %s AND t.n_contacts <> COALESCE(c.n, 0)
        ), locked AS MATERIALIZED (
            SELECT id FROM leads_jobtitle WHERE id IN (SELECT id FROM wrong)
            ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE leads_jobtitle j SET n_contacts = j.n_contacts + wrong.by
        FROM wrong JOIN locked USING (id) WHERE j.id = wrong.id
        """,
        [workspace_id, workspace_id],
    )
