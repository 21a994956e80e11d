"""Requests are counted one by one, and one whose count is lost is answered."""

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from redis.backoff import NoBackoff
from redis.retry import Retry

from leadqual.core import request_counts
from leadqual.core.request_counts import count_request
from tests.smtp import free_port

pytestmark = pytest.mark.usefixtures("postgres_and_redis")


@pytest.fixture(autouse=True)
def _none_yet() -> None:
    cache.clear()


def test_each_request_is_counted_once() -> None:
    counts = [count_request("counts:one", timeout=3_600) for _ in range(3)]

    assert counts == [1, 2, 3]
    assert count_request("counts:other", timeout=3_600) == 1


def test_counts_are_forgotten_after_their_window() -> None:
    for _ in range(2):
        count_request("counts:one", timeout=3_600)

    assert 0 < redis.Redis.from_url(settings.REDIS_URL).ttl("counts:one") <= 3_600


def test_request_is_answered_while_redis_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = redis.Redis(port=free_port(), retry=Retry(NoBackoff(), 0))
    monkeypatch.setattr(request_counts, "_redis_connection", lambda: nobody)

    assert count_request("counts:two", timeout=3_600) is None
