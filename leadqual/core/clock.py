"""The current time for use cases and models, which a context can override.

It only dates events. Access checks (sessions, links, keys) use the real time.
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
"""Returns the current time with its time zone."""

_clock: ContextVar[Clock] = ContextVar("clock", default=timezone.now)


def now() -> datetime:
    """Return the current time: the real one, unless `using` set another clock."""
    return _clock.get()()


@contextmanager
def using(clock: Clock) -> Iterator[None]:
    """Use another clock inside the block, in this context only."""
    token = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(token)


class ClockedField(_DateTimeField):
    """Time when a row was created (`auto_now_add`) or last saved (`auto_now`).

    For migrations and the database it is Django's own field; only the clock differs.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Return the time of the clock if the field is set automatically, else its value."""
        if self.auto_now or (self.auto_now_add and add):
            value = now()
            setattr(model_instance, self.attname, value)
            return value
        return super().pre_save(model_instance, add)

    def deconstruct(self) -> Any:
        """Deconstruct as Django's own field, because migrations need no clock."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
