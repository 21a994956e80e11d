"""How often one address may ask: so many answers a minute, counted in the cache."""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

MOST_ANSWERS = 60
MOST_SUGGESTIONS = 10
WINDOW_SECONDS = 60
_NETWORK_BITS = 64  # Whoever has one IPv6 address has the whole network.


def seconds_to_wait(
    request: HttpRequest, *, now: float | None = None, what: str = "", most: int | None = None
) -> int:
    """Count one answer, or one of something else, for the address that asks.

    Args:
        request: of whom.
        now: seconds since 1970; the time of the machine where left out.
        what: is counted by itself; empty stands for answers.
        most: how many an address may have in a minute; None for MOST_ANSWERS.

    Returns:
        0 where it may have one more, else the seconds until it may ask again.
    """
    window, passed = divmod(time.time() if now is None else now, WINDOW_SECONDS)
    # The cache sees no address: only a keyed hash of it, for two minutes.
    key = f"tryout{what}:{hashed_address(request)}:{int(window)}"
    cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    allowed = MOST_ANSWERS if most is None else most
    return 0 if cache.incr(key) <= allowed else int(WINDOW_SECONDS - passed) or 1


def hashed_address(request: HttpRequest) -> str:
    """Return a keyed hash of the address that asks: says who is the same, and nobody who it is."""
    address = client_address(request)
    return salted_hmac("leadqual.tryout", address, algorithm="sha256").hexdigest()[:32]


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
