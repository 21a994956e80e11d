"""Counts in Redis of what one client did in a window of time."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from time import time
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
        both = _redis_connection().pipeline(transaction=False)
        both.incr(entry)
        both.expire(entry, timeout, nx=True)
        n, _ = both.execute()
    except redis.RedisError:
        logger.warning("request not counted: the cache does not answer")
        return None
    return int(n)


def is_over(entry: str, *, seconds: int, most: int) -> bool:
    """Count one more request and return whether there are too many; never while Redis is away.

    Args:
        entry: names the asker.
        seconds: length of the window.
        most: requests in a window.
    """
    n = count_request(f"{entry}:{int(time()) // seconds}", timeout=2 * seconds)
    return n is not None and n > most


def read_count(entry: str) -> int | None:
    """Return how many requests were counted, without counting; None while Redis is away."""
    try:
        return int(_redis_connection().get(entry) or 0)
    except redis.RedisError:
        return None


@lru_cache(maxsize=1)
def _redis_connection() -> redis.Redis:
    """Return the connections of this process, as the cache has them."""
    options = cast("Mapping[str, Any]", settings.CACHES["default"]["OPTIONS"])
    return redis.Redis.from_url(settings.REDIS_URL, **options)
