"""A walk through all stored titles of a workspace puts what was learned into them."""

from collections.abc import Sequence

from django.db import transaction

from classifiers.titles.workspace_cascade import LEARNED, WorkspaceCascade
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.labeling.classification import load_online
from leadqual.labeling.corrections.learned_coverage import LearnedCoverage, note_taken, read_heads
from leadqual.labeling.corrections.recording import advance, lock_revision
from leadqual.labeling.label_writes import store_predictions
from leadqual.labeling.models.corrections import Revision
from leadqual.labeling.models.learned import Spread
from leadqual.leads.models import JobTitle

CHUNK = 2_000


def start_rollout(revision: Revision, workspace: Workspace) -> None:
    """Tell every process, and begin to walk through the stored titles from the first on."""
    advance(revision)
    total = JobTitle.objects.filter(workspace=workspace).count()
    Spread.objects.update_or_create(
        workspace=workspace,
        defaults={
            "position": 0,
            "done": 0,
            "changed": 0,
            "total": total,
            "started_at": clock.now(),
            "finished_at": None,
        },
    )
    enqueue(Job.SPREAD_LEARNED, workspace_id=workspace.pk)


@transaction.atomic
def roll_out_chunk(*, workspace: Workspace, size: int = CHUNK) -> int:
    """Look at the next stored titles; the walk goes on where it stopped.

    Titles get the labels of active functions; which titles each function takes, or would
    take, is written down.

    Returns:
        How many titles were looked at; 0 when the walk is at its end.
    """
    walk = Spread.objects.filter(pk=workspace.pk, finished_at=None).first()
    if walk is None:
        return 0
    titles = list(
        JobTitle.objects.filter(workspace=workspace, pk__gt=walk.position)
        .exclude(classified_at=None)
        .order_by("pk")
        .select_for_update(skip_locked=True)[:size]
    )
    lock_revision(workspace.pk)
    # A walk that began again in the meantime goes on from its own beginning.
    same = Spread.objects.filter(pk=workspace.pk, started_at=walk.started_at)
    if not titles:
        same.update(finished_at=clock.now())
        return 0
    online = load_online(workspace)
    reading = read_heads(titles, online=online)
    changed = _spread(reading, online)
    note_taken(reading, online=online)
    same.update(
        position=titles[-1].pk, done=walk.done + len(titles), changed=walk.changed + changed
    )
    return len(titles)


def _spread(reading: LearnedCoverage, online: WorkspaceCascade) -> int:
    """Classify again what a head matches or matched; return how many."""
    affected: Sequence[JobTitle] = [
        title
        for title, is_affected in zip(reading.titles, reading.titles_with_scores(), strict=True)
        if title.source != "correction"
        and (is_affected or any(reason["because"] == LEARNED for reason in title.why))
    ]
    store_predictions(affected, online.predict([title.title for title in affected]))
    return len(affected)
