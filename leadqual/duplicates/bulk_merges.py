"""Pairs that somebody was shown are merged as one step, and come back as one."""

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
from leadqual.duplicates.errors import RunActiveError
from leadqual.duplicates.models import DuplicatePair, DuplicateRun
from leadqual.duplicates.pair_finder import Matcher, matcher_of, read_again, reasons_of
from leadqual.duplicates.pair_reviews import merge_pair
from leadqual.duplicates.run_progress import note_progress
from leadqual.duplicates.selectors import active_runs, bulk_pairs, pairs_of
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
    pair_ids: Collection[int] | None = None,
) -> DuplicateRun:
    """Start a job on the duplicates of a workspace.

    A bulk merge merges pairs that are there now: those with `pair_ids`, which somebody was shown,
    or all from `min_score` on. Pairs that change until their turn comes are not merged.

    Raises:
        RunActiveError: one is at work; nothing has been started.
        TooManyJobsError: the workspace has reached its limit of jobs; nothing has been started.
    """
    # Two people may ask at once.
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if active_runs(workspace).exists():
        raise RunActiveError(
            "A duplicate search or merge is already running. Wait until it finishes."
        )
    if task != DuplicateRun.Task.UNDO:
        require_job(workspace)
    pairs = bulk_pairs(workspace, kind, min_score) if task == DuplicateRun.Task.MERGE else None
    if pairs is not None and pair_ids is not None:
        pairs = pairs.filter(pk__in=pair_ids)
    run = DuplicateRun.objects.create(
        workspace=workspace,
        pair_ids=[] if pairs is None else list(pairs.values_list("pk", flat=True)),
        kind=kind,
        task=task,
        author=author,
        min_score=min_score,
        step=step or uuid4(),
    )
    enqueue(Job.RUN_DUPLICATES, run_id=run.pk)
    return run


def merge_all(run: DuplicateRun) -> int:
    """Merge the pairs of a run, the likeliest first, each as its records are at that moment.

    Each pair is scored again right before: one whose records were changed since it was shown, or
    that is not likely any more with what was merged before it, is left for people to look at.

    Returns:
        How many were merged; those that were not are counted in the run.
    """
    keys = run.pair_ids[::-1]
    note_progress(run, n_done=0, n_all=len(keys))
    matcher = matcher_of(run.workspace, run.kind)
    merged: set[int] = set()
    n_merged = 0
    for at, key in enumerate(keys, start=1):
        pair = pairs_of(run.workspace, run.kind).filter(pk=key, dismissed_at=None).first()
        if pair is not None:
            try:
                is_sure = _is_sure(run, pair, matcher, merged)
                if is_sure:
                    merged.add(merge_pair(pair=pair, author=run.author, step=run.step).kept_id)
                n_merged += is_sure
                run.n_kept += not is_sure
            except LeadqualError:
                run.n_kept += 1
        if not at % _EVERY or at == len(keys):
            note_progress(run, n_done=at)
    _score_again(run, matcher, merged)
    return n_merged


def _is_sure(
    run: DuplicateRun, pair: DuplicatePair, matcher: Matcher, merged: Collection[int]
) -> bool:
    """Score a pair again; where it is not sure any more, it is shown with its new score."""
    records = pair.first, pair.second
    is_changed = any(one.updated_at > pair.found_at for one in records if one.pk not in merged)
    match = _scored(run, pair, matcher)
    if match.score >= run.min_score and not is_changed:
        return True
    _store_score(pair, match)
    return False


def _score_again(run: DuplicateRun, matcher: Matcher, merged: Collection[int]) -> None:
    """Score the other pairs of merged records: they are not what they were."""
    rows = pairs_of(run.workspace, run.kind).filter(dismissed_at=None)
    theirs = Q(**{f"{run.kind}_a__in": merged}) | Q(**{f"{run.kind}_b__in": merged})
    for pair in rows.filter(theirs):
        _store_score(pair, _scored(run, pair, matcher))


def _scored(run: DuplicateRun, pair: DuplicatePair, matcher: Matcher) -> Match:
    keys = pair.first.pk, pair.second.pk
    read_again(matcher, run.workspace, keys)
    return matcher.score(*keys)


def _store_score(pair: DuplicatePair, match: Match) -> None:
    pair.score, pair.reasons, pair.found_at = match.score, reasons_of(match), clock.now()
    pair.save(update_fields=["score", "reasons", "found_at"])


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
