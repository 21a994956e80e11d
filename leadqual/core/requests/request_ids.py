"""The ID of a request: on its answer, in problems and in the log, so that support finds it."""

import ipaddress
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar, Token

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the ID of the request that this thread answers; "" outside of one."""
    return _current.get()


def continue_request(request_id: str) -> Token[str]:
    """Make this the ID of what this thread does from now on; `end_request` takes it back."""
    return _current.set(request_id)


def end_request(token: Token[str]) -> None:
    """Bring back the ID that was there before `continue_request`."""
    _current.reset(token)


class RequestIdMiddleware:
    """Give each request an ID; one that a proxy or program sent is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        token = _current.set(number)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response[HEADER] = number
        return response


# The address that a request comes from: the one place that reads X-Forwarded-For.

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
