"""Times are counted in each process, and handed to Redis together."""

import time
from collections.abc import Iterator

import pytest

from leadqual.monitoring.operations import counters
from leadqual.monitoring.operations.counters import ERRORS, HOUR, Counter, stored_hours


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    """Forget what this and other tests counted."""
    counters.counter().flush()
    for key in counters.connection().scan_iter("watching:hour:*"):
        counters.connection().delete(key)


def counted(group: str) -> dict[str, int]:
    """Return what Redis keeps of a group, over all hours: the clock may turn in a test."""
    found: dict[str, int] = {}
    for _, groups in stored_hours():
        for place, n in groups.get(group, {}).items():
            found[place] = found.get(place, 0) + n
    return found


def test_what_several_processes_count_is_added_up() -> None:
    one, other = Counter(counters.connection()), Counter(counters.connection())
    for counter in (one, other):
        counter.add("web pages", 12.0)
        counter.add("web pages", 12.0, is_error=True)
        counter.flush()

    found = counted("web pages")

    assert found.pop(ERRORS) == 2
    assert list(found.values()) == [4]


def test_nothing_is_handed_over_twice() -> None:
    counter = Counter(counters.connection())
    counter.add("web pages", 12.0)

    counter.flush()
    counter.flush()

    assert sum(counted("web pages").values()) == 1


def test_where_redis_is_away_counts_wait_for_it() -> None:
    counter = Counter(counters.connect("redis://127.0.0.1:1"))
    counter.add("web pages", 12.0)
    counter.flush()

    counter._connection = counters.connection()
    counter.flush()

    assert sum(counted("web pages").values()) == 1


def test_hours_are_forgotten_after_some_days() -> None:
    counter = Counter(counters.connection())
    counter.add("web pages", 12.0)
    counter.flush()

    (key,) = counters.connection().scan_iter("watching:hour:*")
    assert 0 < counters.connection().ttl(key) <= counters.KEPT_SECONDS
    assert abs(int(key.rpartition(":")[2]) - time.time() // HOUR) <= 1
