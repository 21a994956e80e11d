"""Store hourly figures, and count pending jobs and rows."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings

from classifiers.monitoring.quantile_sketch import quantile
from leadqual.core import clock
from leadqual.core.telemetry import metric_store
from leadqual.monitoring import system_status
from leadqual.monitoring.models import HourFigure

QUEUE = "queue "
JOBS, TITLES, REPLIES = f"{QUEUE}jobs", f"{QUEUE}titles to read", f"{QUEUE}replies to read"


def count_waiting() -> None:
    """Count pending work: jobs in the queues, titles and replies in the tables."""
    waiting = {queue.name: queue.length for queue in system_status.waiting_work()}
    lengths = {
        JOBS: sum(n for name, n in waiting.items() if name.startswith("jobs ")),
        TITLES: waiting[system_status.TITLES],
        REPLIES: waiting[system_status.REPLIES],
    }
    store = metric_store.metric_store()
    for group, length in lengths.items():
        store.add_to_hour(group, length)
    store.flush()


def store_hours() -> int:
    """Copy the current hourly figures from Redis into the table; return how many rows.

    Safe to run twice: a row holds what was counted, and is never added to.
    """
    rows = [
        _figure(hour, group, counts)
        for hour, groups in metric_store.stored_hours()
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
        for index, n in row.buckets.items():
            found[int(index)] = found.get(int(index), 0) + n
    return found


def quantile_of(rows: Iterable[HourFigure], share: float) -> float | None:
    """Return a percentile over several hours."""
    return quantile(combined(rows), share)


def _figure(hour: int, group: str, counts: Mapping[str, int]) -> HourFigure:
    buckets = {index: n for index, n in counts.items() if index != metric_store.ERRORS}
    n = sum(buckets.values())
    return HourFigure(
        hour=datetime.fromtimestamp(hour * metric_store.SECONDS_PER_HOUR, UTC),
        group=group,
        n=n,
        n_errors=min(n, counts.get(metric_store.ERRORS, 0)),
        buckets=buckets,
    )
