"""The base class of jobs: one that runs out of memory fails without affecting others."""

from collections.abc import Callable
from typing import Any

import redis
from celery import Task
from celery.exceptions import Reject
from django.core.cache import cache

from leadqual.core.hosts.job_queues import logger, route
from leadqual.core.hosts.queued_jobs import options_to_send, record_start
from leadqual.core.retries import is_aborted, run_with_retries

MAX_LOST = 5
"""How many times the process of a job may be killed without progress."""

_KEPT_SECONDS = 86_400


class JobLostError(Reject):  # type: ignore[misc]  # Celery has no types
    """The process of a job was killed too often; it does not run again."""


class OutOfMemoryError(Exception):
    """A job exceeded the memory limit of its process."""


class CountedJob(Task):  # type: ignore[misc]  # Celery has no types
    """A job that counts how often its process was killed while it ran.

    Attributes:
        how_far: takes the job's arguments and returns its progress; progress resets the count.
        give_up: called with the job's arguments when it is given up.
    """

    abstract = True
    how_far: Callable[..., object] | None = None
    give_up: Callable[..., None] | None = None

    def apply_async(
        self, args: Any = None, kwargs: dict[str, Any] | None = None, **options: Any
    ) -> Any:
        """Send the job unless the same one is queued; then None is returned."""
        if self.app.conf.task_always_eager:
            return super().apply_async(args, kwargs, **options)
        sent = options_to_send(self.name, kwargs, route(self.name)["queue"], options)
        return None if sent is None else super().apply_async(args, kwargs, **sent)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the job.

        Raises:
            OutOfMemoryError: replaces `MemoryError`, after which Celery would stop the worker.
        """
        record_start(self.name, kwargs)  # Later changes need a new job.
        try:  # Retry if the database aborted a transaction.
            return run_with_retries(
                lambda: self.run(*args, **kwargs), where=is_aborted, even_committed=True
            )
        except MemoryError as error:
            raise OutOfMemoryError(self.name) from error

    def before_start(self, task_id: str, args: Any, kwargs: dict[str, Any]) -> None:
        """Count a redelivered job.

        Raises:
            JobLostError: it was redelivered too often; its message is deleted.
        """
        if not self.request.delivery_info.get("redelivered"):
            return
        n_lost = self._n_lost(task_id, kwargs)
        if n_lost < MAX_LOST:
            return
        logger.error("job given up", extra={"job": self.name, "n_lost": n_lost})
        if self.give_up is not None:
            self.give_up(**kwargs)
        raise JobLostError(f"Its process was killed {n_lost} times.", requeue=False)

    def _n_lost(self, task_id: str, kwargs: dict[str, Any]) -> int:
        """Return how often its process was killed since its last progress; 0 if Redis is down."""
        progress = "" if self.how_far is None else str(self.how_far(**kwargs))
        key = f"core.lost_jobs.{task_id}"
        try:
            former, n_lost = cache.get(key, ("", 0))
            n_lost = n_lost + 1 if progress == former else 1
            cache.set(key, (progress, n_lost), _KEPT_SECONDS)
        except redis.RedisError:
            return 0
        return n_lost
