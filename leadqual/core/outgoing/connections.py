"""Connections to checked addresses, with one deadline for all steps."""

import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from ipaddress import ip_address
from typing import Any

import httpcore2

from leadqual.core.outgoing.deadlines import Deadline
from leadqual.core.outgoing.errors import (
    AddressNotAllowedError,
    OutgoingError,
)
from leadqual.core.outgoing.network_policy import Address, Policy, check_host

Resolver = Callable[[str, int], Sequence[str]]
"""Host and port → network addresses as strings, as returned by the system."""


def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Look up a host with the system resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve_allowed(
    host: str, port: int, *, policy: Policy, resolve: Resolver, deadline: Deadline
) -> list[Address]:
    """Look up a host once; refuse it if any of its addresses is not allowed.

    Raises:
        AddressNotAllowedError: an address is private or reserved.
        OutgoingError: the host is unknown.
        OutgoingTimeoutError: the lookup took too long.
    """
    found: list[str] = []
    errors: list[Exception] = []

    def look_up() -> None:
        try:
            found.extend(resolve(host, port))
        except (OSError, UnicodeError) as error:
            errors.append(error)

    # The system resolver has no timeout.
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
    """Connects to the checked addresses, even if the host now resolves to others."""

    def __init__(self, addresses: Sequence[Address], *, deadline: Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._system = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # already resolved
        port: int,
        timeout: float | None = None,  # only the deadline counts
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that responds."""
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
    """A connection that applies the deadline of the whole request to every step."""

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


def open_socket(
    host: str,
    port: int,
    *,
    ports: Collection[int],
    policy: Policy,
    seconds: float,
    resolve: Resolver = resolve_by_system,
) -> socket.socket:
    """Look up a host once, check all of its addresses, and connect to the first that responds.

    Args:
        host: name or address; checked like the host of a URL.
        port: must be in `ports` or allowed by the policy.
        ports: of the protocol.
        policy: what is allowed besides public addresses.
        seconds: for the lookup and the connection together.
        resolve: DNS lookup; replaced in tests.

    Raises:
        AddressNotAllowedError: the address is not allowed; nothing was sent.
        OutgoingTimeoutError: it took too long.
        OutgoingError: the host is unknown or does not respond.
    """
    if port not in {*ports, *policy.ports}:
        raise AddressNotAllowedError(f"Port {port} is not allowed. Add it to OUTGOING_PORTS.")
    deadline = Deadline(seconds)
    addresses = resolve_allowed(
        check_host(host), port, policy=policy, resolve=resolve, deadline=deadline
    )
    return _connect_to_first(addresses, port, deadline)


def _connect_to_first(addresses: Sequence[Address], port: int, deadline: Deadline) -> socket.socket:
    reason: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((str(address), port), timeout=deadline.left())
        except OSError as error:
            reason = error
    raise OutgoingError("The server did not respond.") from reason
