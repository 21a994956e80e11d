"""Jobs of imports."""

import logging

from celery import shared_task
from django.db import DatabaseError

from leadqual.accounts.workspaces.workspace_jobs import skip_if_deleted
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.core.servers_away import is_temporary
from leadqual.imports import control, suppression_job
from leadqual.imports.errors import ProgressLostError
from leadqual.imports.merging import import_job, titles
from leadqual.imports.models import ImportBatch
from leadqual.imports.selectors import batches_with_pending_counts, stalled_batches, stalled_lists
from leadqual.imports.small_imports import import_to_run_first
from leadqual.imports.undo import undo_job
from leadqual.leads.models import SuppressionList

logger = logging.getLogger(__name__)


def _n_rows(*, batch_id: int) -> int:
    """Return how many rows of an import are stored; 0 if it was deleted."""
    rows = ImportBatch.objects.filter(pk=batch_id).values_list("n_rows", flat=True)
    return rows.first() or 0


def _give_up(*, batch_id: int) -> None:
    """End an import whose process was killed again and again at the same row."""
    batch = ImportBatch.objects.filter(pk=batch_id).first()
    if batch is not None:
        control.fail_import(
            batch=batch,
            error="The process that reads this file was killed several times at the same row, "
            "most often because memory ran out. Split the file and import its parts.",
        )


@shared_task(name=Job.RUN_IMPORT, how_far=staticmethod(_n_rows), give_up=staticmethod(_give_up))
@skip_if_deleted(ImportBatch, "batch_id")
def run_import(batch_id: int) -> None:
    """Import the rows of a file, continuing an interrupted run.

    If it is another workspace's turn, its import runs first.
    """
    if (first := import_to_run_first(batch_id)) is not None:
        enqueue(Job.RUN_IMPORT, batch_id=batch_id)
        batch_id = first
    try:
        import_job.run_import(batch_id, may_yield=True)
    except Exception as error:
        if is_temporary(error) or isinstance(error, ProgressLostError):
            raise  # Stored rows stay, and the schedule resumes the import later.
        logger.exception("import failed", extra={"batch": batch_id})
        batch = ImportBatch.objects.get(pk=batch_id)
        control.fail_import(
            batch=batch,
            error="Something went wrong while reading the rows. The error is in the log.",
        )
        raise


@shared_task(name=Job.UNDO_IMPORT)
@skip_if_deleted(ImportBatch, "batch_id")
def undo_import(batch_id: int) -> None:
    """Undo an import, continuing an interrupted run."""
    undo_job.undo_import(batch_id)


@shared_task(name=Job.IMPORT_SUPPRESSION)
@skip_if_deleted(SuppressionList, "list_id")
def import_suppression(list_id: int) -> None:
    """Import a suppression list, continuing an interrupted run."""
    suppression_job.import_suppression(list_id)


@shared_task(name=Job.RESUME_IMPORTS)
def resume_imports() -> None:
    """Start the job again of every import that gave no sign for a while; count what some owe."""
    now = clock.now()
    for batch in stalled_batches(now):
        # The sign is given here, so that a long queue of jobs does not get the same one twice.
        ImportBatch.objects.filter(pk=batch.pk).update(heartbeat_at=now)
        is_undo = batch.status == ImportBatch.Status.UNDOING
        enqueue(Job.UNDO_IMPORT if is_undo else Job.RUN_IMPORT, batch_id=batch.pk)
    for row in stalled_lists(now):
        SuppressionList.objects.filter(pk=row.pk).update(heartbeat_at=now)
        enqueue(Job.IMPORT_SUPPRESSION, list_id=row.pk)
    for batch in batches_with_pending_counts():
        try:
            titles.count_pending(batch.pk, waits=False)
        except DatabaseError:  # It still owes them; the next round tries again.
            logger.exception("titles of an import are not counted", extra={"batch": batch.pk})
