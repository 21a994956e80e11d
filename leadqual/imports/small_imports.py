"""Small imports go first: before large ones, and so do their titles and companies."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q, QuerySet

from leadqual.core import clock
from leadqual.imports.models import ImportBatch, ImportMade

SMALL_ROWS = 2_000
"""A file of up to so many rows is small: its people and companies are processed first."""

_RECENT = timedelta(hours=1)
_WAITING = timedelta(minutes=2)  # Queued for longer: its job was lost; the schedule starts it.
_MAX_SMALL = 20
_TIMES_SMALLER = 4
_STORED = ("created", "updated", "unchanged")
_Status = ImportBatch.Status


def first_titles() -> Sequence[int]:
    """Return the titles of small imports of the last hour, the smallest import first."""
    return _made(ImportMade.Kind.TITLE)


def first_companies() -> Sequence[int]:
    """Return the companies of small imports of the last hour, the smallest import first."""
    found = list(_made(ImportMade.Kind.COMPANY))
    for batch in _small().filter(kind=ImportBatch.Kind.COMPANIES)[:_MAX_SMALL]:
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
    """Tell whether an import is queued."""
    return waiting_imports().exists()


def is_behind_smaller(batch: ImportBatch) -> bool:
    """Tell whether a running import should pause until a smaller one has run."""
    if batch.status != _Status.RUNNING:
        return False  # A dry run would begin anew.
    return waiting_imports().filter(n_bytes__lt=batch.n_bytes // _TIMES_SMALLER).exists()


def _small() -> QuerySet[ImportBatch]:
    recent = ImportBatch.objects.filter(
        created_at__gt=clock.now() - _RECENT, n_rows__gt=0, n_rows_all__lte=SMALL_ROWS
    )
    return recent.order_by("n_rows_all", "pk")


def _made(kind: str) -> Sequence[int]:
    batches = list(_small().values_list("pk", flat=True)[:_MAX_SMALL])
    if not batches:
        return []
    made = ImportMade.objects.filter(batch__in=batches, kind=kind)
    ordered = made.order_by("batch__n_rows_all", "batch", "record_id")
    return list(ordered.values_list("record_id", flat=True))
