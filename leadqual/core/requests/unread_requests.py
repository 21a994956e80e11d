"""Error responses for requests that gunicorn refuses before Django sees them.

Enabled with `--worker-class=leadqual.core.requests.unread_requests.ServerWorker`.
"""

import json
import logging
import socket
import time
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser
from gunicorn.util import write
from gunicorn.workers.gthread import ThreadWorker

from leadqual.core.requests.problems import BAD_REQUEST, PROBLEM_TYPE, problem_body
from leadqual.core.requests.request_ids import RequestIdMiddleware

ADDRESS_TOO_LONG = "The address is too long. Use fewer filters, or save the search and open it."
HEADERS_TOO_LARGE = "The headers of the request are too large. Send fewer or shorter ones."
ERROR_RESPONSES = (
    (LimitRequestLine, 414, "address_too_long", ADDRESS_TOO_LONG),
    (LimitRequestHeaders, 431, "headers_too_large", HEADERS_TOO_LARGE),
    (ParseException, 400, "bad_request", BAD_REQUEST),
)
"""Errors of gunicorn → status, code and text of the response; the first match counts."""
_UNREAD_BYTES, _UNREAD_SECONDS = 2**20, 1.0
_BODY_BYTES, _BODY_SECONDS = 2**30, 20.0
logger = logging.getLogger(__name__)


class ServerRequest(Request):  # type: ignore[misc]  # has no types
    """Stores the start of the request, to tell programs from browsers."""

    beginning = b""

    def read_into(self, unreader: Any, buf: bytearray, stop: bool = False) -> None:
        super().read_into(unreader, buf, stop)
        self.beginning = self.beginning or bytes(buf[:200])

    def parse(self, unreader: Any) -> bytes:
        """Parse everything before the body.

        Raises:
            ParseException: it is malformed or too long; the error has the start of the request.
        """
        try:
            read: bytes = super().parse(unreader)
        except ParseException as error:
            error.beginning = self.beginning
            raise
        return read


RequestParser.mesg_class = ServerRequest


class ServerWorker(ThreadWorker):  # type: ignore[misc]  # has no types
    """Answers malformed requests like other errors of the product.

    Most clients send their whole body before they read, so a body that nothing has read is read
    after the answer: closing earlier would lose it.
    """

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        """Read the rest of the body; return whether the connection takes another request."""
        deadline = time.monotonic() + _BODY_SECONDS
        return bool(conn.parser.finish_body(deadline, max_bytes=_BODY_BYTES)) and keepalive

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer with a problem document or a page; leave other errors to gunicorn."""
        beginning = getattr(exc, "beginning", None)
        if beginning is None:
            super().handle_error(req, client, addr, exc)
            return
        answer = RequestIdMiddleware(lambda request: _build_response(request, exc))(
            _parse_beginning(beginning)
        )
        headers = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
        with suppress(OSError):  # The client may be gone.
            write(client, f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}\r\n".encode())
            write(client, f"{headers}\r\n".encode() + answer.content)
            _read_rest(client)


def _parse_beginning(beginning: bytes) -> HttpRequest:
    request = HttpRequest()
    request.path = (beginning.split(b" ", 2)[1:2] or [b""])[0].decode("latin-1")
    return request


def _build_response(request: HttpRequest, error: Exception) -> HttpResponse:
    status, code, words = next(rest[1:] for rest in ERROR_RESPONSES if isinstance(error, rest[0]))
    logger.warning("request refused", extra={"code": code, "status": status})
    if request.path.startswith(("/api/", "/mcp")):
        answer = HttpResponse(json.dumps(problem_body(status, code, words)), PROBLEM_TYPE, status)
    else:
        context = {"message": words, "code": code, "request": request}
        answer = HttpResponse(render_to_string("errors/refused.html", context), status=status)
    answer["Content-Length"] = str(len(answer.content))
    answer["Connection"], answer["Cache-Control"] = "close", "no-store"
    return answer


def _read_rest(client: socket.socket) -> None:
    """Read the rest of the request, because closing early could lose the response."""
    client.shutdown(socket.SHUT_WR)
    client.settimeout(_UNREAD_SECONDS)
    n_read = 0
    while n_read < _UNREAD_BYTES and (part := client.recv(2**16)):
        n_read += len(part)
