"""Jobs on titles."""

import time
from functools import partial

from celery import shared_task

from leadqual.accounts.models import Workspace
from leadqual.accounts.services import active_workspaces
from leadqual.accounts.workspaces.workspace_jobs import skip_if_deleted
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import hold_once
from leadqual.core.servers_away import handle_failure
from leadqual.labeling import (
    business_models,
    prediction_retention,
    score_histograms,
)
from leadqual.labeling.corrections import bulk, services
from leadqual.labeling.draft_effects import job as draft_effects
from leadqual.labeling.learned_functions import fitting, merged_functions, rollout
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.learned import Spread
from leadqual.labeling.models.queues import BulkCorrection, QueueRun
from leadqual.labeling.models.scores import ChanceRun
from leadqual.labeling.preloading import preload
from leadqual.labeling.queues.queue_builder import build_queues
from leadqual.labeling.requested_runs import apply_steps
from leadqual.leads.work_order import should_yield

SLICE_SECONDS = 20.0


@shared_task(name=Job.CLASSIFY_TITLES)
def classify_titles() -> None:
    """Classify what waits; after a while the rest goes to a new job, so others get a turn.

    When nothing waits anymore, the process makes itself ready for the next correction.
    """
    until = time.monotonic() + SLICE_SECONDS
    if services.classify_pending(lambda: time.monotonic() > until or should_yield()):
        preload()
    else:
        enqueue(Job.CLASSIFY_TITLES)


@shared_task(name=Job.RECLASSIFY_TITLES)
def reclassify_titles() -> None:
    """Read every title again after the taxonomy or the model has changed."""
    merged_functions.carry_over_merges()
    services.mark_all_for_reclassification()
    score_histograms.count_again()


@shared_task(name=Job.SETTLE_NEIGHBORS)
@skip_if_deleted(Correction, "correction_id")
def propagate_to_variants(*, correction_id: int) -> None:
    """Move the titles that follow a correction, or followed it, and are not yet as it says."""
    correction = Correction.objects.select_related("workspace").get(pk=correction_id)
    until = time.monotonic() + SLICE_SECONDS
    while services.propagate_to_variants(correction=correction):
        if time.monotonic() > until:
            enqueue(Job.SETTLE_NEIGHBORS, correction_id=correction_id)
            return


@shared_task(name=Job.SETTLE_STEP)
@skip_if_deleted(BulkCorrection, "step_id")
def propagate_bulk(*, step_id: int) -> None:
    """Move the titles that follow a step, or followed it, and are not yet as it says."""
    step = BulkCorrection.objects.select_related("workspace").get(pk=step_id)
    until = time.monotonic() + SLICE_SECONDS
    while bulk.propagate_bulk(step=step):
        if time.monotonic() > until:
            enqueue(Job.SETTLE_STEP, step_id=step_id)
            return


@shared_task(name=Job.LEARN_FUNCTION)
@skip_if_deleted(Workspace, "workspace_id", workspace="")
def learn_function(*, workspace_id: int, function: str) -> None:
    """Learn one function from the corrections of a workspace."""
    fitting.learn(workspace=active_workspaces().get(pk=workspace_id), function=function)


@shared_task(name=Job.LEARN_AGAIN)
def learn_again() -> None:
    """Learn all functions again after another model went live."""
    for workspace in active_workspaces().filter(learned_functions__isnull=False).distinct():
        fitting.refit_heads(workspace=workspace)


@shared_task(name=Job.SPREAD_LEARNED)
def roll_out_learned(*, workspace_id: int | None = None) -> None:
    """Walk through stored titles with what was learned; without a workspace, all that stopped."""
    walks = Spread.objects.filter(finished_at=None, workspace__deleted_at=None).select_related(
        "workspace"
    )
    if workspace_id is not None:
        walks = walks.filter(pk=workspace_id)
    until = time.monotonic() + SLICE_SECONDS
    for walk in walks:
        while rollout.roll_out_chunk(workspace=walk.workspace):
            if time.monotonic() > until:
                enqueue(Job.SPREAD_LEARNED, workspace_id=walk.pk)
                return


@shared_task(name=Job.MAKE_QUEUES)
def make_queues(*, workspace_id: int | None = None) -> None:
    """Build the queues that take a while; without a workspace, all that were asked for and lost."""
    apply_steps(QueueRun, Job.MAKE_QUEUES, build_queues, workspace_id=workspace_id)


@shared_task(name=Job.COUNT_CHANCES)
def count_probabilities(*, workspace_id: int | None = None) -> None:
    """Count what thresholds decide; without a workspace, all that was asked for and lost."""
    work = score_histograms.count_probabilities
    apply_steps(ChanceRun, Job.COUNT_CHANCES, work, workspace_id=workspace_id)


@shared_task(name=Job.DELETE_OLD_RECORDS)
def delete_old_records() -> None:
    """Delete records that are older, or more, than settings keep; safe to run twice."""
    prediction_retention.delete_old_records()


@shared_task(name=Job.REPLAY_DRAFT)
def replay_draft(*, draft_id: int | None = None) -> None:
    """Work out what a draft of the taxonomy would change; without one, all that were asked for."""
    if draft_id is None:
        for key in draft_effects.waiting_drafts():  # A job for each, with a slice of its own.
            enqueue(Job.REPLAY_DRAFT, draft_id=key)
        return
    with hold_once(f"labeling.replay_draft.{draft_id}") as is_ours:
        if not is_ours:
            return
        with handle_failure(partial(draft_effects.give_up, draft_id)):
            is_over = draft_effects.compute_effect(draft_id, until=time.monotonic() + SLICE_SECONDS)
        is_over = (
            is_over and draft_id not in draft_effects.waiting_drafts()
        )  # It was asked for again.
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
    business_models.apply(change=change, after=after, moved=moved)
