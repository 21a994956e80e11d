"""All metrics of the installation in the text format of Prometheus."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress

import redis
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

from leadqual.core.readiness import BEAT_KEY, WORKER_KEY
from leadqual.core.telemetry import metric_store
from leadqual.core.telemetry.metric_store import COUNT, METRICS, SUM, redis_client, stored_counts
from leadqual.core.telemetry.process_reports import WEB, WORKER, WORKER_PROCESS, list_processes
from leadqual.leads.models import TitleLabel
from leadqual.monitoring.failed_jobs import failed_jobs
from leadqual.monitoring.system_status import waiting_work

SLOW_SECONDS = 5
_STATES = ("active", "idle", "idle in transaction")
_FIGURES = """
    SELECT pg_database_size(current_database()),
           current_setting('max_connections')::int,
           count(*) FILTER (WHERE state = 'active'),
           count(*) FILTER (WHERE state = 'idle'),
           count(*) FILTER (WHERE state LIKE 'idle in transaction%%'),
           count(*) FILTER (WHERE state = 'active' AND query_start < now() - %s * interval '1 s'
                            AND pid <> pg_backend_pid()),
           count(*) FILTER (WHERE wait_event_type = 'Lock'),
           coalesce(extract(epoch FROM max(now() - xact_start)
                    FILTER (WHERE pid <> pg_backend_pid())), 0)
    FROM pg_stat_activity WHERE datname = current_database()
"""
_TOTALS = """
    SELECT xact_commit, xact_rollback, deadlocks, blks_hit, blks_read, temp_bytes
    FROM pg_stat_database WHERE datname = current_database()
"""

_LABELS = "leadqual:labels"
_LABELS_ARE_NEW = "monitoring.labels_counted"
_PAUSE = 100  # Counting uses at most 1% of the time.
_MIN_SECONDS = 50.0
CONTENT_TYPE = CONTENT_TYPE_LATEST
_INFINITY = "+Inf"
Figures = dict[str, dict[tuple[str, ...], dict[str, float]]]


def database_gauges() -> list[Metric]:
    """Return the figures of the database; none where it does not answer. Two small queries."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_FIGURES, [SLOW_SECONDS])
            now = cursor.fetchone()
            cursor.execute(_TOTALS)
            totals = cursor.fetchone()
    except (DatabaseError, InterfaceError):
        return []
    if now is None or totals is None:
        return []
    size, most, *states, slow, waiting, longest = now
    connections = GaugeMetricFamily(
        "leadqual_database_connections", "Connections to the database.", labels=["state"]
    )
    for state, n in zip(_STATES, states, strict=True):
        connections.add_metric([state.replace(" ", "_")], n)
    commits, rollbacks, deadlocks, hits, reads, temporary_bytes = totals
    transactions = CounterMetricFamily(
        "leadqual_database_transactions", "Transactions that ended.", labels=["outcome"]
    )
    transactions.add_metric(["commit"], commits)
    transactions.add_metric(["rollback"], rollbacks)
    blocks = CounterMetricFamily(
        "leadqual_database_blocks", "Blocks that were read.", labels=["source"]
    )
    blocks.add_metric(["memory"], hits)
    blocks.add_metric(["disk"], reads)
    return [
        connections,
        transactions,
        blocks,
        _gauge("size_bytes", "Size of the database.", size),
        _gauge("max_connections", "Connections that the server allows.", most),
        _gauge("slow_queries", f"Statements that run for over {SLOW_SECONDS} seconds.", slow),
        _gauge("waiting_queries", "Statements that wait for a lock.", waiting),
        _gauge("longest_transaction_seconds", "Age of the oldest transaction.", longest),
        _counter("deadlocks", "Deadlocks.", deadlocks),
        _counter("temporary_bytes", "Bytes that sorts and joins wrote to disk.", temporary_bytes),
    ]


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"leadqual_database_{name}", words, value=float(value))


def _counter(name: str, words: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(f"leadqual_database_{name}", words, value=float(value))


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
    heartbeats = GaugeMetricFamily(
        "leadqual_part_up", "1 for a part that gave a sign of life lately.", labels=["part"]
    )
    for part, key in (("worker", WORKER_KEY), ("beat", BEAT_KEY)):
        heartbeats.add_metric([part], float(cache.get(key) is not None))
    yield heartbeats


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
    processes = list_processes()
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
    """Count the labels by source, unless done recently; one full table query."""
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


def exposition() -> bytes:
    """Return all metrics as text; what cannot be read is missing, and `leadqual_up` says so."""
    registry = CollectorRegistry()
    registry.register(_Installation())
    return generate_latest(registry)


class _Installation(Collector):
    """Figures of all processes from Redis, and of now from Redis and the database."""

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        metric_store.metric_store().flush()
        up = GaugeMetricFamily(
            "leadqual_up", "1 for a server that answered this scrape.", labels=["server"]
        )
        is_redis_up = True
        try:
            found = [*counted_metrics(), *installation_gauges(), *label_gauges()]
        except redis.RedisError:
            is_redis_up, found = False, []
        yield from found
        gauges = database_gauges()
        yield from gauges
        up.add_metric(["redis"], float(is_redis_up))
        up.add_metric(["database"], float(bool(gauges)))
        yield up


def counted_metrics() -> Iterator[Metric]:
    """Yield the counters and histograms that all processes added to."""
    figures: Figures = defaultdict(lambda: defaultdict(dict))
    for name, part, labels, figure in stored_counts():
        figures[name][labels][part] = figure
    for metric in METRICS:
        series = figures.get(metric.name, {})
        if metric.bounds:
            yield _histogram(metric, series)
        else:
            counter = CounterMetricFamily(metric.name, metric.help, labels=metric.labels)
            for labels, parts in sorted(series.items()):
                counter.add_metric(labels, parts.get(COUNT, 0.0))
            yield counter


def _histogram(
    metric: metric_store.Metric, series: dict[tuple[str, ...], dict[str, float]]
) -> HistogramMetricFamily:
    family = HistogramMetricFamily(metric.name, metric.help, labels=metric.labels)
    bounds = [*(str(bound) for bound in metric.bounds), _INFINITY]
    for labels, parts in sorted(series.items()):
        total, buckets = 0.0, []
        for bound in bounds:
            total += parts.get(bound, 0.0)
            buckets.append((bound, total))
        family.add_metric(labels, buckets=buckets, sum_value=parts.get(SUM, 0.0))
    return family
