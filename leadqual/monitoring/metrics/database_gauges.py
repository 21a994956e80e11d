"""What Postgres says of itself: size, connections, slow and waiting statements."""

from django.db import DatabaseError, InterfaceError, connection
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

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
    commits, rollbacks, deadlocks, hits, reads, spilled = totals
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
        _counter("temporary_bytes", "Bytes that sorts and joins wrote to disk.", spilled),
    ]


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"leadqual_database_{name}", words, value=float(value))


def _counter(name: str, words: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(f"leadqual_database_{name}", words, value=float(value))
