"""Who makes the current request, and from where; stored in rows of the audit log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from leadqual.accounts.models import ApiKey
from leadqual.core.command_line import is_command_line
from leadqual.core.requests.client_addresses import client_address


@dataclass(slots=True)
class Origin:
    """Where a change comes from.

    Args:
        ip_address: of the request; None for jobs and commands.
        api_key: of the request; None for people and jobs.
        is_command_line: whether a command on the server makes the change.
    """

    ip_address: str | None = None
    api_key: ApiKey | None = None
    is_command_line: bool = False


def current_origin() -> Origin:
    """Return the origin of current changes; outside of requests it has no IP address."""
    return _current.get() or Origin(is_command_line=is_command_line())


def note_api_key(key: ApiKey) -> None:
    """Note that the current request uses this API key."""
    origin = _current.get()
    if origin is not None:
        origin.api_key = key


@contextmanager
def origin_of(request: HttpRequest) -> Iterator[None]:
    """Record changes inside the context as coming from this request."""
    token = _current.set(Origin(ip_address=client_address(request)))
    try:
        yield
    finally:
        _current.reset(token)


class AuditOriginMiddleware:
    """Set the origin of each request for the audit log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with origin_of(request):
            return self.get_response(request)


_current: ContextVar[Origin | None] = ContextVar("audit_origin", default=None)
