"""How often one address may ask: so many answers a minute, counted in the cache."""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

MOST_ANSWERS = 60
WINDOW_SECONDS = 60
_NETWORK_BITS = 64  # Whoever has one IPv6 address has the whole network.


def seconds_to_wait(request: HttpRequest, *, now: float | None = None) -> int:
    """Count one answer for the address that asks.

    Returns:
        0 where it may have the answer, else the seconds until it may ask again.
    """
    window, passed = divmod(time.time() if now is None else now, WINDOW_SECONDS)
    # The cache sees no address: only a keyed hash of it, for two minutes.
    who = salted_hmac("leadqual.tryout", client_address(request), algorithm="sha256").hexdigest()
    key = f"tryout:{who[:32]}:{int(window)}"
    cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    return 0 if cache.incr(key) <= MOST_ANSWERS else int(WINDOW_SECONDS - passed) or 1


def client_address(request: HttpRequest) -> str:
    """Return the address that asks, behind the proxy where there is one.

    Only the last entry of X-Forwarded-For comes from our proxy; the client may say any other.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.IS_HTTPS else ""
    address = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        known = ipaddress.ip_address(address)
    except ValueError:  # A socket has no address: all who come that way share their number.
        return "unknown"
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network(f"{known}/{_NETWORK_BITS}", strict=False))
