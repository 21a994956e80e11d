"""Reads of duplicates."""

from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.duplicates.models import DuplicatePair, DuplicateRun

BULK_SCORE = 0.95
"""Pairs from this score on are offered for merging in bulk; see docs/models/duplicates.md."""

MAX_GROUP = 10
"""Records that are merged into one by hand."""

_MAX_LINKED_PAIRS = 200

HEARTBEAT_TIMEOUT = timedelta(minutes=10)
"""A job without a heartbeat for this long was killed; another one may start."""

_ACTIVE_STATUSES = (DuplicateRun.Status.QUEUED, DuplicateRun.Status.RUNNING)


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


def bulk_pairs(workspace: Workspace, kind: str) -> QuerySet[DuplicatePair]:
    """Return likely open pairs that are as they were scored, the least sure first."""
    stale = Q(**{f"{kind}_a__updated_at__gt": F("found_at")})
    stale |= Q(**{f"{kind}_b__updated_at__gt": F("found_at")})
    rows = open_pairs(workspace, kind).filter(score__gte=BULK_SCORE).exclude(stale)
    return rows.order_by("score", "pk")


def group_of(pair: DuplicatePair) -> list[int]:
    """Return the IDs of the records that open pairs tie to a pair, the oldest first.

    At most `MAX_GROUP`; a query for each step away from the pair.
    """
    names = f"{pair.kind}_a_id", f"{pair.kind}_b_id"
    rows = all_pairs(pair.workspace).filter(kind=pair.kind, dismissed_at=None)
    found = new = {pair.first.pk, pair.second.pk}
    while new and len(found) < MAX_GROUP:
        linked = rows.filter(Q(**{f"{names[0]}__in": new}) | Q(**{f"{names[1]}__in": new}))
        new = {
            key for keys in linked.values_list(*names)[:_MAX_LINKED_PAIRS] for key in keys
        } - found
        found = found | new
    return sorted(found)[:MAX_GROUP]


def latest_run(workspace: Workspace, kind: str) -> DuplicateRun | None:
    """Return the latest job on the duplicates of one kind."""
    return DuplicateRun.objects.filter(workspace=workspace, kind=kind).first()


def has_step(workspace: Workspace, step: UUID) -> bool:
    """Return whether a bulk merge of the workspace has this step, undone or not."""
    return DuplicateRun.objects.filter(workspace=workspace, step=step).exists()


def count_active_runs(workspace: Workspace) -> int:
    """Return how many jobs on duplicates are queued or running."""
    return active_runs(workspace).count()


def active_runs(workspace: Workspace) -> QuerySet[DuplicateRun]:
    """Return jobs that are queued or running with a recent heartbeat."""
    rows = DuplicateRun.objects.filter(workspace=workspace, status__in=_ACTIVE_STATUSES)
    since = clock.now() - HEARTBEAT_TIMEOUT
    return rows.exclude(heartbeat_at__lt=since).exclude(heartbeat_at=None, created_at__lt=since)
