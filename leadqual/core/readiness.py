"""Readiness checks for serving pages and running jobs."""

from contextlib import suppress
from functools import cache as remember
from importlib.util import find_spec
from pkgutil import iter_modules

import psycopg
import redis
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from leadqual.core.hosts.queue_names import JobQueue

BEAT_KEY = "core.beat"
WORKER_KEY = "core.worker"
HEARTBEAT_SECONDS = 30
PAGE_CHECKS = frozenset({"database", "tables", "taxonomy", "models", "broker"})

_DATABASE_SECONDS = 2  # minimum of the client library
_BROKER_SECONDS = 0.5
_DIRECT = {
    "host": "HOST",
    "port": "PORT",
    "user": "USER",
    "password": "PASSWORD",
    "dbname": "NAME",
}
_N_MODEL_KINDS = 4  # titles, companies, replies, and the company encoder
_FILLED = """
    SELECT EXISTS (SELECT FROM taxonomy_department),
           (SELECT count(DISTINCT kind) FROM registry_modelversion WHERE is_active)
"""


def queue_key(queue: str) -> str:
    """Return the cache key that shows that a worker serves a queue."""
    return f"{WORKER_KEY}.{queue}"


def record_heartbeat(*keys: str) -> None:
    """Record a heartbeat of the worker or beat; `find_missing` reports an unreachable broker."""
    try:
        cache.set_many(dict.fromkeys(keys, 1), HEARTBEAT_SECONDS)
    except redis.RedisError:
        return


def forget_heartbeats() -> None:
    """Forget all heartbeats; running processes send new ones within seconds."""
    with suppress(redis.RedisError):
        cache.delete_many([WORKER_KEY, BEAT_KEY, *map(queue_key, JobQueue)])


def find_missing() -> list[str]:
    """Return what is missing, in set-up order."""
    return [*_missing_in_database(), *_missing_at_broker()]


def find_missing_for_requests() -> list[str]:
    """Return what is missing for requests; ignores worker and beat."""
    return [name for name in find_missing() if name in PAGE_CHECKS]


def _missing_in_database() -> list[str]:
    if not _database_answers():
        return ["database"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_migrations')")
            if cursor.fetchone() == (None,):
                return ["tables"]
            cursor.execute("SELECT app, name FROM django_migrations")
            if not _migrations() <= set(cursor.fetchall()):
                return ["tables"]
            cursor.execute(_FILLED)
            has_taxonomy, n_kinds = cursor.fetchone() or (False, 0)
    except DatabaseError:
        return ["database"]
    missing = {"taxonomy": not has_taxonomy, "models": n_kinds < _N_MODEL_KINDS}
    return [name for name, is_missing in missing.items() if is_missing]


def _database_answers() -> bool:
    """Check with a new connection, because waiting for the pool could take too long."""
    parameters = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname", "service")
    address = {name: parameters[name] for name in names if name in parameters}
    addresses = [address]
    if direct := settings.DATABASE_DIRECT:  # PgBouncer responds even if Postgres is down.
        addresses.append({name: direct[key] or None for name, key in _DIRECT.items()})
    try:
        for one in addresses:
            psycopg.connect(**one, connect_timeout=_DATABASE_SECONDS).close()
    except psycopg.Error:
        return False
    return True


def _missing_at_broker() -> list[str]:
    queues = {f"worker:{queue.shown}": queue_key(queue) for queue in JobQueue}
    parts = {"worker": WORKER_KEY, "beat": BEAT_KEY, **queues}
    never = Retry(NoBackoff(), 0)
    client = redis.Redis.from_url(
        str(settings.CACHES["default"]["LOCATION"]),
        socket_timeout=_BROKER_SECONDS,
        socket_connect_timeout=_BROKER_SECONDS,
        retry=never,
    )
    try:
        alive = client.mget([cache.make_key(key) for key in parts.values()])
    except redis.RedisError:
        return ["broker"]
    finally:
        client.close()
    missing = [name for name, sign in zip(parts, alive, strict=True) if sign is None]
    if "worker" in missing:  # No worker at all is reported once.
        return [name for name in missing if name not in queues]
    return missing


@remember
def _migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations in the code by file name, without importing them."""
    found = set()
    for app in apps.get_app_configs():
        spec = find_spec(f"{app.name}.migrations") if app.module is not None else None
        for module in iter_modules(spec.submodule_search_locations if spec else []):
            if module.name[:1].isdigit():
                found.add((app.label, module.name))
    return frozenset(found)
