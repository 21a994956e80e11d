"""Running processes, which report to Redis every few seconds, and the version of their code."""

import atexit
import hashlib
import json
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import psutil
import redis
from django.db import connections

from leadqual.core.telemetry.metric_store import metric_store, redis_client

_FOLDER = Path(__file__).resolve().parent.parent.parent
WEB, WORKER, WORKER_PROCESS, BEAT = "web", "worker", "worker process", "beat"
REPORT_SECONDS = 2.0
ALIVE_SECONDS = 30.0
_REPORTS_KEY = "leadqual:processes"


@cache
def code_version() -> str:
    """Return the version, e.g. `0.2.0+1a2b3c4d`; the same on all hosts with the same files."""
    digest = hashlib.sha256()
    for path in sorted(_FOLDER.rglob("*.py")):
        digest.update(str(path.relative_to(_FOLDER)).encode())
        digest.update(path.read_bytes())
    return f"{version('leadqual')}+{digest.hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class ProcessReport:
    """Status report of a process.

    Args:
        role: `web`, `worker`, `worker process` (runs the jobs of a worker) or `beat`.
        host: host name.
        started: seconds since 1970.
        seen: time of the report, in seconds since 1970 by the clock of Redis.
        job: name of the current job; "" for none.
        job_since: start of the job, in seconds since 1970; 0 for none.
        parent: process ID of the parent.
        pool: connections of its database pool, by state.
    """

    role: str
    host: str
    pid: int
    started: float
    version: str
    seen: float
    job: str = ""
    job_since: float = 0.0
    parent: int = 0
    pool: Mapping[str, int] | None = None


class _Running:
    """The job that this process is running; nested jobs count as part of it."""

    def __init__(self) -> None:
        self.job = ""
        self.since = 0.0


def report_process(role: str) -> None:
    """Report this process to Redis, unless Redis is down."""
    with suppress(redis.RedisError):
        client = redis_client()
        seen = _server_time(client)
        report = ProcessReport(
            role=role,
            host=socket.gethostname(),
            pid=os.getpid(),
            started=_start_time(os.getpid()),
            version=code_version(),
            seen=seen,
            job=running.job,
            job_since=running.since,
            parent=os.getppid(),
            pool=_pool_usage(role),
        )
        client.hset(_REPORTS_KEY, f"{report.host}:{report.pid}", json.dumps(asdict(report)))


def list_processes() -> list[ProcessReport]:
    """Return processes with a recent report, sorted by role, host and process ID.

    Raises:
        redis.RedisError: Redis is unavailable.
    """
    client = redis_client()
    now = _server_time(client)
    alive, ended = [], []
    for name, text in client.hgetall(_REPORTS_KEY).items():
        report = ProcessReport(**json.loads(text))
        if now - report.seen < ALIVE_SECONDS:
            alive.append(report)
        else:
            ended.append(name)
    if ended:
        client.hdel(_REPORTS_KEY, *ended)
    return sorted(alive, key=lambda each: (each.role, each.host, each.pid))


def remove_process() -> None:
    """Store the counts of this process and remove it from the list when it ends."""
    metric_store().flush()
    with suppress(redis.RedisError):
        redis_client().hdel(_REPORTS_KEY, f"{socket.gethostname()}:{os.getpid()}")


class _Reporter:
    """A thread that reports this process and stores its metrics until the process ends."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stop = Event()
        self._is_started = False

    def start(self, role: str) -> None:
        """Start the thread, once per process."""
        with self._lock:
            if self._is_started:
                return
            self._is_started = True
            Thread(target=self._run, args=(role,), name="process reports", daemon=True).start()
            atexit.register(self._end)

    def _run(self, role: str) -> None:
        while True:
            report_process(role)
            metric_store().flush()
            if self._stop.wait(REPORT_SECONDS):
                return

    def _end(self) -> None:
        self._stop.set()
        remove_process()


@cache
def reporter() -> _Reporter:
    return _Reporter()


def _server_time(client: redis.Redis) -> float:
    seconds, microseconds = client.time()
    return float(seconds) + microseconds / 1_000_000


@cache
def _start_time(pid: int) -> float:
    return psutil.Process(pid).create_time()


def _pool_usage(role: str) -> dict[str, int] | None:
    """Return the number of used and free pool connections, and of waiting requests."""
    if role == BEAT:  # no database
        return None
    pool: Any = getattr(connections["default"], "pool", None)
    if pool is None:
        return None
    figures = pool.get_stats()
    size, free = figures.get("pool_size", 0), figures.get("pool_available", 0)
    waiting = figures.get("requests_waiting", 0)
    return {"used": size - free, "free": free, "waiting": waiting}


running = _Running()


os.register_at_fork(after_in_child=reporter.cache_clear)
