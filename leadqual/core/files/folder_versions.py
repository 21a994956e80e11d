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
from leadqual.core.files.shared_files import store_name_of

CHECK_INTERVAL = 10.0
"""How often a process checks for a new version."""

_PARTIAL_PREFIX = ".incoming-"
_GRACE_SECONDS = 600.0  # Newer folders may still be in use by a writer on this host.
_NAME_PATTERN = re.compile(r"[\w-]{1,120}", re.ASCII)
_checking_lock = Lock()
_checked_at: dict[Path, float] = {}
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
            store.put(path, store_name_of(path))
    store.put(home / current, f"{store_name_of(home)}/{current}")
    _delete_former(store, home, current, keep=folder.name)


def _delete_former(store: FileStore, home: Path, current: str, *, keep: str) -> None:
    """Delete previous versions, except those with another layout for other versions of the code."""
    start = f"{store_name_of(home)}/"
    layout = _layout_prefix(current)
    for name in store.names(store_name_of(home)):
        path_parts = name.removeprefix(start).partition("/")
        if path_parts[1] and path_parts[0] != keep and path_parts[0].startswith(layout):
            store.delete(name)


def _layout_prefix(current: str) -> str:
    """Return the prefix of folder names for a layout, e.g. `3-` for `current-3.json`."""
    layout = current.removesuffix(".json").partition("-")[2]
    return f"{layout}-" if layout else ""


def fetch_version(home: Path, current: str) -> None:
    """Fetch the current version from the store, if there is a store with a new one.

    Does nothing if another process of this host is already fetching it.
    """
    store = file_store()
    if store is None:
        return
    wanted = store.read(f"{store_name_of(home)}/{current}")
    if wanted == _read_current(home / current):
        return
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _host_lock(home) as is_alone:
        if not is_alone:
            return
        if wanted is None:  # The workspace is now small, or gone.
            shutil.rmtree(home, ignore_errors=True)
            return
        _fetch(store, home, current, wanted)


def fetch_in_background(home: Path, current: str) -> None:
    """Fetch the current version in a background thread, at most every `CHECK_INTERVAL`."""
    if file_store() is None:
        return
    now = time.monotonic()
    with _checking_lock:
        if now - _checked_at.get(home, -CHECK_INTERVAL) < CHECK_INTERVAL:
            return
        _checked_at[home] = now
    Thread(target=_fetch_if_new, args=(home, current), name="fetch", daemon=True).start()


def _fetch_if_new(home: Path, current: str) -> None:
    try:
        fetch_version(home, current)
    except (OSError, ValueError, LeadqualError) as error:  # Replaced, or the store is down.
        logger.info("files not fetched yet", extra={"error": type(error).__name__})


def _fetch(store: FileStore, home: Path, current: str, wanted: bytes) -> None:
    folder = str(json.loads(wanted)["folder"])
    if not _NAME_PATTERN.fullmatch(folder):
        raise ValueError(f"{current} names no folder.")
    incoming = home / f"{_PARTIAL_PREFIX}{uuid.uuid4().hex}"
    start = f"{store_name_of(home)}/{folder}/"
    try:
        incoming.mkdir(mode=0o700)
        for name in store.names(start.rstrip("/")):
            path = incoming / name.removeprefix(start)
            path.parent.mkdir(parents=True, exist_ok=True)
            store.get(name, path)
        if store.read(f"{store_name_of(home)}/{current}") != wanted:
            raise FileNotFoundError(folder)  # Some files may already be deleted.
        shutil.rmtree(home / folder, ignore_errors=True)
        incoming.rename(home / folder)
        temporary = home / f"{_PARTIAL_PREFIX}{current}"
        temporary.write_bytes(wanted)
        temporary.replace(home / current)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    layout = _layout_prefix(current)
    for other in home.iterdir():
        is_former = other.is_dir() and other.name != folder and other.name.startswith(layout)
        if is_former and time.time() - other.stat().st_mtime > _GRACE_SECONDS:
            shutil.rmtree(other, ignore_errors=True)
    logger.info("files fetched", extra={"folder": store_name_of(home)})


def _read_current(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


@contextmanager
def _host_lock(home: Path) -> Iterator[bool]:
    """Yield True to one process per host at a time; the kernel releases the lock when it exits."""
    with (home.parent / f".{home.name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
