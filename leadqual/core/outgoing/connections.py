"""Connections to addresses that were checked, each step within one deadline."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address
from typing import Any

import httpcore2

from leadqual.core.outgoing.errors import (
    AddressNotAllowedError,
    OutgoingError,
    OutgoingTimeoutError,
)
from leadqual.core.outgoing.network_addresses import Address, Policy

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port → its network addresses as texts, as the system gives them."""


class Deadline:
    """The time that is left for a whole request.

    Args:
        seconds: from now.
        clock: gives the present second; only tests give another one.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            OutgoingTimeoutError: none are.
        """
        left = self._end - self._clock()
        if left <= 0:
            raise OutgoingTimeoutError("The URL took too long to respond.")
        return left


def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Look a host up with the resolver of this machine."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_addresses(
    host: str, port: int, *, policy: Policy, resolve: Resolve, deadline: Deadline
) -> list[Address]:
    """Look a host up once; one address that is not allowed refuses all of them.

    Raises:
        AddressNotAllowedError: an address is private, or reserved for another purpose.
        OutgoingError: the host is not known.
        OutgoingTimeoutError: the lookup took too long.
    """
    found: list[str] = []
    errors: list[Exception] = []

    def look_up() -> None:
        try:
            found.extend(resolve(host, port))
        except (OSError, UnicodeError) as error:
            errors.append(error)

    # The resolver of the system takes no time limit.
    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(deadline.left())
    deadline.left()
    if errors or not found:
        raise OutgoingError("The host of the URL could not be resolved.")
    addresses = [ip_address(text) for text in found]
    if not all(map(policy.allows, addresses)):
        raise AddressNotAllowedError(
            "The URL leads into a private network. An administrator can allow it with "
            "OUTGOING_ALLOW."
        )
    return addresses


class PinnedBackend(httpcore2.NetworkBackend):
    """Connects to addresses that were checked, whatever the host resolves to by now."""

    def __init__(self, addresses: Sequence[Address], *, deadline: Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._system = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # was looked up before
        port: int,
        timeout: float | None = None,  # the deadline is the only limit
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers."""
        for address in self._addresses[:-1]:
            try:
                return self._connect(address, port, local_address, socket_options)
            except httpcore2.NetworkError:
                continue
        return self._connect(self._addresses[-1], port, local_address, socket_options)

    def _connect(
        self,
        address: Address,
        port: int,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore2.NetworkStream:
        stream = self._system.connect_tcp(
            str(address), port, self._deadline.left(), local_address, socket_options
        )
        return _BoundedStream(stream, deadline=self._deadline)


class _BoundedStream(httpcore2.NetworkStream):
    """A connection on which every step ends before the deadline of the whole request."""

    def __init__(self, stream: httpcore2.NetworkStream, *, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _BoundedStream(stream, deadline=self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
