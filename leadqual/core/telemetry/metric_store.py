"""Metrics of all processes: counted in memory, summed in Redis, served by any web process.

All web and worker processes on all hosts add to the same figures, so one scrape of one web process
is complete (decision 56). Label values come only from the code: areas, job names, kinds of models.
Monitoring reads the same store by hour. A killed process loses the counts of the last few seconds.
"""

import atexit
import hashlib
import json
import logging
import os
import socket
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import psutil
import redis
from django.conf import settings
from django.db import connections
from redis.backoff import NoBackoff
from redis.retry import Retry

from classifiers.monitoring.quantile_sketch import bucket

_KEY = "leadqual:metrics:2"  # Change the number when labels or bounds change.
_BETWEEN = "\x1f"
_HOURS = "leadqual:hour"
HOUR = 3_600
KEPT_SECONDS = 3 * 24 * HOUR
ERRORS = "errors"
COUNT, SUM, REST = "count", "sum", "+Inf"
SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
JOB_SECONDS = (1.0, 10.0, 60.0, 600.0)
logger = logging.getLogger(__name__)

_FOLDER = Path(__file__).resolve().parent.parent.parent
WEB, WORKER, WORKER_PROCESS, BEAT = "web", "worker", "worker process", "beat"
REPORT_SECONDS = 2.0
ALIVE_SECONDS = 30.0
_REPORTS_KEY = "leadqual:processes"


@dataclass(frozen=True)
class Metric:
    """A counter, or a histogram if it has bounds.

    Args:
        name: in Prometheus, without `_total`.
        labels: label names; their values must come from a small, fixed set.
        bounds: upper bounds of the buckets, ascending, in seconds.
    """

    name: str
    help: str
    labels: tuple[str, ...]
    bounds: tuple[float, ...] = ()


REQUESTS = Metric(
    "leadqual_http_requests",
    "Requests that were answered.",
    ("area", "method", "status"),
)
REQUEST_SECONDS = Metric(
    "leadqual_http_request_duration_seconds",
    "Time until an answer began.",
    ("kind",),
    SECONDS,
)
JOBS = Metric("leadqual_jobs", "Jobs that ended.", ("job", "outcome"))
JOB_DURATION = Metric(
    "leadqual_job_duration_seconds", "Time that jobs took.", ("job",), JOB_SECONDS
)
MODEL_SECONDS = Metric(
    "leadqual_model_duration_seconds",
    "Time that a model took for one batch.",
    ("model",),
    SECONDS,
)
MODEL_ITEMS = Metric("leadqual_model_items", "Items that a model predicted.", ("model",))
LOOKUPS = Metric(
    "leadqual_cache_lookups",
    "Questions to facet indexes and company pools: a hit was held in memory.",
    ("cache", "result"),
)
METRICS = (REQUESTS, REQUEST_SECONDS, JOBS, JOB_DURATION, MODEL_SECONDS, MODEL_ITEMS, LOOKUPS)
"""All counters and histograms."""


class MetricStore:
    """Counts of this process since its last write to Redis."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: defaultdict[tuple[str, str], float] = defaultdict(float)  # Key and field.

    def count(self, metric: Metric, *labels: str, n: float = 1) -> None:
        """Add to a counter.

        Args:
            metric: without bounds.
            labels: values in the order of its labels.
            n: to add, at least 0.
        """
        with self._lock:
            self._counts[_KEY, _BETWEEN.join((metric.name, COUNT, *labels))] += n

    def observe(self, metric: Metric, *labels: str, seconds: float) -> None:
        """Add one duration to a histogram.

        Args:
            metric: with bounds.
            labels: values in the order of its labels.
            seconds: the duration, at least 0.
        """
        place = bisect_left(metric.bounds, seconds)
        bound = str(metric.bounds[place]) if place < len(metric.bounds) else REST
        with self._lock:
            self._counts[_KEY, _BETWEEN.join((metric.name, bound, *labels))] += 1
            self._counts[_KEY, _BETWEEN.join((metric.name, SUM, *labels))] += seconds

    def add_to_hour(self, group: str, value: float, *, is_error: bool = False) -> None:
        """Count one value, e.g. milliseconds, in the current hour.

        Args:
            group: what the value belongs to, at most 60 letters.
            value: 0 or more.
            is_error: whether the request or job failed.
        """
        key = f"{_HOURS}:{int(time.time()) // HOUR}"
        with self._lock:
            self._counts[key, f"{group}|{bucket(value)}"] += 1
            if is_error:
                self._counts[key, f"{group}|{ERRORS}"] += 1

    def flush(self) -> None:
        """Add the counts to Redis; keep them if Redis is down."""
        with self._lock:
            counts, self._counts = self._counts, defaultdict(float)
        if not counts:
            return
        try:
            pipe = redis_client().pipeline(transaction=True)
            for (key, field), n in counts.items():
                pipe.hincrbyfloat(key, field, n)
            for key in {key for key, _ in counts} - {_KEY}:
                pipe.expire(key, KEPT_SECONDS)
            pipe.execute()
        except redis.RedisError:
            logger.warning("metrics not stored, they are kept for the next try")
            with self._lock:
                for place, n in counts.items():
                    self._counts[place] += n


@lru_cache(maxsize=1)
def metric_store() -> MetricStore:
    return MetricStore()


@lru_cache(maxsize=1)
def redis_client() -> redis.Redis:
    """Return the client of this process, with a timeout of half a second and no retries."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )


