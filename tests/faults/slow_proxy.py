"""A proxy in front of a server that passes everything on later, as a long way does."""

import socket
import time
from contextlib import suppress
from threading import Lock, Thread

_PIECE = 65_536


class SlowProxy:
    """Passes connections on to a port of the loopback address.

    Attributes:
        delay: seconds for which each piece is held, in both directions; may change at any time.
        port: where it listens.

    Args:
        behind: port of the server.
    """

    def __init__(self, behind: int) -> None:
        self.delay = 0.0
        self._behind = behind
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = Lock()
        self._ends: set[socket.socket] = set()
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End all connections and take no further ones."""
        with self._lock:
            ends = [self._listener, *self._ends]
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._behind))
            except OSError:  # The server is away: whoever asks sees a connection that ends.
                client.close()
                continue
            with self._lock:
                self._ends |= {client, server}
            for ways in ((client, server), (server, client)):
                Thread(target=self._pass, args=ways, daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                time.sleep(self.delay)
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with self._lock:
            is_last = source not in self._ends
            self._ends -= {source, target}
        if is_last:
            source.close()
            target.close()
