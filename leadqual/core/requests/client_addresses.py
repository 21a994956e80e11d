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
    return address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> str | None:
    """Return the IP address of the client of a request with this environment."""
    address = _address(environ)
    return None if address is None else str(address)


def client_network(request: HttpRequest) -> str:
    """Return the key for rate limits: an IPv4 address, or the /64 network of an IPv6 address."""
    address = _address(request.META)
    if address is None:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network(f"{address}/{_NETWORK_BITS}", strict=False))


def _address(environ: Mapping[str, Any]) -> Address | None:
    hops = settings.TRUSTED_PROXY_HOPS
    entries = environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hops > 0 else []
    written = entries[-hops] if len(entries) >= hops > 0 else environ.get("REMOTE_ADDR", "")
    return _parsed(written) or _parsed(environ.get("REMOTE_ADDR", ""))


def _parsed(written: str) -> Address | None:
    try:
        address = ipaddress.ip_address(written.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
