"""Times are counted in each process, and handed to Redis together."""

import time
from collections.abc import Iterator

import pytest

from leadqual.watching import counting
from leadqual.watching.counting import ERRORS, HOUR, Counter, hours_kept


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    """Forget what this and other tests counted."""
    counting.counter().flush()
    for key in counting.connection().scan_iter("watching:hour:*"):
        counting.connection().delete(key)


def counted(group: str) -> dict[str, int]:
    """Return what Redis keeps of a group, over all hours: the clock may turn in a test."""
    found: dict[str, int] = {}
    for _, groups in hours_kept():
        for place, n in groups.get(group, {}).items():
            found[place] = found.get(place, 0) + n
    return found


def test_what_several_processes_count_is_added_up() -> None:
    one, other = Counter(counting.connection()), Counter(counting.connection())
    for counter in (one, other):
        counter.add("web pages", 12.0)
        counter.add("web pages", 12.0, is_error=True)
        counter.flush()

    found = counted("web pages")

    assert found.pop(ERRORS) == 2
    assert list(found.values()) == [4]


def test_nothing_is_handed_over_twice() -> None:
    counter = Counter(counting.connection())
    counter.add("web pages", 12.0)

    counter.flush()
    counter.flush()

    assert sum(counted("web pages").values()) == 1


def test_where_redis_is_away_counts_wait_for_it() -> None:
    counter = Counter(counting.connect("redis://127.0.0.1:1"))
    counter.add("web pages", 12.0)
    counter.flush()

    counter._connection = counting.connection()
    counter.flush()

    assert sum(counted("web pages").values()) == 1


def test_hours_are_forgotten_after_some_days() -> None:
    counter = Counter(counting.connection())
    counter.add("web pages", 12.0)
    counter.flush()

    (key,) = counting.connection().scan_iter("watching:hour:*")
    assert 0 < counting.connection().ttl(key) <= counting.KEPT_SECONDS
    assert abs(int(key.rpartition(":")[2]) - time.time() // HOUR) <= 1
