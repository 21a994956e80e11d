"""The folder or S3-compatible store in which several hosts share their files (decision 60).

Keys, region and endpoint of a store come from the standard settings of AWS tools. Files appear
whole or not at all, under the same names as below `STATE_DIR`.
"""

import logging
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from django.conf import settings

from leadqual.core.errors import LeadqualError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_S3 = "s3"
_MARK = "://"
_PART = ".part-"


class FileStoreError(LeadqualError, code="file_store_unavailable", status=503):
    """The store does not answer, or refuses us."""


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
        """Copy a file of this host into the store, in place of one of that name."""
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
        """Copy a file of the store to this host.

        Raises:
            FileNotFoundError: there is none of this name.
        """
        with _told():
            self._system.get_file(self._at(name), str(local))

    def read(self, name: str) -> bytes | None:
        """Return a small file; None where there is none."""
        with _told():
            try:
                return bytes(self._system.cat_file(self._at(name)))
            except FileNotFoundError:
                return None

    def has(self, name: str) -> bool:
        with _told():
            return bool(self._system.isfile(self._at(name)))

    def size(self, name: str) -> int:
        """Return the bytes of a file.

        Raises:
            FileNotFoundError: there is none of this name.
        """
        with _told():
            return int(self._system.info(self._at(name))["size"])

    def delete(self, name: str) -> None:
        """Delete a file, if there is one of this name."""
        with _told():
            try:
                self._system.rm_file(self._at(name))
            except FileNotFoundError:
                return

    def delete_folder(self, folder: str) -> int:
        """Delete all files of a folder; returns how many."""
        names = self.names(folder)
        for name in names:
            self.delete(name)
        if self._is_local:
            shutil.rmtree(self._at(folder), ignore_errors=True)
        return len(names)

    def names(self, folder: str) -> list[str]:
        """Return the names of all files of a folder and the folders in it, sorted."""
        with _told():
            found = self._system.find(self._at(folder))
        root = PurePosixPath(self._root)
        names = (str(PurePosixPath(path).relative_to(root)) for path in found)
        return sorted(name for name in names if _PART not in name)

    def _at(self, name: str) -> str:
        return str(self._root / name)


def file_store() -> FileStore | None:
    """Return the store of this installation; None where files stay below `STATE_DIR`."""
    address = settings.FILE_STORE
    return _store(address, os.getpid()) if address else None


@cache
def _store(address: str, _process: int) -> FileStore:
    """Open a store once in each process: a forked one cannot use the connections of another."""
    return FileStore(address)


def _opened(scheme: str) -> "AbstractFileSystem":
    import fsspec  # takes long, and few installations need it

    for name in ("botocore", "aiobotocore"):
        logging.getLogger(name).setLevel(logging.WARNING)  # They tell where each key is from.
    options = {"use_listings_cache": False} if scheme == _S3 else {}
    return fsspec.filesystem(scheme, skip_instance_cache=True, **options)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the client of a store says into an error for people and programs."""
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
    """Return whether an error is of a store rather than of this host, such as a full disk."""
    if isinstance(error, PermissionError | ConnectionError | TimeoutError):
        return True
    return type(error).__module__.partition(".")[0] in {"aiobotocore", "aiohttp", "botocore"}
