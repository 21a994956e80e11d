"""Where a request comes from, behind no proxy, one, and two."""

from django.test import RequestFactory
from pytest_django.fixtures import Settings

from leadqual.core.requests.client_addresses import client_address, client_network

FORWARDED = {"X-Forwarded-For": "203.0.113.5, 198.51.100.9"}


def test_one_client_is_one_address_or_one_network() -> None:
    for address, expected, network in (
        ("192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("", None, "unknown"),
        ("not an address", None, "unknown"),
    ):
        request = RequestFactory(REMOTE_ADDR=address).get("/")

        assert client_address(request) == expected
        assert client_network(request) == network


def test_the_header_is_believed_as_far_as_our_proxies_wrote_it(settings: Settings) -> None:
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get("/", headers=FORWARDED)

    for hops, expected in enumerate(("10.0.0.1", "198.51.100.9", "203.0.113.5", "10.0.0.1")):
        settings.TRUSTED_PROXY_HOPS = hops
        assert client_address(request) == expected


def test_a_broken_header_falls_back_to_the_connection(settings: Settings) -> None:
    settings.TRUSTED_PROXY_HOPS = 1

    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get(
        "/", headers={"X-Forwarded-For": "1.2.3.4, <script>"}
    )

    assert client_address(request) == "10.0.0.1"
