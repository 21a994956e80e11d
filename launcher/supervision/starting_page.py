"""The port of the pages, held by the supervisor, and what it answers until the web server does.

The web server gets the listening socket, too. So nobody is refused while it starts or starts again:
requests get this page until it can answer. Then it takes over: this accepts nothing more before the
web server accepts for the first time.
"""

import base64
import hashlib
import html
import json
import os
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from launcher.system.ports import LOOPBACK

SOCKET = "{socket}"
"""Stands in the command of a program for the number of the socket that it gets."""

LINE = "STARTING_PAGE"
"""Variable with the number of the socket by which the web server takes over; see `take_over`."""

REFRESH_SECONDS = 2
_TAKE_OVER_SECONDS = 5.0
REQUEST_SECONDS = 5.0
_BACKLOG = 128
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color-scheme:light dark;max-width:32rem;"
    "margin:20vh auto;padding:0 1rem}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    f"<title>LeadQual is starting</title><style>{_STYLE}</style></head><body>"
    '<main role="status"><h1>LeadQual is starting</h1><p>Waiting for: NAMES.</p>'
    "<p>This page refreshes until LeadQual is ready.</p></main></body></html>"
)


def take_over() -> None:
    """Wait until the page of the supervisor accepts nothing more; return where there is none."""
    number = os.environ.pop(LINE, "")
    if not number:
        return
    with socket.socket(fileno=int(number)) as line, suppress(OSError):
        line.settimeout(_TAKE_OVER_SECONDS)
        line.sendall(b"1")
        line.recv(1)


class StartingPage:
    """Listens on the port for as long as the supervisor lives, and answers while asked to."""

    def __init__(self, port: int, *, waiting_for: Callable[[], Sequence[str]]) -> None:
        self._socket = socket.create_server((LOOPBACK, port), backlog=_BACKLOG)
        self._socket.settimeout(0)  # Whoever is second to accept must not wait.
        self._waiting_for = waiting_for
        self._server: ThreadingHTTPServer | None = None
        self._lock = threading.RLock()
        self._line: socket.socket | None = None  # To the web server that was launched last.

    @property
    def descriptor(self) -> int:
        """Number of the listening socket, which a child may be given."""
        return self._socket.fileno()

    def show(self) -> None:
        """Answer from now on, if this does not already."""
        with self._lock:
            if self._server is not None:
                return
            server = _Server(
                (LOOPBACK, 0), _create_handler(self._waiting_for), bind_and_activate=False
            )
            server.socket.close()
            server.socket = self._socket
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            self._server = server

    def hide(self) -> None:
        """Leave the answers to the web server; the port stays open."""
        with self._lock:
            if self._server is not None:
                self._server.shutdown()
                self._server = None

    def line(self) -> socket.socket:
        """Return the socket by which the web server that is launched next takes over."""
        own_socket, child_socket = socket.socketpair()
        self._line = own_socket
        threading.Thread(target=self._hide_when_asked, args=(own_socket,), daemon=True).start()
        return child_socket

    def _hide_when_asked(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            if not line.recv(1):
                return  # It ended before it could answer.
            with self._lock:
                if line is self._line:
                    self.hide()
            line.sendall(b"1")

    def __enter__(self) -> Self:
        self.show()
        return self

    def __exit__(self, *_: object) -> None:
        self.hide()
        self._socket.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, _request: object, _address: object) -> None:
        """Pass over clients that went away."""


def _create_handler(waiting_for: Callable[[], Sequence[str]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Says to every request that LeadQual is starting."""

        timeout = REQUEST_SECONDS

        def do_GET(self) -> None:
            """Answer with a page, or with JSON where a program asks."""
            names = list(waiting_for()) or ["web"]
            body: dict[str, object]
            if self.path.partition("?")[0] == "/healthz":
                kind, body = "application/json", {"status": "starting", "not_ready": list(names)}
            elif self.path.startswith("/api/"):
                kind, body = "application/problem+json", _describe_wait(names)
            else:
                kind, body = "text/html; charset=utf-8", {}
            text = (
                json.dumps(body) if body else _PAGE.replace("NAMES", html.escape(", ".join(names)))
            )
            self.send_response(HTTPStatus.SERVICE_UNAVAILABLE)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Retry-After", str(REFRESH_SECONDS))
            self.send_header("X-Content-Type-Options", "nosniff")
            if not body:
                self.send_header("Refresh", str(REFRESH_SECONDS))
                policy = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'"
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text.encode())

        do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815  # as http.server

        def log_message(self, *_: object) -> None:
            """Keep addresses out of the log."""

    return Handler


def _describe_wait(names: Sequence[str]) -> dict[str, object]:
    detail = f"LeadQual is starting and waits for: {', '.join(names)}."
    return {"type": "about:blank", "status": 503, "code": "starting", "detail": detail}
