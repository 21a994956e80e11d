"""How many requests one asker made in a window of time, counted in Redis."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

import redis
from django.conf import settings

logger = logging.getLogger(__name__)


def count_request(entry: str, *, timeout: int) -> int | None:
    """Count one more request and return how many there are; None where Redis does not answer.

    Args:
        entry: names asker and window.
        timeout: seconds until the count is forgotten; longer than the window.
    """
    try:
        # Every request does this: one round trip on a persistent connection.
        both = _connection().pipeline(transaction=False)
        both.incr(entry)
        both.expire(entry, timeout, nx=True)
        n, _ = both.execute()
    except redis.RedisError:
        logger.warning("request not counted: the cache does not answer")
        return None
    return int(n)


def read_count(entry: str) -> int | None:
    """Return how many requests were counted, without counting; None while Redis is away."""
    try:
        return int(_connection().get(entry) or 0)
    except redis.RedisError:
        return None


@lru_cache(maxsize=1)
def _connection() -> redis.Redis:
    """Return the connections of this process, as the cache has them."""
    options = cast("Mapping[str, Any]", settings.CACHES["default"]["OPTIONS"])
    return redis.Redis.from_url(settings.REDIS_URL, **options)
