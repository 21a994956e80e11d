"""The address of a client; only this module reads X-Forwarded-For."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

_NETWORK_BITS = 64  # A client usually has a whole IPv6 network.
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> str | None:
    """Return the IP address of the client, or None for a Unix socket.

    Clients can forge X-Forwarded-For. Each proxy appends the address of its client, so with
    `TRUSTED_PROXY_HOPS` proxies, the entry at that position from the right is reliable. With 0
    hops, or fewer entries than hops, the header is ignored.
    """
    return client_address_in(request.META)


def client_address_in(environ: Mapping[str, Any]) -> str | None:
    """Return the IP address of the client of a request with this environment."""
    address = _find_address(environ)
    return None if address is None else str(address)


def client_network(request: HttpRequest) -> str:
    """Return the key for rate limits: an IPv4 address, or the /64 network of an IPv6 address."""
    address = _find_address(request.META)
    if address is None:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network(f"{address}/{_NETWORK_BITS}", strict=False))


def _find_address(environ: Mapping[str, Any]) -> Address | None:
    n_hops = settings.TRUSTED_PROXY_HOPS
    entries = environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if n_hops > 0 else []
    text = entries[-n_hops] if len(entries) >= n_hops > 0 else environ.get("REMOTE_ADDR", "")
    return _parse_address(text) or _parse_address(environ.get("REMOTE_ADDR", ""))


def _parse_address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
