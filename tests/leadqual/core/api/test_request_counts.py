"""Requests are counted one by one, and one whose count is lost is answered."""

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisConnectionError

from leadqual.core.api import request_counts
from leadqual.core.api.request_counts import count_request


class Forgetful:
    """A cache that is emptied, or goes away, between the two calls that count."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def add(self, *_: object, **__: object) -> bool:
        return True

    def incr(self, _key: str) -> int:
        raise self.error


def test_each_request_is_counted_once() -> None:
    cache.delete("counts:one")

    counts = [count_request("counts:one", timeout=60) for _ in range(3)]

    assert counts == [1, 2, 3]


@pytest.mark.parametrize(
    ("error", "n"), [(ValueError("Key not found"), 1), (RedisConnectionError(), None)]
)
def test_request_is_answered_when_the_cache_is_emptied_or_away(
    monkeypatch: pytest.MonkeyPatch, error: Exception, n: int | None
) -> None:
    monkeypatch.setattr(request_counts, "cache", Forgetful(error))

    assert count_request("counts:two", timeout=60) == n
