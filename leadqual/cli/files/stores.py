"""Files on the web and in S3-compatible stores, through fsspec.

A file that is read is copied to a temporary one first: it is fetched once, cannot change while it
is read, and its memory is bounded. What is written is put together on this machine and uploaded
whole, so that a store never shows half a file. Keys, region and endpoint of a store come from where
every program for S3 has them: `AWS_ACCESS_KEY_ID`, `AWS_PROFILE`, `AWS_ENDPOINT_URL`, ...

Whoever runs a command may reach whatever the machine reaches, as with curl; nothing here is called
for requests of others.
"""

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import urlsplit

from launcher.system.extras import missing_extra
from leadqual.cli.files.input_files import NO_OUTPUT_NOTE, FileError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

S3 = "s3"
WEB_SCHEMES = ("http", "https")
_BLOCK = 2**22
_SCHEME_SEPARATOR = "://"

STANDARD_STREAM = "-"
GZIP_SUFFIX = ".gz"


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file of a store, copied to this machine.

    Args:
        size: in bytes.
    """

    content: BinaryIO
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a store, not read yet.

    Args:
        address: of the file, with s3://.
        size: in bytes.
    """

    address: str
    size: int
    version: str


def is_remote(path: str) -> bool:
    """Return whether a path is an address: of the web, or of a store.

    Raises:
        FileError: its scheme is unknown.
    """
    scheme, mark, _ = path.partition(_SCHEME_SEPARATOR)
    if not mark:
        return False
    if scheme.lower() not in {S3, *WEB_SCHEMES}:
        raise FileError(
            f"{scheme}:// is not supported. Use a local path, s3://, https:// or http://."
        )
    return True


def file_name(path: str) -> str:
    """Return the last part of a path or address, whose ending tells the format."""
    if not is_remote(path):
        return Path(path).name
    return PurePosixPath(urlsplit(path).path if _is_web(path) else path).name


def shown_path(path: str) -> str:
    """Return a path as messages show it: an address without password and signature."""
    if not is_remote(path) or not _is_web(path):
        return path
    parts = urlsplit(path)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def fetch_file(path: str) -> FetchedFile:
    """Copy a file of the web or of a store to a temporary file.

    Raises:
        FileError: there is no such file or bucket, it must not be read, or the connection broke.
    """
    copy = cast("BinaryIO", tempfile.TemporaryFile(prefix="leadqual-"))  # noqa: SIM115  # the reader closes it
    try:
        with _store_errors(path, "read"):
            system, path_in_store = _open_filesystem(path)
            if _is_web(path):
                system.get_file(path_in_store, copy)
            else:
                with system.open(path_in_store, "rb", block_size=_BLOCK) as stream:
                    while block := stream.read(_BLOCK):
                        copy.write(block)
        size = copy.tell()
        copy.seek(0)
        digest = hashlib.sha256()
        while block := copy.read(_BLOCK):
            digest.update(block)
        copy.seek(0)
    except BaseException:
        copy.close()
        raise
    return FetchedFile(copy, size, digest.hexdigest())


def check_store(path: str) -> None:
    """Refuse an address that cannot be written to, as far as one can know before.

    Raises:
        FileError: the web is read only, or there is no such bucket.
    """
    if _is_web(path):
        raise FileError(
            f"{shown_path(path)} could not be written: web addresses can only be read. "
            "Use a local path or s3://."
        )
    bucket, _, key = path.partition(_SCHEME_SEPARATOR)[2].partition("/")
    if not bucket or not key or key.endswith("/"):
        raise FileError(f"{path} must be s3://bucket/name of a file.")
    with _store_errors(path, "written"):
        system, _ = _open_filesystem(path)
        if not _has_bucket(system, bucket):
            raise _missing_bucket_error(path, "written")


def list_files(path: str) -> list[StoredFile]:
    """List the files of a store below an address, that it names, or that its pattern matches.

    Raises:
        FileError: there is no such bucket, it must not be read, or the connection broke.
    """
    with _store_errors(path, "read"):
        system, path_in_store = _open_filesystem(path)
        if any(sign in path_in_store for sign in "*?["):
            found = system.glob(path_in_store, detail=True)
        else:
            found = system.find(path_in_store.rstrip("/"), detail=True)
        if not found and not _has_bucket(*_bucket_of(path)):
            raise _missing_bucket_error(path, "read")
    return [
        StoredFile(
            f"{S3}{_SCHEME_SEPARATOR}{name}", int(facts["size"]), str(facts["ETag"]).strip('"')
        )
        for name, facts in found.items()
        if facts["type"] == "file"
    ]


