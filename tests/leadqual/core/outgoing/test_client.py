"""The client against hostile servers on loopback."""

import socket
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from pytest_django.fixtures import Settings

from leadqual.core.outgoing.client import OutgoingClient, outgoing_client
from leadqual.core.outgoing.errors import (
    AddressNotAllowedError,
    AnswerTooLargeError,
    OutgoingError,
    OutgoingTimeoutError,
)
from leadqual.core.outgoing.network_policy import Policy, parse_policy
from tests.leadqual.core.outgoing.hostile import OK, certificate, client_for, known_hosts, serving
from tests.waiting import PATIENCE


def test_request_arrives_as_it_was_meant() -> None:
    with serving(OK) as server:
        answer = client_for(server).request(
            "POST",
            f"http://hooks.example:{server.port}/x?y=1",
            headers={"X-Test": "1"},
            body=b"hello",
        )

    head, body = server.requests[0].split(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert (answer.status, answer.body) == (200, b"ok")
    assert lines[0] == "POST /x?y=1 HTTP/1.1"
    assert f"Host: hooks.example:{server.port}" in lines
    assert "X-Test: 1" in lines
    assert body == b"hello"


def test_private_address_is_refused_and_nothing_is_sent() -> None:
    with serving(OK) as server:
        policy = Policy(ports=frozenset({server.port}))
        client = OutgoingClient(policy, resolve=known_hosts(a_example="127.0.0.1"))
        for host in ("a.example", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"):
            with pytest.raises(AddressNotAllowedError):
                client.request("GET", f"http://{host}:{server.port}/")

    assert server.requests == []


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    with serving(OK) as server:
        resolve = known_hosts(a_example="127.0.0.1,10.0.0.1")
        with pytest.raises(AddressNotAllowedError):
            client_for(server, resolve=resolve).request("GET", f"http://a.example:{server.port}/")

    assert server.requests == []


def test_host_is_looked_up_once_when_its_address_changes_between_lookups() -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:  # as the client calls it
        asked.append(host)
        return ["127.0.0.1" if len(asked) == 1 else "10.0.0.1"]

    with serving(OK) as server:
        client = client_for(server, resolve=resolve)
        first = client.request("GET", f"http://rebind.example:{server.port}/")
        with pytest.raises(AddressNotAllowedError):
            client.request("GET", f"http://rebind.example:{server.port}/")

    assert first.status == 200
    assert len(asked) == 2
    assert len(server.requests) == 1


def test_next_address_is_tried_when_the_first_does_not_answer() -> None:
    with serving(OK) as server:
        policy = parse_policy(networks=["127.0.0.0/8"], ports=[str(server.port)])
        client = OutgoingClient(policy, resolve=known_hosts(a_example="127.0.0.9,127.0.0.1"))

        assert client.request("GET", f"http://a.example:{server.port}/").status == 200


@pytest.mark.parametrize("status", [301, 304, 308])
def test_redirect_is_refused_and_not_followed(status: int) -> None:
    with serving(OK) as inside:
        location = f"http://127.0.0.1:{inside.port}/secret"
        answer = f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        with serving(answer.encode()) as server, pytest.raises(OutgoingError, match="redirects"):
            client_for(server).request("GET", f"http://hooks.example:{server.port}/")

    assert inside.requests == []


def _endless(connection: socket.socket, is_over: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not is_over.is_set():
        connection.sendall(b"x" * 65_536)


@pytest.mark.parametrize(
    "talk", [_endless, b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx"]
)
def test_answer_is_refused_when_it_is_too_large(
    talk: bytes | Callable[[socket.socket, Event], None],
) -> None:
    with serving(talk) as server, pytest.raises(AnswerTooLargeError):
        client_for(server).request(
            "GET", f"http://hooks.example:{server.port}/", max_bytes=1_000, seconds=PATIENCE
        )


def test_compressed_answer_is_not_unpacked() -> None:
    packed = b"\x1f\x8b\x08"
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n"
    with serving(head + packed) as server:
        answer = client_for(server).request("GET", f"http://hooks.example:{server.port}/")

    assert answer.body == packed


class Drip:
    """Sends a drop again and again, each of them ten seconds after the one before.

    Args:
        begin: what comes first.
        drop: what comes then.
    """

    def __init__(self, begin: bytes, drop: bytes) -> None:
        self._begin, self._drop = begin, drop
        self._n_drops = 0

    def talk(self, connection: socket.socket, is_over: Event) -> None:
        connection.sendall(self._begin)
        for _ in range(200):  # Then it closes: whoever has waited so long has not looked.
            self._n_drops += 1
            connection.sendall(self._drop)
            if is_over.wait(0.01):
                return

    def clock(self) -> float:
        return 10.0 * self._n_drops


@pytest.mark.parametrize(
    "drip",
    [
        Drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        Drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        Drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        Drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["body", "header", "continue", "chunks"],
)
def test_request_ends_in_time_when_the_answer_drips(drip: Drip) -> None:
    with serving(drip.talk) as server:
        client = client_for(server, clock=drip.clock)
        with pytest.raises(OutgoingTimeoutError):
            client.request("GET", f"http://hooks.example:{server.port}/", seconds=30)

    assert len(server.requests) == 1


def test_request_ends_in_time_when_no_answer_comes() -> None:
    def be_silent(_: socket.socket, is_over: Event) -> None:
        is_over.wait(PATIENCE)

    for seconds in (0.3, 5, 60):
        with serving(be_silent) as server, pytest.raises(OutgoingTimeoutError):
            client_for(server).request(
                "GET", f"http://hooks.example:{server.port}/", seconds=seconds
            )
        if server.requests:  # On a slow machine the time runs out before the request is sent.
            return
    pytest.fail("No request arrived.")


def test_request_ends_in_time_when_the_lookup_hangs() -> None:
    is_over = Event()
    ended: list[bool] = []

    def resolve(host: str, port: int) -> list[str]:  # as the client calls it
        ended.append(is_over.wait(PATIENCE))
        return []

    with pytest.raises(OutgoingTimeoutError):
        OutgoingClient(Policy(), resolve=resolve).request("GET", "https://a.example/", seconds=0.3)

    assert ended == []
    is_over.set()


@pytest.mark.parametrize(
    "answer",
    [b"", b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", b"\x00" * 200_000],
    ids=["nothing", "no HTTP", "cut off", "no end"],
)
def test_answer_that_is_no_http_is_refused(answer: bytes) -> None:
    with serving(answer) as server, pytest.raises(OutgoingError):
        client_for(server).request("GET", f"http://hooks.example:{server.port}/")


def test_header_that_would_change_the_request_is_refused() -> None:
    with serving(OK) as server:
        for headers in (
            {"X-Test": "1\r\nX-Evil: 2"},
            {"X-Test\r\nX-Evil": "1"},
            {"Host": "inside.example"},
            {"Content-Length": "0"},
            {"Transfer-Encoding": "chunked"},
            {"X-Test": "ü"},
        ):
            with pytest.raises(OutgoingError, match="header"):
                client_for(server).request(
                    "GET", f"http://hooks.example:{server.port}/", headers=headers
                )

    assert server.requests == []


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(OK) as proxy, serving(OK) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        client_for(server).request("GET", f"http://hooks.example:{server.port}/")

    assert proxy.requests == []
    assert len(server.requests) == 1


def test_certificate_is_checked_against_the_name_when_the_address_is_pinned(tmp_path: Path) -> None:
    theirs, ours = certificate(tmp_path, "hooks.example")
    resolve = known_hosts(hooks_example="127.0.0.1", other_example="127.0.0.1")
    with serving(OK, theirs) as server:
        client = client_for(server, resolve=resolve, tls=ours)
        answer = client.request("GET", f"https://hooks.example:{server.port}/")
        with pytest.raises(OutgoingError):
            client.request("GET", f"https://other.example:{server.port}/")
        with pytest.raises(OutgoingError):
            client_for(server).request("GET", f"https://hooks.example:{server.port}/")

    assert answer.status == 200
    assert len(server.requests) == 1


def test_client_of_the_installation_reads_its_settings(settings: Settings) -> None:
    with serving(OK) as server:
        with pytest.raises(AddressNotAllowedError, match="OUTGOING_PORTS"):
            outgoing_client().request("GET", f"http://127.0.0.1:{server.port}/")
        settings.OUTGOING_PORTS = [str(server.port)]
        with pytest.raises(AddressNotAllowedError, match="OUTGOING_ALLOW"):
            outgoing_client().request("GET", f"http://127.0.0.1:{server.port}/")
        settings.OUTGOING_ALLOW = ["127.0.0.0/8"]

        assert outgoing_client().request("GET", f"http://127.0.0.1:{server.port}/").status == 200
