"""When a backup is due, and when the last one is too old."""

from datetime import UTC, datetime, timedelta

RETRY = timedelta(minutes=15)
"""Pause after a backup that failed."""

MAX_INTERVALS = 2
"""Intervals after which the last good backup is too old."""


def last_slot(now: datetime, *, hour: int, every_hours: int) -> datetime:
    """Return the last moment at which a backup was to begin.

    Args:
        now: the clock.
        hour: of the day, in UTC, from which on hours are counted.
        every_hours: between two backups; more than 24 count from a fixed day on.
    """
    first = datetime(2024, 1, 1, hour, tzinfo=UTC)
    step = timedelta(hours=every_hours)
    return first + (now - first) // step * step


def is_due(
    now: datetime,
    *,
    slot: datetime,
    last_good: datetime | None,
    last_failed: datetime | None,
) -> bool:
    """Say whether a backup is to begin; one that was missed while nothing ran is made up for.

    Args:
        now: the clock.
        slot: of `last_slot`.
        last_good: when the last good backup began.
        last_failed: when the last failed one ended.
    """
    if last_good is not None and last_good >= slot:
        return False
    return last_failed is None or now - last_failed >= RETRY
