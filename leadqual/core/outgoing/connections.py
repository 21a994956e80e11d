"""Connections to checked addresses, with one deadline for all steps."""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import quote, urlsplit

import httpcore2
from django.conf import settings

from leadqual.core.outgoing.errors import (
    AddressNotAllowedError,
    OutgoingError,
    OutgoingTimeoutError,
)

# Allowed URLs and network addresses.

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PORTS = {"http": 80, "https": 443}
MAX_URL = 2_048
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*", re.ASCII)
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)", re.ASCII)
# IPv6 addresses that embed an IPv4 address, which might be private.
_STANDS_FOR_IPV4 = tuple(
    ip_network(network)
    for network in (
        "::/96",  # compatible, deprecated
        "::ffff:0:0/96",  # mapped
        "::ffff:0:0:0/96",  # translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64 inside a network
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
    )
)
_GLOBAL_UNICAST = ip_network("2000::/3")
# Not public, regardless of the Python version.
_SPECIAL = tuple(
    ip_network(network)
    for network in (
        "192.88.99.0/24",  # 6to4 relays, deprecated
        "2001::/23",  # protocols
        "3ffe::/16",  # 6bone, deprecated
        "3fff::/20",  # documentation
    )
)

Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Policy:
    """What an installation may reach besides public addresses at ports 80 and 443.

    Args:
        networks: allowed private networks.
        ports: additional ports, for all addresses.
    """

    networks: tuple[Network, ...] = ()
    ports: frozenset[int] = frozenset()

    def allows(self, address: Address) -> bool:
        return any(address in network for network in self.networks) or is_public(address)


@dataclass(frozen=True, slots=True)
class Target:
    """A checked URL.

    Args:
        host: lowercase ASCII; an IPv6 address without brackets.
        port: always set.
        path: path and query, in ASCII.
    """

    scheme: str
    host: str
    port: int
    path: str


def policy_of(*, networks: Sequence[str], ports: Sequence[str]) -> Policy:
    """Parse a policy from settings.

    Raises:
        ValueError: a network or port is invalid.
    """
    return Policy(
        networks=tuple(ip_network(network) for network in networks),
        ports=frozenset(int(port) for port in ports),
    )


def is_public(address: Address) -> bool:
    """Return whether an address is on the public internet and embeds no other address."""
    if isinstance(address, IPv6Address) and (
        address.is_site_local
        or address.scope_id
        or address not in _GLOBAL_UNICAST
        or any(address in network for network in _STANDS_FOR_IPV4)
    ):
        return False
    if any(address in network for network in _SPECIAL):
        return False
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )


def target_of(url: str, *, policy: Policy) -> Target:
    """Parse and check a URL; its network addresses are checked after the lookup.

    Raises:
        AddressNotAllowedError: it is not an HTTP URL, or has a user or a port that is not allowed.
    """
    if len(url) > MAX_URL or _UNSAFE.search(url):
        raise AddressNotAllowedError("The URL is too long or contains invalid characters.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressNotAllowedError("This is not a valid URL.") from error
    scheme = parts.scheme
    if scheme not in PORTS:
        raise AddressNotAllowedError("Only URLs with http:// or https:// are allowed.")
    if parts.username is not None or parts.password is not None:
        raise AddressNotAllowedError("The URL contains a user name. Remove the part before the @.")
    port = PORTS[scheme] if port is None else port
    if port not in {*PORTS.values(), *policy.ports}:
        raise AddressNotAllowedError(f"Port {port} is not allowed. Add it to OUTGOING_PORTS.")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    host = checked_host(parts.hostname or "")
    return Target(scheme, host, port, f"{path}?{query}" if query else path)


def checked_host(host: str) -> str:
    """Return a host in ASCII.

    Raises:
        AddressNotAllowedError: it is not a valid name or plain IP address (e.g. 0177.0.0.1).
    """
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise AddressNotAllowedError("The host of the URL is invalid.") from error
    try:
        return str(ip_address(name))  # Full-width digits are ASCII by now.
    except ValueError:
        pass
    if not _HOST.fullmatch(name) or _NUMBER.fullmatch(name.rsplit(".", 1)[-1]):
        raise AddressNotAllowedError("The host of the URL is invalid.")
    return name


"""Host and port → network addresses as strings, as returned by the system."""


class Deadline:
    """The time left for a whole request.

    Args:
        seconds: from now.
        clock: returns the current time in seconds; replaced in tests.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Return the seconds left.

        Raises:
            OutgoingTimeoutError: no time is left.
        """
        left = self._end - self._clock()
        if left <= 0:
            raise OutgoingTimeoutError("The URL took too long to respond.")
        return left


def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Look up a host with the system resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_addresses(
    host: str, port: int, *, policy: Policy, resolve: Resolve, deadline: Deadline
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


# Connections other than HTTP, such as IMAP: checked and pinned in the same way.


def outgoing_policy() -> Policy:
    """Return what this installation may reach besides public addresses."""
    return policy_of(networks=settings.OUTGOING_ALLOW, ports=settings.OUTGOING_PORTS)


def open_socket(
    host: str,
    port: int,
    *,
    ports: Collection[int],
    policy: Policy,
    seconds: float,
    resolve: Resolve = resolve_by_system,
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
    addresses = checked_addresses(
        checked_host(host), port, policy=policy, resolve=resolve, deadline=deadline
    )
    return _first_that_answers(addresses, port, deadline)


def _first_that_answers(
    addresses: Sequence[Address], port: int, deadline: Deadline
) -> socket.socket:
    reason: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((str(address), port), timeout=deadline.left())
        except OSError as error:
            reason = error
    raise OutgoingError("The server did not respond.") from reason
