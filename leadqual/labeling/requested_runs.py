"""Work on all titles of a workspace that somebody asks for and a job does: queues, score counts."""

from collections.abc import Callable
from typing import TypeVar

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import hold_once
from leadqual.core.servers_away import handle_failure
from leadqual.labeling.models.queues import QueueRun
from leadqual.labeling.models.scores import ChanceRun

Run = TypeVar("Run", QueueRun, ChanceRun)


def request_run(model: type[Run], job: Job, *, workspace: Workspace) -> Run:
    """Have it done again; nothing new is asked for while it is being done."""
    run, _ = model.objects.get_or_create(workspace=workspace)
    if run.asked_at is None:
        run.asked_at, run.problem, run.done, run.total = clock.now(), "", 0, 0
        if isinstance(run, QueueRun):
            run.started_at, run.phase = None, ""
        run.save()
    enqueue(job, workspace_id=workspace.pk)
    return run


def apply_steps(
    model: type[Run], job: Job, work: Callable[[Workspace, Run], bool], *, workspace_id: int | None
) -> None:
    """Do what somebody asked for; safe to run twice or in parallel.

    What is shown stays until all is done. Where an error ends it, the page says so, and nobody
    begins again until somebody asks.

    Args:
        model: of the run.
        job: that does it.
        work: returns whether it is done; else a new job begins again.
        workspace_id: whose run; None has a job enqueued for each that was asked for and lost.
    """
    runs = model.objects.filter(workspace__deleted_at=None).exclude(asked_at=None)
    if workspace_id is None:
        for key in runs.values_list("pk", flat=True):  # What goes wrong with one stops no other.
            enqueue(job, workspace_id=key)
        return
    is_done = True
    with hold_once(f"{job}.{workspace_id}") as has_lock:
        run = runs.select_related("workspace").filter(pk=workspace_id).first()
        if has_lock and run is not None:
            with handle_failure(lambda: _give_up(model, workspace_id)):
                is_done = work(run.workspace, run)
    if not is_done:
        enqueue(job, workspace_id=workspace_id)


def _give_up(model: type[Run], workspace_id: int) -> None:
    rows = model.objects.filter(pk=workspace_id)
    rows.update(asked_at=None, problem="The job failed; see the log.")