def upload_file(local: Path, path: str) -> None:
    """Copy a file of this machine to a store, where it appears whole or not at all.

    Raises:
        FileError: there is no such bucket, it must not be written to, or the connection broke.
    """
    with _store_errors(path, "written"):
        system, path_in_store = _open_filesystem(path)
        system.put_file(str(local), path_in_store)


def unfinished_path(path: str) -> Path:
    """Return where this machine keeps what a stopped command had written for an address."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "leadqual" / "unfinished" / hashlib.sha256(path.encode()).hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise FileError(f"{folder} could not be created: {error.strerror or error}.") from error
    return folder / file_name(path)


def _is_web(path: str) -> bool:
    return path.partition(_SCHEME_SEPARATOR)[0].lower() in WEB_SCHEMES


def _open_filesystem(path: str) -> tuple["AbstractFileSystem", str]:
    import fsspec

    for name in ("botocore", "aiobotocore"):
        logging.getLogger(name).setLevel(logging.WARNING)  # They tell where each key is from.
    scheme, _, rest = path.partition(_SCHEME_SEPARATOR)
    if _is_web(path):
        from aiohttp import ClientTimeout

        timeout = ClientTimeout(total=None, connect=60, sock_read=300)
        # A packed file must come as it is, not unpacked on the way.
        options: dict[str, Any] = {
            "client_kwargs": {"timeout": timeout},
            "headers": {"Accept-Encoding": "identity"},
        }
        return fsspec.filesystem(scheme.lower(), skip_instance_cache=True, **options), path
    system = fsspec.filesystem(S3, skip_instance_cache=True, use_listings_cache=False)
    return system, rest


@contextmanager
def _store_errors(path: str, what: str) -> Iterator[None]:
    """Turn what a store answers into one line for a person."""
    _require_packages(path, what)
    import aiohttp
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

    shown = shown_path(path)
    try:
        yield
    except FileNotFoundError as error:
        if not _is_web(path) and not _has_bucket(*_bucket_of(path)):
            raise _missing_bucket_error(path, what) from error
        raise FileError(f"{shown} does not exist.") from error
    except NoCredentialsError as error:
        raise FileError(
            f"{shown} could not be {what}: no credentials. Set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
        ) from error
    except PermissionError as error:
        raise _denied_error(path, what) from error
    except aiohttp.ClientResponseError as error:
        if error.status in {401, 403}:
            raise _denied_error(path, what) from error
        raise FileError(f"{shown} could not be {what}: status {error.status}.") from error
    except (
        *(aiohttp.ClientError, BotoCoreError, ClientError),
        *(OSError, ValueError, TimeoutError),
    ) as error:
        reason = " ".join(str(getattr(error, "strerror", None) or error).split()).rstrip(".")
        has_secret = _is_web(path) and (path in reason or "?" in reason or "@" in reason)
        reason = type(error).__name__ if has_secret or not reason else reason
        raise FileError(f"{shown} could not be {what}: {reason}. {NO_OUTPUT_NOTE}") from error


def _require_packages(path: str, what: str) -> None:
    if problem := missing_extra("stores"):
        raise FileError(f"{shown_path(path)} could not be {what}. {problem}")


def _bucket_of(path: str) -> tuple["AbstractFileSystem", str]:
    system, path_in_store = _open_filesystem(path)
    return system, path_in_store.partition("/")[0]


def _has_bucket(system: "AbstractFileSystem", bucket: str) -> bool:
    """Return whether a bucket is there; True where one may not know."""
    try:
        system.call_s3("head_bucket", Bucket=bucket)
    except FileNotFoundError:
        return False
    except PermissionError:
        return True
    return True


def _missing_bucket_error(path: str, what: str) -> FileError:
    bucket = path.partition(_SCHEME_SEPARATOR)[2].partition("/")[0]
    return FileError(f"{path} could not be {what}: there is no bucket named {bucket}.")


def _denied_error(path: str, what: str) -> FileError:
    return FileError(
        f"{shown_path(path)} could not be {what}: access denied. Check the credentials and their "
        "permissions."
    )