def stored_counts() -> Iterator[tuple[str, str, tuple[str, ...], float]]:
    """Yield name, part, label values and value of all stored metrics.

    A part is `count`, `sum`, or the upper bound of a bucket as text; buckets are not cumulative.

    Raises:
        redis.RedisError: Redis is unavailable.
    """
    for field, figure in redis_client().hgetall(_KEY).items():
        name, part, *labels = str(field).split(_BETWEEN)
        yield name, part, tuple(labels), float(figure)


def stored_hours() -> Iterator[tuple[int, Mapping[str, Mapping[str, int]]]]:
    """Yield the stored hours: number of the hour, group → bucket or "errors" → count.

    Raises:
        redis.RedisError: Redis is unavailable.
    """
    now = int(time.time()) // HOUR
    for hour in range(now - KEPT_SECONDS // HOUR, now + 1):
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for field, n in redis_client().hgetall(f"{_HOURS}:{hour}").items():
            group, _, place = str(field).rpartition("|")
            found[group][place] = int(float(n))
        if found:
            yield hour, found


# A forked process starts with empty counts; its parent writes its own.
os.register_at_fork(after_in_child=metric_store.cache_clear)
os.register_at_fork(after_in_child=redis_client.cache_clear)


# Durations of model batches.


@contextmanager
def timed_model(model: str, *, n: int) -> Iterator[None]:
    """Measure the time of one batch; failures are not counted.

    Args:
        model: `titles`, `companies`, `replies` or `encoder`.
        n: number of items; an empty batch is not counted.
    """
    begun = time.perf_counter()
    yield
    if n:
        metric_store().observe(MODEL_SECONDS, model, seconds=time.perf_counter() - begun)
        metric_store().count(MODEL_ITEMS, model, n=n)


# Running processes, which report to Redis every few seconds.

# Version of the code: the package version and a checksum of its files.


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


running = _Running()


def report_process(role: str) -> None:
    """Report this process to Redis, unless Redis is down."""
    with suppress(redis.RedisError):
        client = redis_client()
        seen = _time(client)
        report = ProcessReport(
            role=role,
            host=socket.gethostname(),
            pid=os.getpid(),
            started=_started(os.getpid()),
            version=code_version(),
            seen=seen,
            job=running.job,
            job_since=running.since,
            parent=os.getppid(),
            pool=_pool(role),
        )
        client.hset(_REPORTS_KEY, f"{report.host}:{report.pid}", json.dumps(asdict(report)))


def living_processes() -> list[ProcessReport]:
    """Return processes with a recent report, sorted by role, host and process ID.

    Raises:
        redis.RedisError: Redis is unavailable.
    """
    client = redis_client()
    now = _time(client)
    alive, gone = [], []
    for name, text in client.hgetall(_REPORTS_KEY).items():
        report = ProcessReport(**json.loads(text))
        if now - report.seen < ALIVE_SECONDS:
            alive.append(report)
        else:
            gone.append(name)
    if gone:
        client.hdel(_REPORTS_KEY, *gone)
    return sorted(alive, key=lambda each: (each.role, each.host, each.pid))


def forget_process() -> None:
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
        forget_process()


@cache
def reporter() -> _Reporter:
    return _Reporter()


def _time(client: redis.Redis) -> float:
    seconds, microseconds = client.time()
    return float(seconds) + microseconds / 1_000_000


@cache
def _started(pid: int) -> float:
    return psutil.Process(pid).create_time()


def _pool(role: str) -> dict[str, int] | None:
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


os.register_at_fork(after_in_child=reporter.cache_clear)
