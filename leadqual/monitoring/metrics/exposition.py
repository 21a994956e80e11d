"""All metrics of the installation in the text format of Prometheus."""

from collections import defaultdict
from collections.abc import Iterator

import redis
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

from leadqual.core.database.row_scope import all_workspaces
from leadqual.core.telemetry import metric_store
from leadqual.core.telemetry.metric_store import COUNT, METRICS, SUM, stored_counts
from leadqual.monitoring.metrics.database_gauges import database_gauges
from leadqual.monitoring.metrics.installation_gauges import (
    installation_gauges,
    label_gauges,
)

CONTENT_TYPE = CONTENT_TYPE_LATEST
_INFINITY = "+Inf"
Figures = dict[str, dict[tuple[str, ...], dict[str, float]]]


@all_workspaces()
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
