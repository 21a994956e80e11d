"""All pairs above a score are merged as one step, and come back as one."""

from uuid import UUID, uuid4

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.quotas import require_job
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job, enqueue
from leadqual.duplicates.errors import RunActiveError
from leadqual.duplicates.models import DuplicatePair, DuplicateRun
from leadqual.duplicates.pair_reviews import merge_pair
from leadqual.duplicates.run_progress import note_progress
from leadqual.duplicates.selectors import active_runs, bulk_pairs
from leadqual.leads.merging.selectors import merges_in
from leadqual.leads.merging.services import undo_merge

_EVERY = 20
"""Merges between two notes of progress."""


@transaction.atomic
def start_run(
    *,
    workspace: Workspace,
    kind: str,
    task: str,
    author: User,
    min_score: float = 0.0,
    step: UUID | None = None,
) -> DuplicateRun:
    """Start a job on the duplicates of a workspace.

    Raises:
        RunActiveError: one is at work; nothing has been started.
        TooManyJobsError: the workspace has reached its limit of jobs; nothing has been started.
    """
    Workspace.objects.select_for_update().get(pk=workspace.pk)  # Two people may ask at once.
    if active_runs(workspace).exists():
        raise RunActiveError(
            "A duplicate search or merge is already running. Wait until it finishes."
        )
    if task != DuplicateRun.Task.UNDO:
        require_job(workspace)
    run = DuplicateRun.objects.create(
        workspace=workspace,
        kind=kind,
        task=task,
        author=author,
        min_score=min_score,
        step=step or uuid4(),
    )
    enqueue(Job.RUN_DUPLICATES, run_id=run.pk)
    return run


def merge_all(run: DuplicateRun) -> int:
    """Merge all open pairs from the score of a run on, the likeliest first.

    A pair whose records were merged with others meanwhile counts as they stand now.

    Returns:
        How many were merged; those that could not be are counted in the run.
    """
    keys = list(bulk_pairs(run.workspace, run.kind, run.min_score).values_list("pk", flat=True))
    note_progress(run, n_done=0, n_all=len(keys))
    n_merged = 0
    for at, key in enumerate(keys, start=1):
        pair = DuplicatePair.objects.filter(pk=key, dismissed_at=None).first()
        if pair is not None:
            try:
                merge_pair(pair=pair, author=run.author, step=run.step)
                n_merged += 1
            except LeadqualError:
                run.n_kept += 1
        if not at % _EVERY or at == len(keys):
            note_progress(run, n_done=at)
    return n_merged


def undo_all(run: DuplicateRun) -> int:
    """Undo all merges of a step, the latest first; returns how many."""
    if run.step is None:
        return 0
    merges = list(merges_in(run.workspace, run.step))
    note_progress(run, n_done=0, n_all=len(merges))
    n_undone = 0
    for at, merged in enumerate(merges, start=1):
        try:
            undo_merge(merged=merged, author=run.author)
            n_undone += 1
        except LeadqualError:
            run.n_kept += 1
        if not at % _EVERY or at == len(merges):
            note_progress(run, n_done=at)
    return n_undone
