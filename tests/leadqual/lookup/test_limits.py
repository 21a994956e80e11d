"""So many answers a minute for one address, and which address that is."""

import pytest
from django.test import RequestFactory

from leadqual.lookup.suggestions import MAX_ANSWERS, seconds_to_wait

pytestmark = pytest.mark.usefixtures("postgres_and_redis")

NOON = 1_800_000_000.0  # The first second of a minute.


def test_the_answer_after_the_last_one_waits_for_the_next_minute() -> None:
    request = RequestFactory().get("/look-up/")

    waits = [seconds_to_wait(request, now=NOON + 20) for _ in range(MAX_ANSWERS + 1)]

    assert waits == [0] * MAX_ANSWERS + [40]
    assert seconds_to_wait(request, now=NOON + 60) == 0


def test_addresses_are_counted_apart() -> None:
    one, other = (RequestFactory(REMOTE_ADDR=f"192.0.2.{n}").get("/look-up/") for n in (1, 2))

    for _ in range(MAX_ANSWERS + 1):
        seconds_to_wait(one, now=NOON)

    assert seconds_to_wait(one, now=NOON) == 60
    assert seconds_to_wait(other, now=NOON) == 0
