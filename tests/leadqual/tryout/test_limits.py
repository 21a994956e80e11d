"""So many answers a minute for one address, and which address that is."""

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from leadqual.tryout.limits import MOST_ANSWERS, client_address, seconds_to_wait

NOON = 1_800_000_000.0  # The first second of a minute.


def test_the_answer_after_the_last_one_waits_for_the_next_minute() -> None:
    request = RequestFactory().get("/try/")

    waits = [seconds_to_wait(request, now=NOON + 20) for _ in range(MOST_ANSWERS + 1)]

    assert waits == [0] * MOST_ANSWERS + [40]
    assert seconds_to_wait(request, now=NOON + 60) == 0


def test_addresses_are_counted_apart() -> None:
    one, other = (RequestFactory(REMOTE_ADDR=f"192.0.2.{n}").get("/try/") for n in (1, 2))

    for _ in range(MOST_ANSWERS + 1):
        seconds_to_wait(one, now=NOON)

    assert seconds_to_wait(one, now=NOON) == 60
    assert seconds_to_wait(other, now=NOON) == 0


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_one_client_is_one_address_or_one_network(address: str, expected: str) -> None:
    assert client_address(RequestFactory(REMOTE_ADDR=address).get("/")) == expected


def test_only_our_proxy_is_believed(settings: Settings) -> None:
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get(
        "/", headers={"X-Forwarded-For": "203.0.113.5, 198.51.100.9"}
    )

    settings.IS_HTTPS = False
    assert client_address(request) == "10.0.0.1"  # Without a proxy anybody can write the header.
    settings.IS_HTTPS = True
    assert client_address(request) == "198.51.100.9"
