"""What was counted in each hour goes into the table; and how many jobs and rows wait is counted."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from classifiers.monitoring.quantile_sketch import quantile
from leadqual.core import clock
from leadqual.core.hosts.queue_names import JobQueue
from leadqual.leads.models import JobTitle
from leadqual.monitoring.models import HourFigure
from leadqual.monitoring.operations import counters
from leadqual.replies.models import Reply

QUEUE = "queue "
JOBS, TITLES, REPLIES = f"{QUEUE}jobs", f"{QUEUE}titles to read", f"{QUEUE}replies to read"
MAX_COUNTED = 10_000


def count_waiting() -> None:
    """Count what waits now: jobs in the queues, and titles and replies in the tables."""
    counter = counters.counter()
    broker = counters.connection()
    counter.add(JOBS, sum(broker.llen(queue.value) for queue in JobQueue))
    waiting: dict[str, QuerySet[JobTitle] | QuerySet[Reply]] = {
        TITLES: JobTitle.objects.filter(classified_at=None, workspace__deleted_at=None),
        REPLIES: Reply.objects.filter(state=Reply.State.PENDING, workspace__deleted_at=None),
    }
    for group, rows in waiting.items():  # Counted up to a bound: more is a long queue anyway.
        counter.add(group, rows.order_by().values("pk")[:MAX_COUNTED].count())
    counter.flush()


def store_hours() -> int:
    """Write the hours that Redis keeps into the table, as they are now; returns how many rows.

    Safe to run twice: a row holds what was counted, and is never added to.
    """
    rows = [
        _figure(hour, group, counts)
        for hour, groups in counters.stored_hours()
        for group, counts in groups.items()
    ]
    HourFigure.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["hour", "group"],
        update_fields=["n", "n_errors", "buckets"],
    )
    return len(rows)


def delete_old_hours() -> int:
    """Delete hours that are older than `WATCHING_DAYS`; returns how many rows."""
    since = clock.now() - timedelta(days=settings.WATCHING_DAYS)
    deleted, _ = HourFigure.objects.filter(hour__lt=since).delete()
    return deleted


def combined(rows: Iterable[HourFigure]) -> dict[int, int]:
    """Return the counts of several hours as one: range → how many."""
    found: dict[int, int] = {}
    for row in rows:
        for place, n in row.buckets.items():
            found[int(place)] = found.get(int(place), 0) + n
    return found


def quantile_of(rows: Iterable[HourFigure], share: float) -> float | None:
    """Return the value below which a share of all lie, over several hours."""
    return quantile(combined(rows), share)


def _figure(hour: int, group: str, counts: Mapping[str, int]) -> HourFigure:
    buckets = {place: n for place, n in counts.items() if place != counters.ERRORS}
    n = sum(buckets.values())
    return HourFigure(
        hour=datetime.fromtimestamp(hour * counters.HOUR, UTC),
        group=group,
        n=n,
        n_errors=min(n, counts.get(counters.ERRORS, 0)),
        buckets=buckets,
    )
