"""A proxy in front of a server that cuts connections, as lines between networks do."""

import socket
from contextlib import suppress
from threading import Lock, Thread

_PIECE = 16_384


class CuttingProxy:
    """Passes connections on to a port of the loopback address, and cuts those that it is told to.

    Args:
        port: of the server behind it.
        host: address that it listens on.
    """

    def __init__(self, port: int, *, host: str = "127.0.0.1") -> None:
        self.n_connections = 0
        self.n_cut = 0
        self._behind = port
        self._lock = Lock()
        self._cuts: list[int] = []
        self._listener = socket.create_server((host, 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends: list[socket.socket] = []
        self._threads: list[Thread] = []
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def cut_after(self, *sizes: int) -> None:
        """Cut each of the next connections after so many bytes of the server."""
        with self._lock:
            self._cuts.extend(sizes)

    def close(self) -> None:
        """End all connections and take no further ones."""
        for end in (self._listener, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in (self._thread, *self._threads):
            thread.join()
        for end in (self._listener, *self._ends):
            end.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.n_connections += 1
                size = self._cuts.pop(0) if self._cuts else None
            server = socket.create_connection(("127.0.0.1", self._behind))
            self._ends += [client, server]
            ways = ((client, server, None), (server, client, size))
            new = [Thread(target=self._pass, args=way, daemon=True) for way in ways]
            self._threads += new
            for thread in new:
                thread.start()

    def _pass(self, source: socket.socket, target: socket.socket, left: int | None) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                if left is not None:
                    if len(piece) >= left:
                        target.sendall(piece[:left])
                        self.n_cut += 1
                        break
                    left -= len(piece)
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
