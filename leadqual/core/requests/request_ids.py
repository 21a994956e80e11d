"""IDs of requests, in responses, problem documents and logs."""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar, Token

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
LOG_KEY = "leadqual.api_key"
"""Where the environment of a request has the ID and the prefix of its API key, for the log."""
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


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
        header = request.headers.get(HEADER, "")
        number = header if _GIVEN.fullmatch(header) else uuid.uuid4().hex
        token = _current.set(number)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response[HEADER] = number
        return response
