"""Parquet files of a folder, a pattern or a store, and where the output of each goes."""

import glob
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.stores import STANDARD_STREAM, check_store, is_remote, list_files

PARQUET = ".parquet"
WILDCARDS = "*?["
HIDDEN_PREFIXES = (
    ".",
    "_",
)  # Names that begin so belong to programs, as in every reader of data sets.

_Found = dict[str, tuple[str, int, Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class Partition:
    """One Parquet file of many.

    Args:
        size: of the source, in bytes.
    """

    name: str
    source: str
    out: str
    size: int
    identity: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PartitionResult:
    """How one partition went.

    Args:
        rows: written; 0 where it failed.
        error: what went wrong, in one line; "" where it is done.
    """

    name: str
    rows: int = 0
    error: str = ""


def is_partitioned(source: str) -> bool:
    """Return whether an input is a folder or a pattern, and not one file."""
    if source == STANDARD_STREAM:
        return False
    if is_remote(source):
        has_wildcard = bool(set(source) & set(WILDCARDS))
        return source.startswith("s3://") and (source.endswith("/") or has_wildcard)
    path = Path(source)
    return path.is_dir() or (bool(set(source) & set(WILDCARDS)) and not path.exists())


def find_partitions(source: str, out: str) -> list[Partition]:
    """List the Parquet files of an input, ordered by name.

    Args:
        source: a folder, a pattern such as `titles/*/part-*.parquet`, or one file; local or s3://.
        out: a folder, local or s3://; a local one is created.

    Raises:
        FileError: there are no such files, or the output cannot be written there.
    """
    base = _base_folder(source)
    found = (
        _stored_partitions(source, base) if is_remote(source) else _local_partitions(source, base)
    )
    if not found:
        raise FileError(
            f"{source} holds no Parquet files. Name a folder, a pattern such as "
            "folder/*.parquet, or a Parquet file."
        )
    _check_out(out, base)
    return [
        Partition(name, path, f"{out.rstrip('/')}/{name}", size, identity)
        for name, (path, size, identity) in sorted(found.items())
    ]


def is_written(partition: Partition) -> bool:
    if is_remote(partition.out):
        return bool(list_files(partition.out))
    return Path(partition.out).is_file()


def _local_partitions(source: str, base: str) -> _Found:
    pattern = source
    if Path(source).is_dir():
        pattern = f"{glob.escape(source.rstrip('/'))}/**/*{PARQUET}"
    elif Path(source).is_file():
        pattern = glob.escape(source)
    found: _Found = {}
    for path in map(Path, glob.glob(pattern, recursive=True)):  # noqa: PTH207  # any pattern
        name = path.relative_to(base).as_posix()
        if path.is_file() and _is_data_file(name):
            facts = path.stat()
            identity = {"size": facts.st_size, "changed": facts.st_mtime_ns}
            found[name] = (str(path), facts.st_size, identity)
    return found


def _stored_partitions(source: str, base: str) -> _Found:
    return {
        name: (entry.address, entry.size, {"size": entry.size, "version": entry.version})
        for entry in list_files(source)
        if _is_data_file(name := entry.address.removeprefix(base).lstrip("/"))
    }


def _is_data_file(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name.endswith(PARQUET) and not any(part.startswith(HIDDEN_PREFIXES) for part in parts)


def _base_folder(source: str) -> str:
    """Return the folder below which files are named."""
    if not is_remote(source) and Path(source).is_dir():
        return source
    scheme, mark, path = source.rpartition("://")
    parts = path.split("/")
    first = next((n for n, part in enumerate(parts) if set(part) & set(WILDCARDS)), None)
    if first is None and is_remote(source) and not source.endswith(PARQUET):
        return source.rstrip("/")
    folder = "/".join(parts[: len(parts) - 1 if first is None else first])
    return f"{scheme}{mark}{folder}" or "."


def _check_out(out: str, base: str) -> None:
    if out == STANDARD_STREAM:
        raise FileError("Name a folder for the output with --out: each Parquet file gets its own.")
    if is_remote(out):
        check_store(f"{out.rstrip('/')}/part{PARQUET}")
        same = out.rstrip("/") == base.rstrip("/")
    else:
        folder = Path(out)
        same = folder.exists() and folder.resolve() == Path(base).resolve()
    if same:
        raise FileError(
            f"{out} is also the folder of the input, which would be overwritten. Nothing was "
            "changed. Use another folder for --out."
        )
    if not is_remote(out):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(f"{out} could not be created: {error.strerror or error}.") from error
