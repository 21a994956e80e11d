"""Who makes the current request, and from where; rows of the audit log carry it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from leadqual.accounts.models import ApiKey
from leadqual.core.command_line import is_command_line
from leadqual.core.requests.client_address import client_address


@dataclass(slots=True)
class Origin:
    """Where a change comes from.

    Args:
        ip_address: of the request; None where a job or a command changes something.
        api_key: by which a program signed in; None for people and jobs.
        is_command_line: a command at the server changes something.
    """

    ip_address: str | None = None
    api_key: ApiKey | None = None
    is_command_line: bool = False


_current: ContextVar[Origin | None] = ContextVar("audit_origin", default=None)


def current_origin() -> Origin:
    """Return the origin of what happens now; one without an address outside of requests."""
    return _current.get() or Origin(is_command_line=is_command_line())


def note_api_key(key: ApiKey) -> None:
    """Say that the current request signed in with this API key."""
    origin = _current.get()
    if origin is not None:
        origin.api_key = key


@contextmanager
def origin_of(request: HttpRequest) -> Iterator[None]:
    """Record changes as coming from this request while the context lasts."""
    token = _current.set(Origin(ip_address=client_address(request)))
    try:
        yield
    finally:
        _current.reset(token)


class AuditOriginMiddleware:
    """Remember the origin of each request for the audit log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with origin_of(request):
            return self.get_response(request)
