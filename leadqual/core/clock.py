"""What time it is, as use cases and tables ask: a context may have work done at another time.

Only what happened is dated by it. What guards access (sessions, links, keys) reads the real time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    _DateTimeField = models.DateTimeField[str | datetime | Combinable, datetime]
else:
    _DateTimeField = models.DateTimeField

Clock = Callable[[], datetime]
"""Gives the present time, with its time zone."""

_clock: ContextVar[Clock] = ContextVar("clock", default=timezone.now)


def now() -> datetime:
    """Return the time of the clock of this context: the real one, unless `using` set another."""
    return _clock.get()()


@contextmanager
def using(clock: Clock) -> Iterator[None]:
    """Let what the block does, and nothing next to it, happen at the times that a clock gives."""
    token = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(token)


class ClockedField(_DateTimeField):
    """The moment a row was made (`auto_now_add`) or last saved (`auto_now`).

    For migrations and the database it is Django's own field; only who is asked differs.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Return the time of the clock where the row is stamped, else the value it has."""
        if self.auto_now or (self.auto_now_add and add):
            value = now()
            setattr(model_instance, self.attname, value)
            return value
        return super().pre_save(model_instance, add)

    def deconstruct(self) -> Any:
        """Name Django's own field: a migration needs no clock."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
