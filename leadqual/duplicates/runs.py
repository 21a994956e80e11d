"""Jobs on the duplicates of a workspace: started, and what a bulk merge and its undo do."""

from collections.abc import Collection
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from classifiers.duplicates.match_evidence import Match
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.quotas import require_job
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job, enqueue
from leadqual.duplicates.models import DuplicatePair, DuplicateRun
from leadqual.duplicates.pair_decisions import merge_pair
from leadqual.duplicates.pair_finder import (
    Matcher,
    load_matcher,
    refresh_records,
    store_progress,
    stored_reasons,
)
from leadqual.duplicates.selectors import BULK_SCORE, active_runs, open_pairs
from leadqual.leads.merging.services import merges_in, undo_merge

_PROGRESS_INTERVAL = 20


@transaction.atomic
def start_run(
    *,
    workspace: Workspace,
    kind: str,
    task: str,
    author: User,
    step: UUID | None = None,
    pair_ids: Collection[int] = (),
) -> DuplicateRun:
    """Start a job on the duplicates of a workspace.

    Args:
        workspace: whose records.
        kind: `contact` or `company`.
        task: one of `DuplicateRun.Task`.
        author: kept with what it does.
        step: of the merges to undo.
        pair_ids: of the pairs to merge, which somebody was shown.

    Raises:
        LeadqualError: `duplicates_running`: one is at work; nothing has been started.
        TooManyJobsError: the workspace has reached its limit of jobs; nothing has been started.
    """
    # Two people may ask at once.
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if active_runs(workspace).exists():
        raise LeadqualError(
            "A duplicate search or merge is already running. Wait until it finishes.",
            code="duplicates_running",
            status=409,
        )
    if task != DuplicateRun.Task.UNDO:
        require_job(workspace)
    run = DuplicateRun.objects.create(
        workspace=workspace,
        pair_ids=list(dict.fromkeys(pair_ids)),
        min_score=BULK_SCORE if pair_ids else 0.0,
        kind=kind,
        task=task,
        author=author,
        step=step or uuid4(),
    )
    enqueue(Job.RUN_DUPLICATES, run_id=run.pk)
    return run


def merge_all(run: DuplicateRun) -> int:
    """Merge the pairs of a run, the likeliest first, each as its records are at that moment.

    Each pair is scored again right before: one whose records were changed since it was shown, or
    that is not likely any more with what was merged before it, is left for people to look at.

    Returns:
        How many were merged; those that were not, or are not there any more, are counted in the
        run.
    """
    open_rows = open_pairs(run.workspace, run.kind).filter(pk__in=run.pair_ids)
    keys = list(open_rows.values_list("pk", flat=True))
    run.n_kept = len(run.pair_ids) - len(keys)
    store_progress(run, n_done=run.n_kept, n_all=len(run.pair_ids))
    matcher = load_matcher(run.workspace, run.kind)
    merged: set[int] = set()
    n_merged = 0
    for number, key in enumerate(keys, start=run.n_done + 1):
        pair = open_pairs(run.workspace, run.kind).filter(pk=key).first()
        if pair is not None:
            try:
                is_sure = _is_still_likely(run, pair, matcher, merged)
                if is_sure:
                    merged.add(merge_pair(pair=pair, author=run.author, step=run.step).kept_id)
                n_merged += is_sure
                run.n_kept += not is_sure
            except LeadqualError:
                run.n_kept += 1
        if not number % _PROGRESS_INTERVAL or number == run.n_all:
            store_progress(run, n_done=number)
    _rescore_pairs(run, matcher, merged)
    return n_merged


def _is_still_likely(
    run: DuplicateRun, pair: DuplicatePair, matcher: Matcher, merged: Collection[int]
) -> bool:
    """Score a pair again; where it is not sure any more, it is shown with its new score."""
    records = pair.first, pair.second
    is_changed = any(
        record.updated_at > pair.found_at for record in records if record.pk not in merged
    )
    match = _rescore(run, pair, matcher)
    if match.score >= run.min_score and not is_changed:
        return True
    _store_score(pair, match)
    return False


def _rescore_pairs(run: DuplicateRun, matcher: Matcher, merged: Collection[int]) -> None:
    """Score the other pairs of merged records: they are not what they were."""
    of_merged = Q(**{f"{run.kind}_a__in": merged}) | Q(**{f"{run.kind}_b__in": merged})
    for pair in open_pairs(run.workspace, run.kind).filter(of_merged):
        _store_score(pair, _rescore(run, pair, matcher))


def _rescore(run: DuplicateRun, pair: DuplicatePair, matcher: Matcher) -> Match:
    keys = pair.first.pk, pair.second.pk
    refresh_records(matcher, run.workspace, keys)
    return matcher.score(*keys)


def _store_score(pair: DuplicatePair, match: Match) -> None:
    pair.score, pair.reasons, pair.found_at = match.score, stored_reasons(match), clock.now()
    pair.save(update_fields=["score", "reasons", "found_at"])


def undo_all(run: DuplicateRun) -> int:
    """Undo all merges of a step, the latest first; returns how many."""
    if run.step is None:
        return 0
    merges = list(merges_in(run.workspace, run.step))
    store_progress(run, n_done=0, n_all=len(merges))
    n_undone = 0
    for number, merged in enumerate(merges, start=1):
        try:
            undo_merge(merged=merged, author=run.author)
            n_undone += 1
        except LeadqualError:
            run.n_kept += 1
        if not number % _PROGRESS_INTERVAL or number == len(merges):
            store_progress(run, n_done=number)
    return n_undone
