"""What the cache keeps only to save work: while Redis is away, it is worked out again."""

from contextlib import suppress
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError


def read_hint(key: str) -> Any:
    """Return what was kept; None where nothing was, or Redis is away."""
    with suppress(RedisError):
        return cache.get(key)
    return None


def keep_hint(key: str, value: object, *, seconds: int) -> None:
    """Keep a value, unless Redis is away."""
    with suppress(RedisError):
        cache.set(key, value, seconds)


def add_hint(key: str, value: object, *, seconds: int) -> bool:
    """Keep a value where there is none; True also where Redis is away, so that work goes on."""
    with suppress(RedisError):
        return cache.add(key, value, seconds)
    return True


def forget_hint(key: str) -> None:
    """Forget a value, unless Redis is away."""
    with suppress(RedisError):
        cache.delete(key)
