"""The database: whether it answers, its version, extensions, encoding, durability, connections."""

import time
from collections.abc import Iterator
from contextlib import suppress

import redis
from django.db import DatabaseError, InterfaceError, connection

from leadqual.core.health import not_ready
from leadqual.core.telemetry.metric_store import redis_client
from leadqual.monitoring.checks.finding import Finding

MIN_VERSION = 160_000
EXTENSIONS = ("btree_gin", "pg_trgm", "unaccent", "vector")
MAX_SHARE = 0.8
MAX_SKEW = 2.0
_MAJOR = 10_000
_SERVER = """
    SELECT current_setting('server_version_num')::int,
           pg_encoding_to_char(encoding),
           datcollversion IS DISTINCT FROM pg_database_collation_actual_version(oid),
           current_setting('max_connections')::int
           - current_setting('superuser_reserved_connections')::int,
           (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')
    FROM pg_database WHERE datname = current_database()
"""
_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


def check_database() -> Iterator[Finding]:
    """Look at the server and at the database in it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_SERVER)
            ((version, encoding, has_moved, most, used),) = cursor.fetchall()
            cursor.execute("SELECT extname FROM pg_extension")
            there = {name for (name,) in cursor.fetchall()}
            cursor.execute(
                "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'",
                [list(_DURABLE)],
            )
            off = sorted(name for (name,) in cursor.fetchall())
    except (DatabaseError, InterfaceError):
        yield Finding("The database does not answer.", "Start Postgres, and check DATABASE_URL.")
        return
    if version < MIN_VERSION:
        yield Finding(
            f"Postgres is of version {version // _MAJOR}.",
            f"Upgrade to {MIN_VERSION // _MAJOR} or later.",
        )
    for name in sorted(set(EXTENSIONS) - there):
        yield Finding(
            f"The extension {name} is missing.",
            f"Run `CREATE EXTENSION {name}` as the owner of the database.",
        )
    if encoding != "UTF8":
        yield Finding(
            f"The database is encoded as {encoding}.",
            "Create it again with ENCODING 'UTF8', and restore a backup into it.",
        )
    if has_moved:
        yield Finding(
            "The operating system sorts text differently than when the database was created.",
            "Run `REINDEX DATABASE`, then `ALTER DATABASE … REFRESH COLLATION VERSION`.",
        )
    if used > MAX_SHARE * most:
        yield Finding(
            f"{used} of {most} connections are in use.",
            "Raise max_connections, or put PgBouncer in front of Postgres.",
        )
    for name in off:
        yield Finding(f"{name} is off: a power failure loses data.", f"Set {name} to on.")


def check_migrations() -> Iterator[Finding]:
    """Look for tables, taxonomy and models that the set-up has yet to make."""
    fixes = {
        "tables": "Run `django-admin migrate`.",
        "taxonomy": "Run `django-admin setup_leadqual --no-demo`.",
        "models": "Run `django-admin setup_leadqual --no-demo`.",
    }
    for name in not_ready():
        if name in fixes:
            yield Finding(f"Not set up yet: {name}.", fixes[name])


def check_clock() -> Iterator[Finding]:
    """Compare the clocks of the database and of Redis with the one of this machine."""
    with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
        begun = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (theirs,) = cursor.fetchone() or (begun,)
        yield from _skew("the database", float(theirs), begun)
    with suppress(redis.RedisError):
        begun = time.time()
        seconds, microseconds = redis_client().time()
        yield from _skew("Redis", float(seconds) + microseconds / 1e6, begun)


def _skew(server: str, theirs: float, begun: float) -> Iterator[Finding]:
    """Compare a time with the middle of the question's round trip."""
    ours = (begun + time.time()) / 2
    if abs(theirs - ours) > MAX_SKEW:
        yield Finding(
            f"The clock of {server} differs by {theirs - ours:+.0f} s from the one here.",
            "Run a time service, such as chrony, on both machines.",
        )
