"""The folder or S3-compatible store where several hosts share files (decision 60).

Credentials, region and endpoint come from the standard AWS settings. Writes are atomic; names are
the same as below `STATE_DIR`.
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

from launcher.system.extras import missing_extra
from leadqual.core.errors import LeadqualError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_S3 = "s3"
_SCHEME_SEPARATOR = "://"
_PART_PREFIX = ".part-"


class FileStore:
    """Files by name, shared by all hosts.

    Args:
        address: `s3://bucket/prefix`, or a folder that every host mounts.
    """

    def __init__(self, address: str) -> None:
        scheme, mark, rest = address.partition(_SCHEME_SEPARATOR)
        self._is_local = not mark
        self._root = PurePosixPath(rest if mark else address)
        self._system = _open_filesystem(scheme if mark else "file")

    def put(self, local: Path, name: str) -> None:
        """Copy a local file into the store, replacing one with the same name."""
        with _translate_errors():
            if not self._is_local:
                self._system.put_file(str(local), self._address_of(name))
                return
            target = Path(self._address_of(name))
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = target.with_name(f"{_PART_PREFIX}{uuid.uuid4().hex}")
            try:
                shutil.copyfile(local, part)
                part.chmod(0o600)
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)

    def get(self, name: str, local: Path) -> None:
        """Copy a file from the store to this host.

        Raises:
            FileNotFoundError: there is no file with this name.
        """
        with _translate_errors():
            self._system.get_file(self._address_of(name), str(local))

    def read(self, name: str) -> bytes | None:
        """Return the content of a small file, or None if it does not exist."""
        with _translate_errors():
            try:
                return bytes(self._system.cat_file(self._address_of(name)))
            except FileNotFoundError:
                return None

    def has(self, name: str) -> bool:
        with _translate_errors():
            return bool(self._system.isfile(self._address_of(name)))

    def size(self, name: str) -> int:
        """Return the size of a file in bytes.

        Raises:
            FileNotFoundError: there is no file with this name.
        """
        with _translate_errors():
            return int(self._system.info(self._address_of(name))["size"])

    def delete(self, name: str) -> None:
        """Delete a file if it exists."""
        with _translate_errors():
            try:
                self._system.rm_file(self._address_of(name))
            except FileNotFoundError:
                return

    def delete_folder(self, folder: str) -> int:
        """Delete all files in a folder; return the number deleted."""
        names = self.names(folder)
        for name in names:
            self.delete(name)
        if self._is_local:
            shutil.rmtree(self._address_of(folder), ignore_errors=True)
        return len(names)

    def names(self, folder: str) -> list[str]:
        """Return the sorted names of all files in a folder, including subfolders."""
        with _translate_errors():
            found = self._system.find(self._address_of(folder))
        root = PurePosixPath(self._root)
        names = (str(PurePosixPath(path).relative_to(root)) for path in found)
        return sorted(name for name in names if _PART_PREFIX not in name)

    def _address_of(self, name: str) -> str:
        return str(self._root / name)


def file_store() -> FileStore | None:
    """Return the store of this installation; None if files stay below `STATE_DIR`."""
    address = settings.FILE_STORE
    return _store(address, os.getpid()) if address else None


@cache
def _store(address: str, _process: int) -> FileStore:
    """Open a store once per process, because connections do not survive a fork."""
    return FileStore(address)


def _open_filesystem(scheme: str) -> "AbstractFileSystem":
    import fsspec  # slow, and rarely needed

    if scheme == _S3 and (problem := missing_extra("stores")):
        raise LeadqualError(problem, code="file_store_unavailable", status=503)
    for name in ("botocore", "aiobotocore"):
        logging.getLogger(name).setLevel(logging.WARNING)  # It logs where credentials come from.
    options = {"use_listings_cache": False} if scheme == _S3 else {}
    return fsspec.filesystem(scheme, skip_instance_cache=True, **options)


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Turn errors of the client of the store into `file_store_unavailable`."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:
        if not _is_store_error(error):
            raise
        raise LeadqualError(
            "The file store could not be reached or refused access, so this was not completed. "
            "Try again in a moment. If it keeps happening, contact your administrator.",
            code="file_store_unavailable",
            status=503,
        ) from error


def _is_store_error(error: Exception) -> bool:
    """Return whether an error comes from the store, not from this host (e.g. a full disk)."""
    if isinstance(error, PermissionError | ConnectionError | TimeoutError):
        return True
    return type(error).__module__.partition(".")[0] in {"aiobotocore", "aiohttp", "botocore"}
