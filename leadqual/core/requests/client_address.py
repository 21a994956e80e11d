"""The address that a request comes from: the one place that reads X-Forwarded-For."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

_NETWORK_BITS = 64  # Whoever has one IPv6 address has the whole network.
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> str | None:
    """Return the IP address of the client; None where the connection has none (a Unix socket).

    Anybody can write X-Forwarded-For. Each proxy appends the address that it was asked from, so
    with `TRUSTED_PROXY_HOPS` proxies of ours the entry that many from the right is true. With 0
    hops, or fewer entries than hops, the header says nothing.
    """
    address = _address(request)
    return None if address is None else str(address)


def client_network(request: HttpRequest) -> str:
    """Return what limits are counted by: an IPv4 address, or the /64 network of an IPv6 one."""
    address = _address(request)
    if address is None:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network(f"{address}/{_NETWORK_BITS}", strict=False))


def _address(request: HttpRequest) -> Address | None:
    hops = settings.TRUSTED_PROXY_HOPS
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hops > 0 else []
    written = entries[-hops] if len(entries) >= hops > 0 else request.META.get("REMOTE_ADDR", "")
    return _parsed(written) or _parsed(request.META.get("REMOTE_ADDR", ""))


def _parsed(written: str) -> Address | None:
    try:
        address = ipaddress.ip_address(written.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
