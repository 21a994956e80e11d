"""Request IDs for responses, problem documents and logs, and client addresses."""

import ipaddress
import re
import uuid
from collections.abc import Callable, Mapping
from contextvars import ContextVar, Token
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
LOGGED_KEY = "leadqual.api_key"
"""Where the environment of a request has the ID and the prefix of its API key, for the log."""
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")

_NETWORK_BITS = 64  # A client usually has a whole IPv6 network.
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def current_request_id() -> str:
    """Return the ID of the current request, or ""."""
    return _current.get()


def continue_request(request_id: str) -> Token[str]:
    """Set the request ID of this thread until `end_request`."""
    return _current.set(request_id)


def end_request(token: Token[str]) -> None:
    """Restore the request ID from before `continue_request`."""
    _current.reset(token)


class RequestIdMiddleware:
    """Assigns an ID to each request, unless a proxy or program sent one."""

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


# The client address; only this code reads X-Forwarded-For.


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
