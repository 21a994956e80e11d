"""What the cache keeps only to save work: while Redis is away, it is worked out again."""

from contextlib import suppress
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError


class OneClient(RedisCacheClient):
    """Keeps its client: to make one for each command takes longer than the command."""

    made: Any = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Return the client of the one server; it shares its connections between threads."""
        if self.made is None:
            self.made = super().get_client(key, write=write)
        return self.made


class SharedRedisCache(RedisCache):
    """Django's cache in Redis, with one client for each thread."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient


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
