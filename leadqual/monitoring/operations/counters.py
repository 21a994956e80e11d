"""Times and lengths are counted in each process and handed to Redis once a minute.

Counts of ranges alone: nothing of who asked for what. A process that dies loses its last minute.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from threading import Lock

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from classifiers.monitoring.quantile_sketch import bucket

FLUSH_SECONDS = 60.0
HOUR = 3_600
KEPT_SECONDS = 3 * 24 * HOUR
ERRORS = "errors"
_KEY = "watching:hour"
logger = logging.getLogger(__name__)
Counts = dict[tuple[int, str, str], int]


class Counter:
    """Counts of one process.

    Args:
        connection: to Redis.
    """

    def __init__(self, connection: redis.Redis) -> None:
        self._connection = connection
        self._lock = Lock()
        self._counts: Counts = defaultdict(int)
        self._flushed = time.monotonic()

    def add(self, group: str, value: float, *, is_error: bool = False) -> None:
        """Count one value, e.g. milliseconds, now and then with a call to Redis.

        Args:
            group: what it is of, at most 60 letters.
            value: 0 or more.
            is_error: whether it is that of a failure.
        """
        hour = int(time.time()) // HOUR
        with self._lock:
            self._counts[hour, group, str(bucket(value))] += 1
            if is_error:
                self._counts[hour, group, ERRORS] += 1
            is_due = time.monotonic() - self._flushed > FLUSH_SECONDS
        if is_due:
            self.flush()

    def flush(self) -> None:
        """Hand over what was counted; where Redis is away, it waits for the next minute."""
        with self._lock:
            counts, self._counts = self._counts, defaultdict(int)
            self._flushed = time.monotonic()
        if not counts:
            return
        try:
            pipe = self._connection.pipeline(transaction=True)  # All of it once, or nothing.
            for (hour, group, place), n in counts.items():
                pipe.hincrby(f"{_KEY}:{hour}", f"{group}|{place}", n)
            for hour in {hour for hour, _, _ in counts}:
                pipe.expire(f"{_KEY}:{hour}", KEPT_SECONDS)
            pipe.execute()
        except redis.RedisError:
            logger.warning(
                "timings not stored, they are kept for the next try", extra={"n": len(counts)}
            )
            with self._lock:
                for key, n in counts.items():
                    self._counts[key] += n


@lru_cache(maxsize=1)
def connection() -> redis.Redis:
    return connect(settings.REDIS_URL)


def connect(address: str) -> redis.Redis:
    """Return a connection that nobody waits for longer than a moment: it does not try again."""
    never = Retry(NoBackoff(), 0)
    return redis.Redis.from_url(
        address,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        retry=never,
        decode_responses=True,
    )


@lru_cache(maxsize=1)
def counter() -> Counter:
    return Counter(connection())


def stored_hours() -> Iterator[tuple[int, Mapping[str, Mapping[str, int]]]]:
    """Yield the hours that Redis keeps: number of the hour, group → range or "errors" → how many.

    Raises:
        redis.RedisError: Redis is away.
    """
    now = int(time.time()) // HOUR
    for hour in range(now - KEPT_SECONDS // HOUR, now + 1):
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for field, n in connection().hgetall(f"{_KEY}:{hour}").items():
            group, _, place = str(field).rpartition("|")
            found[group][place] = int(n)
        if found:
            yield hour, found
