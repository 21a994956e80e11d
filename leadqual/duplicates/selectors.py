"""Reads of duplicates."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.duplicates.models import DuplicatePair, DuplicateRun

BULK_SCORE = 0.95
"""Pairs from this score on are offered for merging in bulk; see docs/decisions/0036."""

SILENT = timedelta(minutes=10)
"""A job that gave no sign for so long was ended from outside; another one may start."""

_ACTIVE = (DuplicateRun.Status.QUEUED, DuplicateRun.Status.RUNNING)


def open_pairs(workspace: Workspace, kind: str) -> QuerySet[DuplicatePair]:
    """Return pairs that nobody decided, the likeliest first; records come with them."""
    return pairs_of(workspace, kind).filter(dismissed_at=None).order_by("-score", "pk")


def all_pairs(workspace: Workspace) -> QuerySet[DuplicatePair]:
    """Return all pairs of both kinds."""
    return DuplicatePair.objects.filter(workspace=workspace)


def pairs_of(workspace: Workspace, kind: str) -> QuerySet[DuplicatePair]:
    """Return all pairs of one kind with their records."""
    rows = all_pairs(workspace).filter(kind=kind)
    if kind == "company":
        return rows.select_related("company_a", "company_b")
    return rows.select_related("contact_a__company", "contact_b__company")


def bulk_pairs(workspace: Workspace, kind: str, min_score: float) -> QuerySet[DuplicatePair]:
    return open_pairs(workspace, kind).filter(score__gte=min_score)


def latest_run(workspace: Workspace, kind: str) -> DuplicateRun | None:
    """Return the latest job on the duplicates of one kind."""
    return DuplicateRun.objects.filter(workspace=workspace, kind=kind).first()


def has_step(workspace: Workspace, step: UUID) -> bool:
    """Say whether a bulk merge of the workspace has this step, undone or not."""
    return DuplicateRun.objects.filter(workspace=workspace, step=step).exists()


def count_active_runs(workspace: Workspace) -> int:
    """Return how many jobs on duplicates are queued or running."""
    return active_runs(workspace).count()


def active_runs(workspace: Workspace) -> QuerySet[DuplicateRun]:
    """Return jobs that are queued or running and gave a sign lately."""
    rows = DuplicateRun.objects.filter(workspace=workspace, status__in=_ACTIVE)
    since = clock.now() - SILENT
    return rows.exclude(heartbeat_at__lt=since).exclude(heartbeat_at=None, created_at__lt=since)
