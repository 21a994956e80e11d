"""Which URLs and network addresses requests to the outside may reach."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urlsplit

from django.conf import settings

from leadqual.core.outgoing.errors import (
    AddressNotAllowedError,
)

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


def parse_policy(*, networks: Sequence[str], ports: Sequence[str]) -> Policy:
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


def parse_target(url: str, *, policy: Policy) -> Target:
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
    host = check_host(parts.hostname or "")
    return Target(scheme, host, port, f"{path}?{query}" if query else path)


def check_host(host: str) -> str:
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


def outgoing_policy() -> Policy:
    """Return what this installation may reach besides public addresses."""
    return parse_policy(networks=settings.OUTGOING_ALLOW, ports=settings.OUTGOING_PORTS)
