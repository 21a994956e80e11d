"""Cached values that only save work; they are recomputed while Redis is down."""

from contextlib import suppress
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError


class SharedClient(RedisCacheClient):
    """Reuses its client, because creating one takes longer than a command."""

    made: Any = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Return the client of the only server; threads share its connections."""
        if self.made is None:
            self.made = super().get_client(key, write=write)
        return self.made


class SharedRedisCache(RedisCache):
    """Django's cache in Redis, with one client for each thread."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = SharedClient


def read_hint(key: str) -> Any:
    """Return a cached value; None if there is none or Redis is down."""
    with suppress(RedisError):
        return cache.get(key)
    return None


def store_hint(key: str, value: object, *, seconds: int) -> None:
    """Cache a value, unless Redis is down."""
    with suppress(RedisError):
        cache.set(key, value, seconds)


def add_hint(key: str, value: object, *, seconds: int) -> bool:
    """Cache a value if there is none; also return True if Redis is down, so that work goes on."""
    with suppress(RedisError):
        return cache.add(key, value, seconds)
    return True


def delete_hint(key: str) -> None:
    """Delete a value, unless Redis is down."""
    with suppress(RedisError):
        cache.delete(key)
