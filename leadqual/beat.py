"""The Celery application of beat, which only sends what is due: it loads no app and no model."""

import logging.config
import os
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import setup_logging
from django.conf import settings

from leadqual.core.health import BEAT_KEY, note_alive

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadqual.settings")
os.umask(0o077)  # What this process writes is for its own account alone.

_TOLERANCE = timedelta(seconds=5)

app = Celery("leadqual", fixups=[], set_as_current=False)  # Without Django's apps: 0.13 GB less.
app.config_from_object("django.conf:settings", namespace="CELERY")


@setup_logging.connect  # type: ignore[untyped-decorator]  # has none
def log_as_all_parts_do(**_signal: object) -> None:
    """Write lines as the settings say; Celery leaves it to whoever answers this signal."""
    logging.config.dictConfig(settings.LOGGING)


class NotedScheduler(PersistentScheduler):  # type: ignore[misc]  # Celery has no types
    """Sends what is due, and lets `/healthz` know that it does."""

    def tick(self, *args: Any, **kwargs: Any) -> float:  # noqa: ANN401  # as Celery has it
        """Send what is due; gives the seconds until the next look."""
        note_alive(BEAT_KEY)
        self._forget_times_to_come()
        return float(super().tick(*args, **kwargs))

    def _forget_times_to_come(self) -> None:
        """Count from now what was last sent at a time to come: the clock was set back since."""
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at > now + _TOLERANCE:
                entry.last_run_at = now
                self._heap = None  # It has the moments by the former clock.
