"""Small files that are whole or not there: written beside, then moved into place."""

import fcntl
import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.errors import LocalError

PRIVATE = 0o600
SECRET_FILE, ERASURE_KEY_FILE = "secret", "erasure.key"
"""Names of the keys in the state folder, made at the first start."""
RESTORING = "restore.json"
"""Stands in the state folder while a restore puts its files in place."""

LOOPBACK = "127.0.0.1"
NAME = "localhost"


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner may read, in one step."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def secret_in(path: Path) -> str:
    """Read a secret, made at random the first time."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48) + "\n")
    return path.read_text(encoding="utf-8").strip()


def require_restored(state: Path) -> None:
    """Refuse to start in a folder in which a restore was interrupted.

    Raises:
        LocalError: it was.
    """
    if (state / RESTORING).exists():
        raise LocalError(
            "A restore was interrupted while it put a backup in place. Run the same "
            "`leadqual restore` again."
        )


class FolderLock:
    """A lock that the kernel gives back when its holder dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Take the lock without waiting; False when somebody else holds it."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, PRIVATE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def give_back(self) -> None:
        """Let go of the lock; nothing happens when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def locked(path: Path, *, seconds: float) -> Iterator[None]:
    """Hold the lock `path` for the block.

    Raises:
        LocalError: somebody else held it for all of `seconds`.
    """
    lock = FolderLock(path)
    until = time.monotonic() + seconds
    while not lock.take():
        if time.monotonic() > until:
            raise LocalError(f"Another process is starting or stopping servers in {path.parent}.")
        time.sleep(0.05)
    try:
        yield
    finally:
        lock.give_back()


# Ports on the loopback address: chosen once, remembered, replaced when taken.

"""Of the same address; browsers make passkeys for names alone."""


def is_free(port: int) -> bool:
    """Return whether a server could listen on this port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Without this, connections of a server that just ended would hold its port for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def any_free_port() -> int:
    """Let the system name a port that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def remembered_port(file: Path, name: str, *, wish: int | None = None) -> int:
    """Give the port of the part `name`: last time's, else the wish, else any, whichever is free."""
    ports = _read(file)
    for port in (ports.get(name), wish):
        if port is not None and is_free(port):
            break
    else:
        port = any_free_port()
    if ports.get(name) != port:
        write_private(file, json.dumps({**ports, name: port}, indent=2, sort_keys=True) + "\n")
    return port


def _read(file: Path) -> dict[str, int]:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): int(port) for name, port in stored.items()}
