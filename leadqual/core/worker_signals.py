"""Signal handlers of workers: heartbeats, cleanup at start, and recovery of lost jobs."""

import logging
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
from celery import current_app
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
from leadqual.core.hosts.queued_jobs import broker
from leadqual.core.readiness import WORKER_KEY, queue_key, record_heartbeat
from leadqual.core.requests import job_ids
from leadqual.core.telemetry.metric_store import metric_store
from leadqual.core.telemetry.process_reports import (
    WORKER,
    WORKER_PROCESS,
    remove_process,
    report_process,
    reporter,
)

HEARTBEAT_TIMEOUT = 60
"""Time without a heartbeat after which a worker counts as dead; it sends one every 2 seconds."""

AUTOGROUP_FILE = Path("/proc/self/autogroup")
"""Where Linux keeps the niceness of a session: it may share processors out to sessions first, each
as `make run` starts one for each program, and look at the niceness of processes only within one."""
_MAX_TRIES, _RETRY_SECONDS = 10, 0.1

_OWNERS_KEY = "core.job_owners"
_HEARTBEAT_KEY = "core.worker_alive"
_UNACKED_KEY = "unacked"  # The Redis transport stores unacknowledged messages here.
_MAX_OWNERS = 1_000
# Atomic, so that a job that is taken concurrently keeps its owner.
_FORGET_FINISHED = """
    for _, tag in ipairs(redis.call('HKEYS', KEYS[1])) do
        if redis.call('HEXISTS', KEYS[2], tag) == 0 then redis.call('HDEL', KEYS[1], tag) end
    end
"""
_RELEASE_IF_OWNED = """
    if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
    return redis.call('HDEL', KEYS[1], ARGV[1])
"""

CHECK_INTERVAL = 15.0
"""How often a worker checks for jobs of killed workers."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkerLife:
    """A worker from start to end.

    Args:
        name: of its node; only one worker with this name runs at a time.
        number: unique to each start.
    """

    name: str
    number: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def owner(self) -> str:
        """Return the owner ID of its jobs."""
        return f"{self.name}#{self.number}"

    def send_heartbeat(self) -> None:
        broker().set(f"{_HEARTBEAT_KEY}:{self.owner}", 1, ex=HEARTBEAT_TIMEOUT)

    def record_taken(self, tag: str) -> None:
        """Record that this worker took a job.

        Args:
            tag: of its delivery; stays the same when the job is redelivered.
        """
        client = broker()
        pipeline = client.pipeline(transaction=False)
        pipeline.hset(_OWNERS_KEY, tag, self.owner)
        pipeline.hlen(_OWNERS_KEY)
        if pipeline.execute()[1] > _MAX_OWNERS:
            client.eval(_FORGET_FINISHED, 2, _OWNERS_KEY, _UNACKED_KEY)

    def requeue_former(self) -> int:
        """Requeue jobs of earlier workers with this name; return the number requeued."""
        former = f"{self.name}#"
        return _requeue(lambda owner: owner.startswith(former) and owner != self.owner)


def requeue_of_dead_workers() -> int:
    """Requeue jobs of all workers without heartbeat; return the number requeued."""
    client = broker()
    return _requeue(lambda owner: not client.exists(f"{_HEARTBEAT_KEY}:{owner}"))


def _requeue(is_gone: Callable[[str], bool]) -> int:
    client = broker()
    unacked = set(client.hkeys(_UNACKED_KEY))
    owners_by_tag = {
        str(tag): str(owner) for tag, owner in client.hgetall(_OWNERS_KEY).items() if tag in unacked
    }
    gone_owners = {owner for owner in set(owners_by_tag.values()) if is_gone(owner)}
    tags = [(tag, owner) for tag, owner in owners_by_tag.items() if owner in gone_owners]
    if not tags:
        return 0
    n = 0
    with current_app.connection_for_write() as connection:
        for tag, owner in tags:
            if client.eval(_RELEASE_IF_OWNED, 1, _OWNERS_KEY, tag, owner):
                connection.default_channel.qos.restore_by_tag(tag)
                n += 1
    return n


@dataclass(slots=True)
class _ThisWorker:
    life: WorkerLife | None = None
    queues: tuple[str, ...] = ()
    looked_at: float = field(default_factory=time.monotonic)


_here = _ThisWorker()


def connect() -> None:
    """Connect the signal handlers; safe to call repeatedly."""
    worker_init.connect(start_worker)
    worker_ready.connect(report_worker)
    heartbeat_sent.connect(report_worker)
    task_received.connect(record_job)
    worker_process_init.connect(start_process)
    worker_process_shutdown.connect(end_reports)
    worker_shutdown.connect(end_reports)
    job_ids.connect()


def start_worker(sender: Any, **_signal: object) -> None:
    """Requeue jobs of an earlier worker with this name, and delete partial uploads.

    Raises:
        SystemExit: a restore was interrupted.
    """
    try:
        require_restored(Path(settings.STATE_DIR))
    except LocalError as error:
        raise SystemExit(str(error)) from error  # Celery ignores any other exception.
    delete_abandoned()
    _here.life = WorkerLife(sender.hostname)
    _here.queues = tuple(sender.app.amqp.queues.consume_from)
    try:
        _here.life.send_heartbeat()
        _report(_here.life.requeue_former())
    except redis.RedisError:  # Other workers requeue them, or this one later.
        logger.warning("jobs of an earlier worker not looked for")


def report_worker(**_signal: object) -> None:
    """Report this worker and store its metrics; Celery calls this every two seconds."""
    record_heartbeat(WORKER_KEY, *map(queue_key, _here.queues))
    report_process(WORKER)
    metric_store().flush()  # A worker without child processes runs its jobs itself.
    if _here.life is None:
        return
    try:
        _here.life.send_heartbeat()
        if time.monotonic() - _here.looked_at > CHECK_INTERVAL:
            _here.looked_at = time.monotonic()
            _report(requeue_of_dead_workers())
    except redis.RedisError:
        logger.warning("worker could not reach Redis")


def start_process(**_signal: object) -> None:
    """Lower the priority of a job process below the web server, and start its reports."""
    os.nice(settings.WORKER_NICENESS)
    if os.getsid(0) in (os.getpid(), os.getppid()):  # The session is the worker's alone.
        _lower_priority(settings.WORKER_NICENESS)
    reporter().start(WORKER_PROCESS)


def _lower_priority(niceness: int) -> None:
    for _ in range(_MAX_TRIES):
        try:
            AUTOGROUP_FILE.write_text(str(niceness))
        except BlockingIOError:  # Linux takes ten of these a second, from all sessions together.
            time.sleep(_RETRY_SECONDS)
        except OSError:  # Not shared out by session, or not ours to say.
            return
        else:
            return


def end_reports(**_signal: object) -> None:
    remove_process()


def record_job(request: Any, **_signal: object) -> None:
    """Record that this worker took a job."""
    if _here.life is None:
        return
    try:
        _here.life.record_taken(request.message.delivery_tag)
    except redis.RedisError:
        logger.warning("job without an owner", extra={"job": request.name})


def _report(n_jobs: int) -> None:
    if n_jobs:
        logger.info("unfinished jobs back in their queues", extra={"n_jobs": n_jobs})
