"""What a worker does beside its jobs: it says that it is alive, and cleans up as it starts."""

import logging
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
from celery.signals import (
    heartbeat_sent,
    task_received,
    worker_init,
    worker_process_init,
    worker_process_shutdown,
    worker_ready,
    worker_shutdown,
)
from django.conf import settings

from launcher.errors import LocalError
from launcher.system.state_files import require_restored
from leadqual.core.files.uploads import delete_abandoned
from leadqual.core.health import WORKER_KEY, note_alive, queue_key
from leadqual.core.hosts.job_owners import WorkerLife, put_back_of_silent
from leadqual.core.requests import job_ids
from leadqual.core.telemetry.metric_store import metric_store
from leadqual.core.telemetry.process_reports import (
    WORKER,
    WORKER_PROCESS,
    forget_process,
    report_process,
    reporter,
)

LOOK_SECONDS = 15.0
"""How often a worker looks for jobs of workers that were killed."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _ThisWorker:
    life: WorkerLife | None = None
    queues: tuple[str, ...] = ()
    looked_at: float = field(default_factory=time.monotonic)


_here = _ThisWorker()


def connect() -> None:
    """Have Celery call these; it keeps one of each, however often it is told."""
    worker_init.connect(begin)
    worker_ready.connect(note_worker)
    heartbeat_sent.connect(note_worker)
    task_received.connect(note_job)
    worker_process_init.connect(start_process)
    worker_process_shutdown.connect(end_reports)
    worker_shutdown.connect(end_reports)
    job_ids.connect()


def begin(sender: Any, **_signal: object) -> None:
    """Put back what an earlier worker of this name had taken, and delete parts of uploads.

    Raises:
        SystemExit: a restore was interrupted.
    """
    try:
        require_restored(Path(settings.STATE_DIR))
    except LocalError as error:
        raise SystemExit(str(error)) from error  # Celery goes on behind any other exception.
    delete_abandoned()
    _here.life = WorkerLife(sender.hostname)
    _here.queues = tuple(sender.app.amqp.queues.consume_from)
    try:
        _here.life.note_alive()
        _report(_here.life.put_back_former())
    except redis.RedisError:  # Away: other workers put them back, or this one later.
        logger.warning("jobs of an earlier worker not looked for")


def note_worker(**_signal: object) -> None:
    """Let others know of this worker, store its metrics; Celery calls this every two seconds."""
    note_alive(WORKER_KEY, *map(queue_key, _here.queues))
    report_process(WORKER)
    metric_store().flush()  # A worker without further processes runs its jobs itself.
    if _here.life is None:
        return
    try:
        _here.life.note_alive()
        if time.monotonic() - _here.looked_at > LOOK_SECONDS:
            _here.looked_at = time.monotonic()
            _report(put_back_of_silent())
    except redis.RedisError:
        logger.warning("worker could not reach Redis")


def start_process(**_signal: object) -> None:
    """Have a process that runs jobs yield to the pages, and report what it does."""
    os.nice(settings.WORKER_NICENESS)
    reporter().start(WORKER_PROCESS)


def end_reports(**_signal: object) -> None:
    forget_process()


def note_job(request: Any, **_signal: object) -> None:
    """Note that this worker took a job."""
    if _here.life is None:
        return
    try:
        _here.life.note_taken(request.message.delivery_tag)
    except redis.RedisError:
        logger.warning("job without an owner", extra={"job": request.name})


def _report(n_jobs: int) -> None:
    if n_jobs:
        logger.info("unfinished jobs back in their queues", extra={"n_jobs": n_jobs})
