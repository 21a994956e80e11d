"""A clock that stands still: for tests that say what day it is, or that a minute has passed."""

from datetime import datetime, timedelta

from django.utils import timezone

NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
"""Of the day on which the tests began, also for those that run after midnight."""

TODAY = NOON.date()


class FrozenClock:
    """The product's clock, where time passes only as a test lets it pass.

    Each look is a microsecond later than the one before: what is done first is dated first.

    Args:
        now: when it begins.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.go_on(microseconds=1)
        return self.now

    def go_on(self, **time: float) -> None:
        """Let time pass, as `timedelta` takes it: `go_on(minutes=2)`."""
        self.now += timedelta(**time)
