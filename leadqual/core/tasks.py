"""Jobs that keep watch over the jobs themselves."""

from celery import shared_task
from django.core.cache import cache

from leadqual.core.jobs import Job

HEARTBEAT_KEY = "core.beat_heartbeat"


@shared_task(name=Job.BEAT_HEARTBEAT)
def beat_heartbeat() -> None:
    """Note that the schedule reached a worker; `/healthz` and the launcher read it."""
    cache.set(HEARTBEAT_KEY, 1, timeout=30)
