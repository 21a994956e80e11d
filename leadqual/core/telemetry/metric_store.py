"""Metrics of all processes: counted in memory, summed in Redis, served by any web process.

All web and worker processes on all hosts add to the same figures, so one scrape of one web process
is complete (decision 56). Label values come only from the code: areas, job names, kinds of models.
Monitoring reads the same store by hour. A killed process loses the counts of the last few seconds.
"""

import logging
import os
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from classifiers.monitoring.quantile_sketch import bucket

_KEY = "leadqual:metrics:3"  # Change the number when labels or bounds change.
_SEPARATOR = "\x1f"
_HOUR_PREFIX = "leadqual:hour"
SECONDS_PER_HOUR = 3_600
RETENTION_SECONDS = 3 * 24 * SECONDS_PER_HOUR
ERRORS = "errors"
COUNT, SUM, OTHER_VALUES = "count", "sum", "+Inf"
SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
JOB_SECONDS = (1.0, 30.0, 600.0)  # Each costs 5 kB of each scrape: one line a job.
logger = logging.getLogger(__name__)


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
            self._counts[_KEY, _SEPARATOR.join((metric.name, COUNT, *labels))] += n

    def observe(self, metric: Metric, *labels: str, seconds: float) -> None:
        """Add one duration to a histogram.

        Args:
            metric: with bounds.
            labels: values in the order of its labels.
            seconds: the duration, at least 0.
        """
        place = bisect_left(metric.bounds, seconds)
        bound = str(metric.bounds[place]) if place < len(metric.bounds) else OTHER_VALUES
        with self._lock:
            self._counts[_KEY, _SEPARATOR.join((metric.name, bound, *labels))] += 1
            self._counts[_KEY, _SEPARATOR.join((metric.name, SUM, *labels))] += seconds

    def add_to_hour(self, group: str, value: float, *, is_error: bool = False) -> None:
        """Count one value, e.g. milliseconds, in the current hour.

        Args:
            group: what the value belongs to, at most 60 letters.
            value: 0 or more.
            is_error: whether the request or job failed.
        """
        key = f"{_HOUR_PREFIX}:{int(time.time()) // SECONDS_PER_HOUR}"
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
                pipe.expire(key, RETENTION_SECONDS)
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
        name, part, *labels = str(field).split(_SEPARATOR)
        yield name, part, tuple(labels), float(figure)


def stored_hours() -> Iterator[tuple[int, Mapping[str, Mapping[str, int]]]]:
    """Yield the stored hours: number of the hour, group → bucket or "errors" → count.

    Raises:
        redis.RedisError: Redis is unavailable.
    """
    now = int(time.time()) // SECONDS_PER_HOUR
    for hour in range(now - RETENTION_SECONDS // SECONDS_PER_HOUR, now + 1):
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for field, n in redis_client().hgetall(f"{_HOUR_PREFIX}:{hour}").items():
            group, _, place = str(field).rpartition("|")
            found[group][place] = int(float(n))
        if found:
            yield hour, found


# A forked process starts with empty counts; its parent writes its own.
os.register_at_fork(after_in_child=metric_store.cache_clear)
os.register_at_fork(after_in_child=redis_client.cache_clear)


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
