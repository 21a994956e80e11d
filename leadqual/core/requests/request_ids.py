"""The ID of a request: on its answer, in problems and in the log, so that support finds it."""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar, Token

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
