"""Where backups are stored: a local folder, or an S3-compatible store.

A file appears under its name when it is whole: in a folder by a rename at the end, in a store by
completing the upload. Credentials of a store come from where every program for S3 has them:
`AWS_ACCESS_KEY_ID`, `AWS_PROFILE`, `AWS_ENDPOINT_URL`, ...
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from launcher.system.extras import missing_extra
from leadqual.backups.errors import BackupError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

UNFINISHED = ".unfinished-"
"""How names of files begin that are not whole; one left by a killed process means nothing."""

_S3 = "s3://"
_BLOCK = 2**24


class Place(Protocol):
    """A folder of files with names such as `journal/x.jsonl`."""

    @property
    def address(self) -> str:
        """Return the address under which `place_at` finds it from any folder."""

    def names(self) -> list[str]:
        """Return the names of all whole files, in order."""

    def size(self, name: str) -> int:
        """Return the size of a file in bytes."""

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading.

        Raises:
            BackupError: there is no such file, or it cannot be read.
        """

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Yield what takes a new file; an exception leaves nothing under the name."""
        raise NotImplementedError

    def delete(self, name: str) -> None:
        """Delete a file; nothing happens where there is none."""


def place_at(address: str) -> Place:
    """Return the place that a setting or an option names.

    Raises:
        BackupError: the address is of no kind that can hold backups.
    """
    if address.startswith(_S3):
        return StorePlace(address.removeprefix(_S3).strip("/"))
    if "://" in address:
        raise BackupError(f"{address} cannot hold backups. Use a local folder or s3://bucket/name.")
    return FolderPlace(Path(address))


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """A local folder, or one that is mounted."""

    folder: Path

    @property
    def address(self) -> str:
        return str(self.folder.resolve())

    def names(self) -> list[str]:
        """Return the names of all whole files, in order; none where there is no folder yet.

        Raises:
            BackupError: it is no folder.
        """
        if self.folder.exists() and not self.folder.is_dir():
            raise BackupError(f"{self.folder} is not a folder.")
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        complete_files = (path for path in paths if not path.name.startswith(UNFINISHED))
        return sorted(path.relative_to(self.folder).as_posix() for path in complete_files)

    def size(self, name: str) -> int:
        """Return the size of a file in bytes."""
        return (self.folder / name).stat().st_size

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading.

        Raises:
            BackupError: there is no such file, or it cannot be read.
        """
        try:
            return (self.folder / name).open("rb")
        except OSError as error:
            raise BackupError(f"{self.folder / name} cannot be read: {error.strerror}.") from error

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Yield a new file that only the account of the product reads.

        It gets its name once all of it is on the disk.
        """
        path = self.folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_name(f"{UNFINISHED}{path.name}")
        temporary.unlink(missing_ok=True)
        try:
            with os.fdopen(
                os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as it:
                yield it
                it.flush()
                os.fsync(it.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def delete(self, name: str) -> None:
        """Delete a file; nothing happens where there is none."""
        (self.folder / name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class StorePlace:
    """A prefix of a bucket, as `bucket/prefix`."""

    prefix: str

    @property
    def address(self) -> str:
        return f"{_S3}{self.prefix}"

    def names(self) -> list[str]:
        """Return the names of all whole files, in order."""
        with _store_errors(self.prefix):
            found = _file_system().find(self.prefix)
        return sorted(str(one).removeprefix(f"{self.prefix}/") for one in found)

    def size(self, name: str) -> int:
        """Return the size of a file in bytes."""
        with _store_errors(f"{self.prefix}/{name}"):
            return int(_file_system().info(f"{self.prefix}/{name}")["size"])

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading.

        Raises:
            BackupError: there is no such file, or it cannot be read.
        """
        with _store_errors(f"{self.prefix}/{name}"):
            return cast("BinaryIO", _file_system().open(f"{self.prefix}/{name}", block_size=_BLOCK))

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Yield what uploads in parts; the object appears when the last one is there."""
        with _store_errors(f"{self.prefix}/{name}"):
            file = _file_system().open(f"{self.prefix}/{name}", "wb", block_size=_BLOCK)
            try:
                yield cast("BinaryIO", file)
            except BaseException:
                file.discard()
                file.closed = True  # Else collecting it as garbage would complete the upload.
                raise
            file.close()

    def delete(self, name: str) -> None:
        """Delete a file; nothing happens where there is none."""
        with _store_errors(f"{self.prefix}/{name}"), suppress(FileNotFoundError):
            _file_system().rm_file(f"{self.prefix}/{name}")


def _file_system() -> "AbstractFileSystem":
    import fsspec  # loads botocore, which takes a second

    return fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False)


@contextmanager
def _store_errors(path: str) -> Iterator[None]:
    """Turn what a store answers into one line for a person."""
    if problem := missing_extra("stores"):
        raise BackupError(f"{_S3}{path} cannot be used. {problem}")
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError, PermissionError, FileNotFoundError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise BackupError(
            f"{_S3}{path} cannot be used: {reason}. Check the bucket, the credentials and "
            "AWS_ENDPOINT_URL."
        ) from error
