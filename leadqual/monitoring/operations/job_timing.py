"""Each job is timed: its name, its milliseconds and whether it failed."""

import time
from threading import local
from typing import Any

from celery import signals

from leadqual.monitoring.operations.counters import counter

JOB = "job "
FAILED = "FAILURE"
_running = local()


def begin(**_: Any) -> None:  # noqa: ANN401  # what Celery sends along
    """Note when a job began; jobs that another one runs at once are timed within it."""
    _running.begun = [*getattr(_running, "begun", ()), time.perf_counter()]


def end(task: Any = None, state: str = "", **_: Any) -> None:  # noqa: ANN401  # as above
    """Count a job that is over."""
    begun = getattr(_running, "begun", [])
    if begun and task is not None:
        milliseconds = 1_000 * (time.perf_counter() - begun.pop())
        counter().add(f"{JOB}{task.name}"[:60], milliseconds, is_error=state == FAILED)


def over(**_: Any) -> None:  # noqa: ANN401  # as above
    """Hand over the last minute of a process that ends."""
    counter().flush()


def listen() -> None:
    """Have every job of this process timed from now on."""
    signals.task_prerun.connect(begin, dispatch_uid="watching.begin")
    signals.task_postrun.connect(end, dispatch_uid="watching.end")
    signals.worker_process_shutdown.connect(over, dispatch_uid="watching.over")
