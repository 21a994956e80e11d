"""Times are counted in each process, and handed to Redis together."""

import time
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from leadqual.core.telemetry import metric_store
from leadqual.core.telemetry.metric_store import (
    ERRORS,
    RETENTION_SECONDS,
    SECONDS_PER_HOUR,
    MetricStore,
    redis_client,
    stored_hours,
)

pytestmark = pytest.mark.usefixtures("postgres_and_redis")


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    """Forget what this and other tests counted."""
    metric_store.metric_store().flush()
    for key in redis_client().scan_iter("leadqual:hour:*"):
        redis_client().delete(key)


def counted(group: str) -> dict[str, int]:
    """Return what Redis keeps of a group, over all hours: the clock may turn in a test."""
    found: dict[str, int] = {}
    for _, groups in stored_hours():
        for place, n in groups.get(group, {}).items():
            found[place] = found.get(place, 0) + n
    return found


def test_what_several_processes_count_is_added_up() -> None:
    one, other = MetricStore(), MetricStore()
    for counter in (one, other):
        counter.add_to_hour("web pages", 12.0)
        counter.add_to_hour("web pages", 12.0, is_error=True)
        counter.flush()

    found = counted("web pages")

    assert found.pop(ERRORS) == 2
    assert list(found.values()) == [4]


def test_nothing_is_handed_over_twice() -> None:
    counter = MetricStore()
    counter.add_to_hour("web pages", 12.0)

    counter.flush()
    counter.flush()

    assert sum(counted("web pages").values()) == 1


def test_where_redis_is_away_counts_wait_for_it(settings: Settings) -> None:
    counter, address = MetricStore(), settings.REDIS_URL
    counter.add_to_hour("web pages", 12.0)
    settings.REDIS_URL = "redis://127.0.0.1:1"
    redis_client.cache_clear()
    counter.flush()

    settings.REDIS_URL = address
    redis_client.cache_clear()
    counter.flush()

    assert sum(counted("web pages").values()) == 1


def test_hours_are_forgotten_after_some_days() -> None:
    counter = MetricStore()
    counter.add_to_hour("web pages", 12.0)
    counter.flush()

    (key,) = redis_client().scan_iter("leadqual:hour:*")
    assert 0 < redis_client().ttl(key) <= RETENTION_SECONDS
    assert abs(int(key.rpartition(":")[2]) - time.time() // SECONDS_PER_HOUR) <= 1
