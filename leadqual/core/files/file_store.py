"""The folder or S3-compatible store where several hosts share files (decision 60).

Credentials, region and endpoint come from the standard AWS settings. Writes are atomic; names are
the same as below `STATE_DIR`.
"""

import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePosixPath
from tempfile import mkstemp
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage

from launcher.system.extras import missing_extra
from leadqual.core.errors import LeadqualError
from leadqual.core.files.uploads import NewNames

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_S3 = "s3"
_MARK = "://"
_PART = ".part-"


class FileStoreError(LeadqualError, code="file_store_unavailable", status=503):
    """The store does not respond, or denies access."""


class FileStore:
    """Files by name, shared by all hosts.

    Args:
        address: `s3://bucket/prefix`, or a folder that every host mounts.
    """

    def __init__(self, address: str) -> None:
        scheme, mark, rest = address.partition(_MARK)
        self._is_local = not mark
        self._root = PurePosixPath(rest if mark else address)
        self._system = _opened(scheme if mark else "file")

    def put(self, local: Path, name: str) -> None:
        """Copy a local file into the store, replacing one with the same name."""
        with _told():
            if not self._is_local:
                self._system.put_file(str(local), self._at(name))
                return
            there = Path(self._at(name))
            there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = there.with_name(f"{_PART}{uuid.uuid4().hex}")
            try:
                shutil.copyfile(local, part)
                part.chmod(0o600)
                part.replace(there)
            finally:
                part.unlink(missing_ok=True)

    def get(self, name: str, local: Path) -> None:
        """Copy a file from the store to this host.

        Raises:
            FileNotFoundError: there is no file with this name.
        """
        with _told():
            self._system.get_file(self._at(name), str(local))

    def read(self, name: str) -> bytes | None:
        """Return the content of a small file, or None if it does not exist."""
        with _told():
            try:
                return bytes(self._system.cat_file(self._at(name)))
            except FileNotFoundError:
                return None

    def has(self, name: str) -> bool:
        with _told():
            return bool(self._system.isfile(self._at(name)))

    def size(self, name: str) -> int:
        """Return the size of a file in bytes.

        Raises:
            FileNotFoundError: there is no file with this name.
        """
        with _told():
            return int(self._system.info(self._at(name))["size"])

    def delete(self, name: str) -> None:
        """Delete a file if it exists."""
        with _told():
            try:
                self._system.rm_file(self._at(name))
            except FileNotFoundError:
                return

    def delete_folder(self, folder: str) -> int:
        """Delete all files in a folder; return the number deleted."""
        names = self.names(folder)
        for name in names:
            self.delete(name)
        if self._is_local:
            shutil.rmtree(self._at(folder), ignore_errors=True)
        return len(names)

    def names(self, folder: str) -> list[str]:
        """Return the sorted names of all files in a folder, including subfolders."""
        with _told():
            found = self._system.find(self._at(folder))
        root = PurePosixPath(self._root)
        names = (str(PurePosixPath(path).relative_to(root)) for path in found)
        return sorted(name for name in names if _PART not in name)

    def _at(self, name: str) -> str:
        return str(self._root / name)


def file_store() -> FileStore | None:
    """Return the store of this installation; None if files stay below `STATE_DIR`."""
    address = settings.FILE_STORE
    return _store(address, os.getpid()) if address else None


@cache
def _store(address: str, _process: int) -> FileStore:
    """Open a store once per process, because connections do not survive a fork."""
    return FileStore(address)


def _opened(scheme: str) -> "AbstractFileSystem":
    import fsspec  # slow, and rarely needed

    if scheme == _S3 and (problem := missing_extra("stores")):
        raise FileStoreError(problem)
    for name in ("botocore", "aiobotocore"):
        logging.getLogger(name).setLevel(logging.WARNING)  # It logs where credentials come from.
    options = {"use_listings_cache": False} if scheme == _S3 else {}
    return fsspec.filesystem(scheme, skip_instance_cache=True, **options)


@contextmanager
def _told() -> Iterator[None]:
    """Turn errors of the store's client into `FileStoreError`."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:
        if not _is_of_store(error):
            raise
        raise FileStoreError(
            "The file store could not be reached or refused access, so this was not completed. "
            "Try again in a moment. If it keeps happening, contact your administrator."
        ) from error


def _is_of_store(error: Exception) -> bool:
    """Return whether an error comes from the store, not from this host (e.g. a full disk)."""
    if isinstance(error, PermissionError | ConnectionError | TimeoutError):
        return True
    return type(error).__module__.partition(".")[0] in {"aiobotocore", "aiohttp", "botocore"}


# Files below `STATE_DIR` that every host can read; with `FILE_STORE` they are in the store.


def name_of(path: Path) -> str:
    """Return the store name of a path below `STATE_DIR`."""
    return path.relative_to(settings.STATE_DIR).as_posix()


def publish(part: Path, path: Path) -> None:
    """Publish a complete file under its name for all hosts; removes `part`."""
    store = file_store()
    if store is None:
        part.replace(path)
        return
    store.put(part, name_of(path))
    part.unlink()


def open_shared(path: Path) -> BinaryIO:
    """Open a published file.

    Raises:
        FileNotFoundError: it does not exist.
    """
    store = file_store()
    return path.open("rb") if store is None else fetched(name_of(path))


def fetched(name: str) -> BinaryIO:
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
    return path.is_file() if store is None else store.has(name_of(path))


def delete_shared(path: Path) -> None:
    """Delete a published file if it exists."""
    path.unlink(missing_ok=True)
    if (store := file_store()) is not None:
        store.delete(name_of(path))


def delete_shared_folder(folder: Path) -> int:
    """Delete a folder here and in the store; return its number of entries."""
    n = len(list(folder.iterdir())) if folder.is_dir() else 0
    shutil.rmtree(folder, ignore_errors=True)
    if (store := file_store()) is not None:
        n = max(n, store.delete_folder(name_of(folder)))
    return n


def shared_folders(home: Path) -> set[str]:
    """Return the names of the subfolders of a folder, here and in the store."""
    found = {one.name for one in home.iterdir() if one.is_dir()} if home.is_dir() else set()
    if (store := file_store()) is not None:
        start = f"{name_of(home)}/"
        inside = (name.removeprefix(start) for name in store.names(name_of(home)))
        found |= {name.partition("/")[0] for name in inside if "/" in name}
    return found


# Uploads in the shared store, if `FILE_STORE` is set.


class StoredFileStorage(NewNames, Storage):
    """Stores uploads under `uploads/`; reading first copies the whole file to this host."""

    def exists(self, name: str) -> bool:
        return self._store.has(_stored(name))

    def size(self, name: str) -> int:
        return self._store.size(_stored(name))

    def delete(self, name: str) -> None:
        self._store.delete(_stored(name))

    @property
    def _store(self) -> FileStore:
        store = file_store()
        if store is None:
            raise LookupError("FILE_STORE is not set.")
        return store

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":  # read-only
        return File(fetched(_stored(name)), name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        if hasattr(content, "temporary_file_path"):
            self._store.put(Path(content.temporary_file_path()), _stored(name))
            return name
        home = Path(settings.MEDIA_ROOT)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, path = mkstemp(dir=home)
        whole = Path(path)
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123  # a descriptor
                for piece in content.chunks():
                    file.write(piece)
            self._store.put(whole, _stored(name))
        finally:
            whole.unlink()
        return name


def _stored(name: str) -> str:
    return f"uploads/{name}"
