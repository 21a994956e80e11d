"""Jobs on duplicates."""

from celery import shared_task

from leadqual.accounts.workspaces.workspace_jobs import skip_if_deleted
from leadqual.core import clock
from leadqual.core.jobs import Job
from leadqual.duplicates.models import DuplicateRun
from leadqual.duplicates.pair_finder import find_pairs
from leadqual.duplicates.runs import merge_all, undo_all

_TASKS = {
    DuplicateRun.Task.FIND: find_pairs,
    DuplicateRun.Task.MERGE: merge_all,
    DuplicateRun.Task.UNDO: undo_all,
}


@shared_task(name=Job.RUN_DUPLICATES)
@skip_if_deleted(DuplicateRun, "run_id")
def run_duplicates(run_id: int) -> None:
    """Find duplicates, merge them in bulk, or undo that; a second call does nothing."""
    status = DuplicateRun.Status
    queued = DuplicateRun.objects.filter(pk=run_id, status=status.QUEUED)
    if not queued.update(status=status.RUNNING, heartbeat_at=clock.now()):
        return
    run = DuplicateRun.objects.select_related("workspace", "author").get(pk=run_id)
    run.status = status.FAILED  # Unless the work comes to its end; whoever runs jobs logs why.
    try:
        run.n_results = _TASKS[DuplicateRun.Task(run.task)](run)
        run.status = status.DONE
    finally:
        run.finished_at = clock.now()
        run.save(update_fields=["status", "n_results", "n_kept", "finished_at"])
