"""Small files that are whole or not there: written to a temporary file, then moved into place."""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.errors import LocalError

PRIVATE_MODE = 0o600
SECRET_FILE, ERASURE_KEY_FILE = "secret", "erasure.key"
"""Names of the keys in the state folder, made at the first start."""
RESTORE_FILE = "restore.json"
"""Stands in the state folder while a restore puts its files in place."""


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner may read, in one step."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read_or_create_secret(path: Path) -> str:
    """Read a secret, made at random the first time."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48) + "\n")
    return path.read_text(encoding="utf-8").strip()


def require_restored(state: Path) -> None:
    """Refuse to start in a folder in which a restore was interrupted.

    Raises:
        LocalError: it was.
    """
    if (state / RESTORE_FILE).exists():
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
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, PRIVATE_MODE)
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
def hold_lock(path: Path, *, seconds: float) -> Iterator[None]:
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
