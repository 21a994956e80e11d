"""The Celery application of beat, which only sends what is due: it loads no app and no model."""

import logging.config
import os
import socket
from datetime import timedelta
from typing import Any

import redis
from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import before_task_publish, setup_logging
from django.conf import settings
from django.core.cache import cache

from leadqual.core.hosts.job_queues import route
from leadqual.core.hosts.queued_jobs import options_to_send
from leadqual.core.readiness import BEAT_KEY, record_heartbeat
from leadqual.core.requests.job_ids import mark_message
from leadqual.core.telemetry.process_reports import BEAT, report_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadqual.settings")
os.umask(0o077)  # What this process writes is for its own account alone.

FIRST_KEY = "core.first_beat"
FIRST_SECONDS = 60
SECOND_SECONDS = 5.0
"""How often a second beat, on another host, looks whether the first one is gone."""
_HERE = f"{socket.gethostname()} {settings.STATE_DIR}"
_TOLERANCE = timedelta(seconds=5)

app = Celery("leadqual", fixups=[], set_as_current=False)  # Without Django's apps: 0.13 GB less.
app.config_from_object("django.conf:settings", namespace="CELERY")
before_task_publish.connect(mark_message, dispatch_uid="job_ids.mark")


@setup_logging.connect  # type: ignore[untyped-decorator]
def log_as_all_parts_do(**_signal: object) -> None:
    """Write lines as the settings say; Celery leaves it to whoever answers this signal."""
    logging.config.dictConfig(settings.LOGGING)


def is_first(name: str) -> bool:
    """Return whether this beat is the one that sends; another takes over once it is silent.

    Where Redis is away nobody is first: nothing could be sent.

    Args:
        name: of this beat; the same one after a restart.
    """
    try:
        if cache.add(FIRST_KEY, name, FIRST_SECONDS):
            return True
        is_ours = bool(cache.get(FIRST_KEY) == name)
        if is_ours:
            cache.touch(FIRST_KEY, FIRST_SECONDS)
    except redis.RedisError:
        return False
    return is_ours


class NotedScheduler(PersistentScheduler):  # type: ignore[misc]  # Celery has no types
    """Sends what is due, and lets `/healthz` know that it does."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; gives the seconds until the next look."""
        record_heartbeat(BEAT_KEY)
        report_process(BEAT)
        if not is_first(_HERE):
            return SECOND_SECONDS
        self._forget_times_to_come()
        return float(super().tick(*args, **kwargs))

    def send_task(self, name: str, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        """Send a job that is due unless it is queued."""
        sent = options_to_send(name, kwargs, route(name)["queue"], options)
        return None if sent is None else super().send_task(name, args, kwargs, **sent)

    def _forget_times_to_come(self) -> None:
        """Count from now what was last sent at a time to come: the clock was set back since."""
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at > now + _TOLERANCE:
                entry.last_run_at = now
                self._heap = None  # It has the moments by the former clock.
