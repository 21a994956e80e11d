"""Deleted values that Postgres and Redis keep."""

import logging

import redis
from django.conf import settings
from django.db import connection

from leadqual.accounts.models import Workspace
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import (
    Traces,
    traces_near,
)

logger = logging.getLogger(__name__)
_CLEAR_STATISTICS = """
SELECT pg_clear_attribute_stats(schemaname::text, tablename::text, attname::text, inherited)
FROM pg_stats
WHERE schemaname = current_schema()
  AND (most_common_vals::text ~* %(pattern)s OR histogram_bounds::text ~* %(pattern)s
       OR most_common_elems::text ~* %(pattern)s)
"""


def forget_statistics(_workspace: Workspace, person: Person, _traces: Traces) -> int:
    """Clear the statistics of columns that hold values of the person.

    Postgres keeps some values of each column to plan queries, also of an index over an expression,
    and keeps them when the table becomes empty. Autovacuum gathers them again. Nobody learns of how
    many columns: they hold rows of all workspaces.
    """
    pattern = traces_near(person).pattern
    if not pattern:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR_STATISTICS, {"pattern": pattern})
    return 0


def rewrite_redis_file(_workspace: Workspace, _person: Person, _traces: Traces) -> int:
    """Have Redis write its append-only file again: it keeps deleted values until then."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=10, socket_connect_timeout=10)
    try:
        client.bgrewriteaof()
    except redis.RedisError:  # Rented servers may forbid it, and rewrite by themselves.
        logger.warning("redis does not rewrite its file")
    finally:
        client.close()
    return 0
