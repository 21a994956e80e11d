"""Small imports go first, and workspaces take turns; so do their titles and companies."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber

from leadqual.core import clock
from leadqual.imports.models import ImportBatch, ImportChange

SMALL_ROWS = 2_000
"""Maximum rows of a small file: its people and companies are processed first."""

TURN_SECONDS = 20.0
"""How long an import runs before it yields to one of another workspace."""

_SILENT = timedelta(seconds=30)
_RECENT = timedelta(hours=1)
_WAITING = timedelta(minutes=2)  # Queued for longer: its job was lost; the schedule starts it.
_MAX_SMALL = 20
_MAX_PER_WORKSPACE = 3  # Small imports of one workspace that go first at a time.
_TIMES_SMALLER = 4
_STORED = ("created", "updated", "unchanged")
_Status = ImportBatch.Status


def first_titles() -> Sequence[int]:
    """Return the titles of small imports of the last hour: the smallest of each workspace first."""
    return _created_records(ImportChange.Kind.TITLES)


def first_companies() -> Sequence[int]:
    """Return the companies of small imports of the last hour, in the order of their titles."""
    found = list(_created_records(ImportChange.Kind.COMPANIES))
    for batch in _small_imports().filter(kind=ImportBatch.Kind.COMPANIES)[:_MAX_SMALL]:
        rows = batch.rows.filter(outcome__in=_STORED, record_id__isnull=False)
        found += [key for (key,) in rows.order_by("number").values_list("record_id") if key]
    return found


def waiting_imports() -> QuerySet[ImportBatch]:
    """Return the imports whose job was sent and has not begun."""
    unread = Q(status=_Status.CHECKING, n_rows=0, n_bytes_read=0, n_rows_all=0)
    since = clock.now() - _WAITING
    waiting = ImportBatch.objects.filter(Q(status=_Status.QUEUED) | unread, heartbeat_at__gt=since)
    return waiting.filter(workspace__deleted_at=None)


def has_waiting() -> bool:
    return waiting_imports().exists()


def should_yield(batch: ImportBatch, seconds: float) -> bool:
    """Return whether a running import should pause: for a smaller one, or for another workspace.

    Args:
        batch: the import.
        seconds: that its job has run.
    """
    if batch.status != _Status.RUNNING:
        return False  # A dry run would start over.
    waiting = waiting_imports()
    if seconds > TURN_SECONDS and waiting.exclude(workspace=batch.workspace_id).exists():
        return True
    return waiting.filter(n_bytes__lt=batch.n_bytes // _TIMES_SMALLER).exists()


def import_to_run_first(batch_id: int) -> int | None:
    """Return the import of another workspace that runs before this one; None for none.

    Workspaces without a running import go before one that has one, however many files it sent
    before them.
    """
    batch = ImportBatch.objects.filter(pk=batch_id).only("workspace").first()
    if batch is None:
        return None
    since = clock.now() - _SILENT
    working = ImportBatch.objects.filter(heartbeat_at__gt=since, status=_Status.RUNNING)
    busy_workspaces = set(working.exclude(pk=batch_id).values_list("workspace", flat=True))
    if batch.workspace_id not in busy_workspaces:
        return None
    others = waiting_imports().exclude(workspace__in=busy_workspaces)
    return others.order_by("n_bytes", "pk").values_list("pk", flat=True).first()


def _small_imports() -> QuerySet[ImportBatch]:
    recent = ImportBatch.objects.filter(
        created_at__gt=clock.now() - _RECENT, n_rows__gt=0, n_rows_all__lte=SMALL_ROWS
    )
    rank_in_workspace = Window(RowNumber(), partition_by="workspace", order_by=("n_rows_all", "pk"))
    first_of_each = recent.annotate(place=rank_in_workspace).filter(place__lte=_MAX_PER_WORKSPACE)
    return first_of_each.order_by("place", "n_rows_all", "pk")


def _created_records(kind: str) -> Sequence[int]:
    batches = list(_small_imports().values_list("pk", flat=True)[:_MAX_SMALL])
    if not batches:
        return []
    changes = ImportChange.objects.filter(batch__in=batches, kind=kind, made=True)
    order = {batch: at for at, batch in enumerate(batches)}
    rows = sorted((order[batch], key) for batch, key in changes.values_list("batch", "record_id"))
    return [key for _, key in rows]
