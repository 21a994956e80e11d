"""What this installation still needs before it can serve pages, and before jobs run."""

from functools import cache as remember
from importlib.util import find_spec
from pkgutil import iter_modules

import redis
from django.apps import apps
from django.core.cache import cache
from django.db import DatabaseError, connection

BEAT_KEY = "core.beat"
WORKER_KEY = "core.worker"
HEARTBEAT_SECONDS = 30
NEEDED_BY_PAGES = frozenset({"database", "tables", "taxonomy", "models", "broker"})

_N_MODEL_KINDS = 4  # Titles, companies, replies, and the encoder of companies.
_FILLED = """
    SELECT EXISTS (SELECT FROM taxonomy_department),
           (SELECT count(DISTINCT kind) FROM registry_modelversion WHERE is_active)
"""


def note_alive(key: str) -> None:
    """Say that worker or beat is alive; an unreachable broker is named by `not_ready` itself."""
    try:
        cache.set(key, 1, HEARTBEAT_SECONDS)
    except redis.RedisError:
        return


def not_ready() -> list[str]:
    """Name what is missing, in the order in which it comes to be; two queries."""
    return [*_missing_in_database(), *_missing_at_broker()]


def _missing_in_database() -> list[str]:
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


def _missing_at_broker() -> list[str]:
    try:
        alive = cache.get_many([WORKER_KEY, BEAT_KEY])
    except redis.RedisError:
        return ["broker"]
    return [name for name, key in (("worker", WORKER_KEY), ("beat", BEAT_KEY)) if key not in alive]


@remember
def _migrations() -> frozenset[tuple[str, str]]:
    """Name the migrations of the code by their files, without loading them."""
    found = set()
    for app in apps.get_app_configs():
        spec = find_spec(f"{app.name}.migrations") if app.module is not None else None
        for module in iter_modules(spec.submodule_search_locations if spec else []):
            if module.name[:1].isdigit():
                found.add((app.label, module.name))
    return frozenset(found)
