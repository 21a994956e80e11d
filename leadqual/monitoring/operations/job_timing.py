"""Each job is timed: its name, its milliseconds and whether it failed."""

import time
from threading import local
from typing import Any

from celery import signals

from leadqual.core.telemetry.metric_store import JOB_DURATION, JOBS, metric_store
from leadqual.core.telemetry.process_reports import running
from leadqual.monitoring.operations.counters import counter

JOB = "job "
FAILED = "FAILURE"
_OUTCOMES = {"SUCCESS": "success", FAILED: "failure", "RETRY": "retry", "IGNORED": "ignored"}
_running = local()


def begin(task: Any = None, **_: Any) -> None:
    """Note when a job began; jobs that another one runs at once are timed within it."""
    begun = getattr(_running, "begun", ())
    if not begun and task is not None:
        running.job, running.since = task.name, time.time()
    _running.begun = [*begun, time.perf_counter()]


def end(task: Any = None, state: str = "", **_: Any) -> None:
    """Count a job that is over."""
    begun = getattr(_running, "begun", [])
    if begun and task is not None:
        seconds = time.perf_counter() - begun.pop()
        counter().add(f"{JOB}{task.name}"[:60], 1_000 * seconds, is_error=state == FAILED)
        metric_store().count(JOBS, task.name, _OUTCOMES.get(state, "other"))
        metric_store().observe(JOB_DURATION, task.name, seconds=seconds)
    if not begun:
        running.job, running.since = "", 0.0


def over(**_: Any) -> None:
    """Hand over the last minute of a process that ends."""
    counter().flush()


def listen() -> None:
    """Have every job of this process timed from now on."""
    signals.task_prerun.connect(begin, dispatch_uid="watching.begin")
    signals.task_postrun.connect(end, dispatch_uid="watching.end")
    signals.worker_process_shutdown.connect(over, dispatch_uid="watching.over")
