"""The bearers of titles are counted anew where an import put that off to its end."""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from leadqual.imports.locks import lock_workspace
from leadqual.imports.models import ImportBatch


@transaction.atomic
def count_owed(batch_id: int, *, waits: bool = True) -> None:
    """Count the bearers of titles if this import still owes that; safe to run twice.

    A run that is killed leaves it owing: whoever goes on with it, or finds it stopped, counts.

    Args:
        batch_id: key of the import.
        waits: for who holds the import now; else it is left to them.
    """
    owing = ImportBatch.objects.filter(pk=batch_id, owes_counts=True)
    batch = owing.select_for_update(skip_locked=not waits).first()
    if batch is None:
        return
    lock_workspace(batch.workspace_id)
    with connection.cursor() as cursor:
        recount_titles(cursor, batch.workspace_id)
    batch.owes_counts = False
    batch.save(update_fields=["owes_counts"])


def recount_titles(cursor: CursorWrapper, workspace_id: int) -> None:
    """Count the bearers of all titles of a workspace anew, and mend the numbers that are wrong.

    Whoever moves a person meanwhile adds to the number or takes from it. So what is wrong with it
    is added, too: a row that has changed since it was read gets both.
    """
    cursor.execute(
        """
        UPDATE leads_jobtitle j SET n_contacts = j.n_contacts + COALESCE(c.n, 0) - t.n_contacts
        FROM leads_jobtitle t LEFT JOIN (
            SELECT job_title_id, count(*) AS n FROM leads_contact
            WHERE workspace_id = %s GROUP BY job_title_id
        ) c ON c.job_title_id = t.id
        WHERE j.id = t.id AND t.workspace_id = %s AND t.n_contacts <> COALESCE(c.n, 0)
        """,
        [workspace_id, workspace_id],
    )
