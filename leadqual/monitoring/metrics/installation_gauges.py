"""What runs and waits now, and how many labels each source gave."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError
from django.db.models import Count
from prometheus_client.core import GaugeMetricFamily, Metric

from leadqual.core.health import BEAT_KEY, WORKER_KEY
from leadqual.core.telemetry.metric_store import redis_client
from leadqual.core.telemetry.process_reports import WEB, WORKER, WORKER_PROCESS, living_processes
from leadqual.leads.models import TitleLabel
from leadqual.monitoring.installation.failed_jobs import failed_jobs
from leadqual.monitoring.installation.queues import waiting_work

_LABELS = "leadqual:labels"
_LABELS_ARE_NEW = "monitoring.labels_counted"
_PAUSE = 100  # Counting takes at most a hundredth of the time.
_MIN_SECONDS = 50.0


def installation_gauges() -> Iterator[Metric]:
    """Yield queues, processes and failed jobs.

    Raises:
        redis.RedisError: Redis is away.
    """
    with suppress(DatabaseError, InterfaceError):
        yield from _queues()
        yield GaugeMetricFamily(
            "leadqual_failed_jobs", "Failed jobs on the status page.", value=failed_jobs().count()
        )
    yield from _processes()
    alive = GaugeMetricFamily(
        "leadqual_part_up", "1 for a part that gave a sign of life lately.", labels=["part"]
    )
    for part, key in (("worker", WORKER_KEY), ("beat", BEAT_KEY)):
        alive.add_metric([part], float(cache.get(key) is not None))
    yield alive


def _queues() -> Iterator[Metric]:
    length = GaugeMetricFamily(
        "leadqual_queue_length", "What waits: jobs, and rows (10,000 at most).", labels=["queue"]
    )
    oldest = GaugeMetricFamily(
        "leadqual_queue_oldest_seconds", "How long the oldest has waited.", labels=["queue"]
    )
    for queue in waiting_work():
        length.add_metric([queue.name], queue.length)
        oldest.add_metric([queue.name], queue.oldest_seconds)
    yield length
    yield oldest


def _processes() -> Iterator[Metric]:
    processes = living_processes()
    running = GaugeMetricFamily(
        "leadqual_processes", "Processes that reported lately.", labels=["role", "version"]
    )
    for (role, version), n in sorted(Counter((p.role, p.version) for p in processes).items()):
        running.add_metric([role, version], n)
    yield running
    yield GaugeMetricFamily(
        "leadqual_running_jobs",
        "Jobs that run now.",
        value=sum(bool(p.job) for p in processes if p.role in {WORKER, WORKER_PROCESS}),
    )
    pool = GaugeMetricFamily(
        "leadqual_database_pool_connections",
        "Connections of the pools of all processes, and requests that wait for one.",
        labels=["role", "state"],
    )
    total: Counter[tuple[str, str]] = Counter()
    for process in processes:
        for state, n in (process.pool or {}).items():
            total[WEB if process.role == WEB else WORKER, state] += n
    for (role, state), n in sorted(total.items()):
        pool.add_metric([role, state], n)
    yield pool


def count_labels() -> None:
    """Count the labels by source, unless that was done lately; one query of the whole table."""
    if not cache.add(_LABELS_ARE_NEW, 1, _MIN_SECONDS):
        return
    begun = time.monotonic()
    rows = TitleLabel.objects.order_by().values_list("source").annotate(Count("pk"))
    found = dict.fromkeys(TitleLabel.Source.values, 0) | dict(rows)
    redis_client().set(_LABELS, json.dumps(found))
    pause = max(_MIN_SECONDS, _PAUSE * (time.monotonic() - begun))
    cache.set(_LABELS_ARE_NEW, 1, pause)


def label_gauges() -> Iterator[Metric]:
    """Yield the labels as `count_labels` counted them last.

    Raises:
        redis.RedisError: Redis is away.
    """
    stored = redis_client().get(_LABELS)
    labels = GaugeMetricFamily(
        "leadqual_title_labels", "Labels of titles by what decided.", labels=["source"]
    )
    for source, n in json.loads(str(stored or "{}")).items():
        labels.add_metric([source], n)
    yield labels
