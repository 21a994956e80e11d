"""Redis holds jobs that were accepted: it must write them down, and never throw them away."""

from collections.abc import Iterator

import redis

from leadqual.core.telemetry.metric_store import redis_client
from leadqual.monitoring.checks.finding import Finding

MAX_SHARE = 0.8


def check_redis() -> Iterator[Finding]:
    """Look at the append-only file, the policy for a full memory, and how full it is."""
    try:
        facts = redis_client().info("everything")
    except redis.RedisError:
        yield Finding("Redis does not answer.", "Start Redis, and check REDIS_URL.")
        return
    if not facts.get("aof_enabled"):
        yield Finding(
            "Redis does not write jobs down: a restart loses those that wait.",
            "Start it with `--appendonly yes`.",
        )
    elif facts.get("aof_last_write_status", "ok") != "ok":
        yield Finding("Redis could not write its append-only file.", "Free space on its disk.")
    policy = facts.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        yield Finding(
            f"Redis deletes jobs when its memory is full (maxmemory-policy {policy}).",
            "Start it with `--maxmemory-policy noeviction`.",
        )
    most, used = int(facts.get("maxmemory", 0)), int(facts.get("used_memory", 0))
    if most and used > MAX_SHARE * most:
        yield Finding(
            f"Redis uses {used / most:.0%} of its memory.", "Raise maxmemory on a larger machine."
        )
