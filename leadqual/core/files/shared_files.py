"""Files below `STATE_DIR` that every host can read; with `FILE_STORE` they are in the store."""

import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from leadqual.core.files.file_store import file_store


def store_name_of(path: Path) -> str:
    """Return the store name of a path below `STATE_DIR`."""
    return path.relative_to(settings.STATE_DIR).as_posix()


def publish(part: Path, path: Path) -> None:
    """Publish a complete file under its name for all hosts; removes `part`."""
    store = file_store()
    if store is None:
        part.replace(path)
        return
    store.put(part, store_name_of(path))
    part.unlink()


def open_shared(path: Path) -> BinaryIO:
    """Open a published file.

    Raises:
        FileNotFoundError: it does not exist.
    """
    store = file_store()
    return path.open("rb") if store is None else fetch_file(store_name_of(path))


def fetch_file(name: str) -> BinaryIO:
    """Return a local copy of a file in the store, which is deleted on close.

    Raises:
        FileNotFoundError: it does not exist.
    """
    store = file_store()
    if store is None:
        raise FileNotFoundError(name)
    home = Path(settings.STATE_DIR) / "fetched"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        copy = Path(folder) / "copy"
        store.get(name, copy)
        return copy.open("rb")  # Open files survive deletion.


def is_published(path: Path) -> bool:
    store = file_store()
    return path.is_file() if store is None else store.has(store_name_of(path))


def delete_shared(path: Path) -> None:
    """Delete a published file if it exists."""
    path.unlink(missing_ok=True)
    if (store := file_store()) is not None:
        store.delete(store_name_of(path))


def delete_shared_folder(folder: Path) -> int:
    """Delete a folder here and in the store; return its number of entries."""
    n = len(list(folder.iterdir())) if folder.is_dir() else 0
    shutil.rmtree(folder, ignore_errors=True)
    if (store := file_store()) is not None:
        n = max(n, store.delete_folder(store_name_of(folder)))
    return n


def shared_folders(home: Path) -> set[str]:
    """Return the names of the subfolders of a folder, here and in the store."""
    found = {one.name for one in home.iterdir() if one.is_dir()} if home.is_dir() else set()
    if (store := file_store()) is not None:
        start = f"{store_name_of(home)}/"
        relative_names = (name.removeprefix(start) for name in store.names(store_name_of(home)))
        found |= {name.partition("/")[0] for name in relative_names if "/" in name}
    return found
