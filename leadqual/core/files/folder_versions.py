"""Versioned folders of files that one host writes and all hosts read.

A small JSON file names the current folder. With `FILE_STORE`, a new version is copied to the store,
and each host fetches it next to the previous one, which stays until the new one is complete.
"""

import fcntl
import json
import logging
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, Thread

from leadqual.core.errors import LeadqualError
from leadqual.core.files.file_store import FileStore, file_store
from leadqual.core.files.shared_files import name_of

LOOK_SECONDS = 10.0
"""How often a process checks for a new version."""

_INCOMING = ".incoming-"
_NEW_SECONDS = 600.0  # Newer folders may still be in use by a writer on this host.
_PLAIN = re.compile(r"[\w-]{1,120}", re.ASCII)
_looking = Lock()
_looked_at: dict[Path, float] = {}
logger = logging.getLogger(__name__)


def share_version(home: Path, folder: Path, current: str) -> None:
    """Copy a version to the store, if any, and then make it the current one.

    Args:
        home: folder of all versions.
        folder: of this version.
        current: name of the file in `home` that names the current version.
    """
    store = file_store()
    if store is None:
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            store.put(path, name_of(path))
    store.put(home / current, f"{name_of(home)}/{current}")
    _delete_former(store, home, current, keep=folder.name)


def _delete_former(store: FileStore, home: Path, current: str, *, keep: str) -> None:
    """Delete previous versions, except those with another layout for other versions of the code."""
    start = f"{name_of(home)}/"
    layout = _layout(current)
    for name in store.names(name_of(home)):
        inside = name.removeprefix(start).partition("/")
        if inside[1] and inside[0] != keep and inside[0].startswith(layout):
            store.delete(name)


def _layout(current: str) -> str:
    """Return the prefix of folder names for a layout, e.g. `3-` for `current-3.json`."""
    layout = current.removesuffix(".json").partition("-")[2]
    return f"{layout}-" if layout else ""


def bring_version(home: Path, current: str) -> None:
    """Fetch the current version from the store, if there is a store with a new one.

    Does nothing if another process of this host is already fetching it.
    """
    store = file_store()
    if store is None:
        return
    wanted = store.read(f"{name_of(home)}/{current}")
    if wanted == _read(home / current):
        return
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(home) as is_alone:
        if not is_alone:
            return
        if wanted is None:  # The workspace is now small, or gone.
            shutil.rmtree(home, ignore_errors=True)
            return
        _fetch(store, home, current, wanted)


def look_for_version(home: Path, current: str) -> None:
    """Fetch the current version in a background thread, at most every `LOOK_SECONDS`."""
    if file_store() is None:
        return
    now = time.monotonic()
    with _looking:
        if now - _looked_at.get(home, -LOOK_SECONDS) < LOOK_SECONDS:
            return
        _looked_at[home] = now
    Thread(target=_bring, args=(home, current), name="fetch", daemon=True).start()


def _bring(home: Path, current: str) -> None:
    try:
        bring_version(home, current)
    except (OSError, ValueError, LeadqualError) as error:  # Replaced, or the store is down.
        logger.info("files not fetched yet", extra={"error": type(error).__name__})


def _fetch(store: FileStore, home: Path, current: str, wanted: bytes) -> None:
    folder = str(json.loads(wanted)["folder"])
    if not _PLAIN.fullmatch(folder):
        raise ValueError(f"{current} names no folder.")
    incoming = home / f"{_INCOMING}{uuid.uuid4().hex}"
    start = f"{name_of(home)}/{folder}/"
    try:
        incoming.mkdir(mode=0o700)
        for name in store.names(start.rstrip("/")):
            path = incoming / name.removeprefix(start)
            path.parent.mkdir(parents=True, exist_ok=True)
            store.get(name, path)
        if store.read(f"{name_of(home)}/{current}") != wanted:
            raise FileNotFoundError(folder)  # Some files may already be deleted.
        shutil.rmtree(home / folder, ignore_errors=True)
        incoming.rename(home / folder)
        beside = home / f"{_INCOMING}{current}"
        beside.write_bytes(wanted)
        beside.replace(home / current)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    layout = _layout(current)
    for other in home.iterdir():
        is_former = other.is_dir() and other.name != folder and other.name.startswith(layout)
        if is_former and time.time() - other.stat().st_mtime > _NEW_SECONDS:
            shutil.rmtree(other, ignore_errors=True)
    logger.info("files fetched", extra={"folder": name_of(home)})


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


@contextmanager
def _alone(home: Path) -> Iterator[bool]:
    """Yield True to one process per host at a time; the kernel releases the lock when it exits."""
    with (home.parent / f".{home.name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
