"""Jobs on titles."""

import time

from celery import shared_task

from leadqual.accounts.models import Workspace
from leadqual.accounts.selectors import active_workspaces
from leadqual.accounts.workspaces.jobs import only_while_open
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import only_here
from leadqual.labelling import (
    costs,
    forgetting,
    learning,
    making,
    measuring,
    merged,
    replaying,
    services,
    spreading,
    stepping,
)
from leadqual.labelling.models import Correction, Spread
from leadqual.labelling.models_chances import ChanceRun
from leadqual.labelling.models_queues import CorrectionStep, QueueRun
from leadqual.labelling.storing import note_surest, sign_titles
from leadqual.labelling.warming import warm

SLICE_SECONDS = 20.0


@shared_task(name=Job.CLASSIFY_TITLES)
def classify_titles() -> None:
    """Classify what waits; after a while the rest goes to a new job, so others get a turn.

    When nothing waits any more, the process makes itself ready for the next correction.
    """
    until = time.monotonic() + SLICE_SECONDS
    while services.classify_batch() or sign_titles() or note_surest():
        if time.monotonic() > until:
            enqueue(Job.CLASSIFY_TITLES)
            return
    warm()


@shared_task(name=Job.RECLASSIFY_TITLES)
def reclassify_titles() -> None:
    """Read every title again after the taxonomy or the model has changed."""
    merged.carry_over_merges()
    services.mark_all_for_reclassification()
    measuring.count_again()


@shared_task(name=Job.SETTLE_NEIGHBOURS)
@only_while_open(Correction, "correction_id")
def settle_neighbours(*, correction_id: int) -> None:
    """Move the titles that follow a correction, or followed it, and are not yet as it says."""
    correction = Correction.objects.select_related("workspace").get(pk=correction_id)
    until = time.monotonic() + SLICE_SECONDS
    while services.settle_neighbours(correction=correction):
        if time.monotonic() > until:
            enqueue(Job.SETTLE_NEIGHBOURS, correction_id=correction_id)
            return


@shared_task(name=Job.SETTLE_STEP)
@only_while_open(CorrectionStep, "step_id")
def settle_step(*, step_id: int) -> None:
    """Move the titles that follow a step, or followed it, and are not yet as it says."""
    step = CorrectionStep.objects.select_related("workspace").get(pk=step_id)
    until = time.monotonic() + SLICE_SECONDS
    while stepping.settle_step(step=step):
        if time.monotonic() > until:
            enqueue(Job.SETTLE_STEP, step_id=step_id)
            return


@shared_task(name=Job.LEARN_FUNCTION)
@only_while_open(Workspace, "workspace_id", workspace="")
def learn_function(*, workspace_id: int, function: str) -> None:
    """Learn one function from the corrections of a workspace."""
    learning.learn(workspace=active_workspaces().get(pk=workspace_id), function=function)


@shared_task(name=Job.LEARN_AGAIN)
def learn_again() -> None:
    """Learn all functions again after another model went live."""
    for workspace in active_workspaces().filter(learned_functions__isnull=False).distinct():
        learning.learn_again(workspace=workspace)


@shared_task(name=Job.SPREAD_LEARNED)
def spread_learned(*, workspace_id: int | None = None) -> None:
    """Walk through stored titles with what was learned; without a workspace, all that stopped."""
    walks = Spread.objects.filter(finished_at=None, workspace__deleted_at=None).select_related(
        "workspace"
    )
    if workspace_id is not None:
        walks = walks.filter(pk=workspace_id)
    until = time.monotonic() + SLICE_SECONDS
    for walk in walks:
        while spreading.spread_chunk(workspace=walk.workspace):
            if time.monotonic() > until:
                enqueue(Job.SPREAD_LEARNED, workspace_id=walk.pk)
                return


@shared_task(name=Job.MAKE_QUEUES)
def make_queues(*, workspace_id: int | None = None) -> None:
    """Make the queues that take a while; without a workspace, all that were asked for and lost."""
    runs = QueueRun.objects.filter(workspace__deleted_at=None).exclude(asked_at=None)
    runs = runs.select_related("workspace")
    if workspace_id is not None:
        for run in runs.filter(pk=workspace_id):
            making.make_queues(workspace=run.workspace)
        return
    for run in runs:  # A job for each: what goes wrong with one stops no other.
        enqueue(Job.MAKE_QUEUES, workspace_id=run.pk)


@shared_task(name=Job.COUNT_CHANCES)
def count_chances(*, workspace_id: int | None = None) -> None:
    """Count what thresholds decide; without a workspace, all that was asked for and lost."""
    runs = ChanceRun.objects.filter(workspace__deleted_at=None).exclude(asked_at=None)
    runs = runs.select_related("workspace")
    if workspace_id is not None:
        for run in runs.filter(pk=workspace_id):
            measuring.count_chances(workspace=run.workspace)
        return
    for run in runs:  # A job for each: what goes wrong with one stops no other.
        enqueue(Job.COUNT_CHANCES, workspace_id=run.pk)


@shared_task(name=Job.DELETE_OLD_RECORDS)
def delete_old_records() -> None:
    """Delete records that are older, or more, than settings keep; safe to run twice."""
    forgetting.delete_old_records()


@shared_task(name=Job.REPLAY_DRAFT)
def replay_draft(*, draft_id: int | None = None) -> None:
    """Work out what a draft of the taxonomy would change; without one, all that were asked for."""
    if draft_id is None:
        for key in replaying.waiting_drafts():  # A job for each, with a slice of its own.
            enqueue(Job.REPLAY_DRAFT, draft_id=key)
        return
    with only_here(f"labelling.replay_draft.{draft_id}") as is_ours:
        if not is_ours:
            return
        try:
            is_over = replaying.work_out(draft_id, until=time.monotonic() + SLICE_SECONDS)
        except Exception:
            replaying.give_up(draft_id)
            raise
        is_over = is_over and draft_id not in replaying.waiting_drafts()  # It was asked for again.
    if not is_over:
        enqueue(Job.REPLAY_DRAFT, draft_id=draft_id)


@shared_task(name=Job.APPLY_COSTS)
def apply_costs(change: int = 0, after: int = 0, moved: int = 0) -> None:
    """Decide again about stored companies where what confusions cost has changed.

    Args:
        change: key of the change that a slice of this job was applying; callers leave all out.
        after: key of the last company that it looked at.
        moved: companies that it gave another business model.
    """
    costs.apply(change=change, after=after, moved=moved)
