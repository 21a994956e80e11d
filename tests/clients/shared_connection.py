"""A server whose threads use the connection of the test: what each call changes can be undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test.testcases import QuietWSGIRequestHandler


class _Server(ThreadedWSGIServer):
    """A server that leaves the connection of the test open."""

    def _close_connections(self) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    """Serve the product over HTTP for a while; yields its address."""
    connection = connections["default"]
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    connection.inc_thread_sharing()
    server = _Server(
        ("127.0.0.1", 0),
        QuietWSGIRequestHandler,
        allow_reuse_address=False,
        connections_override={"default": connection},
    )
    server.set_app(WSGIHandler())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        connection.dec_thread_sharing()
        for signal in signals:
            signal.connect(close_old_connections)
