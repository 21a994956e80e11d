"""Rows in, rows out: CSV, JSONL or Parquet by suffix, `-` for a pipe.

Standard input is CSV; standard output is JSONL or TSV where the input file is, else CSV.

Everything streams in chunks. A file is written under a temporary name and moved into place at the
end, so that an interrupted command leaves no half file. A command never writes over what it reads.
"""

import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import typer

from leadqual.cli.files import csv, jsonl, parquet
from leadqual.cli.files.input_files import (
    CHUNK_ROWS,
    NOTHING_WRITTEN,
    Columns,
    FileError,
    Row,
    Writer,
)

PIPE = "-"
PACKED = ".gz"
OURS = "leadqual_"  # Before the name of a column that we add, where the file has one of it.
LONGEST_LIST = 300  # Characters of the names of columns in an error.
SUFFIXES = (".csv", ".tsv", ".jsonl", ".parquet")
_LINES = (".tsv", ".jsonl")  # What else than CSV can be read from a pipe line by line.


@dataclass(frozen=True, slots=True)
class Table:
    """A file that is being read.

    Args:
        columns: name → type of its values, in their order; `str` for all of a CSV file.
        chunks: the rows, in their order, in lists of at most `chunk_rows`.
        total: size in bytes, 0 for a pipe.
        position: tells how many bytes have been read.
    """

    columns: Columns
    chunks: Iterator[list[Row]]
    total: int
    position: Callable[[], int]


def open_table(
    path: str,
    *,
    require: Sequence[str] = (),
    chunk_rows: int = CHUNK_ROWS,
    encoding: str | None = None,
) -> Table:
    """Open a file for reading; CSV may have any delimiter and be UTF-8, UTF-16 or Windows-1252.

    Args:
        path: a file, `.gz` behind its suffix or not, or `-` for standard input (CSV).
        require: columns that must be there.
        chunk_rows: most rows of a chunk.
        encoding: of a CSV file, where the guess is wrong.

    Raises:
        FileError: the file or a column is missing, or the suffix is unknown.
    """
    suffix = _suffix(path.removesuffix(PACKED))
    raw = _open(path)
    total = 0 if path == PIPE else Path(path).stat().st_size
    try:
        columns, chunks = _read(raw, path, suffix, chunk_rows=chunk_rows, encoding=encoding)
        require_columns(require, columns, path)
    except FileError:
        raw.close()
        raise
    return Table(
        columns,
        _closing(raw, chunks),
        total,
        lambda: raw.tell() if total and not raw.closed else total,
    )


def read_rows(
    path: str, *, require: Sequence[str] = (), chunk_rows: int = CHUNK_ROWS
) -> Iterator[list[Row]]:
    """Read the rows of a file in chunks; see `open_table`."""
    return open_table(path, require=require, chunk_rows=chunk_rows).chunks


def write_rows(
    path: str, chunks: Iterable[Sequence[Row]], *, columns: Columns, like: str = PIPE
) -> int:
    """Write rows and return how many there were.

    Args:
        path: a file, replaced at the end, or `-` for standard output.
        chunks: the rows; a value that a row does not have is empty.
        columns: name → type of its values, in the order they are written.
        like: the file that is read: standard output is JSONL or TSV where it is, else CSV.

    Raises:
        FileError: the suffix is unknown, or the folder cannot be written to.
    """
    suffix = _suffix(path)
    if path == PIPE:
        kind = _suffix(like.removesuffix(PACKED))
        return _write(
            _writer(kind if kind in _LINES else suffix, sys.stdout.buffer, columns), chunks
        )
    temporary = Path(path).with_name(f".{Path(path).name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as target:
            rows = _write(_writer(suffix, target, columns), chunks)
        temporary.replace(path)
    except OSError as error:
        raise FileError(f"{path} could not be written: {error.strerror or error}.") from error
    finally:
        temporary.unlink(missing_ok=True)
    return rows


def check_writable(
    path: str, *, sources: Iterable[str | None] = (), may_be_packed: bool = False
) -> None:
    """Refuse a bad output before any work is done; `.gz` too, where it may not be packed.

    Args:
        path: where the output goes.
        sources: files that are read, `-` for standard input; None where there is none.
        may_be_packed: whether `.gz` may stand behind the suffix.

    Raises:
        FileError: the suffix is unknown, the folder is not there, or it is one of the sources, by
            whatever name or link.
    """
    _suffix(path.removesuffix(PACKED) if may_be_packed else path)
    if path != PIPE and not Path(path).absolute().parent.is_dir():
        raise FileError(f"{path} could not be written: the folder does not exist.")
    for source in sources:
        if source is not None and path != PIPE and _is_same(path, source):
            raise FileError(
                f"{path} is also the input file ({source}) and would be overwritten. "
                "Nothing was changed. Use another name for --out."
            )


def other_columns(columns: Columns, ours: Iterable[str]) -> dict[str, str]:
    """Name what a command adds to a file; columns of the file are kept, and ours give way.

    Args:
        columns: of the file.
        ours: what is added.

    Returns:
        What is added → the name of its column: `leadqual_` before it where the file has a column
        of that name, and a number behind it where it has that one too. Said on standard error.
    """
    names: dict[str, str] = {}
    for own in ours:
        name, count = own, 1
        while name in columns:
            name = f"{OURS}{own}" if count == 1 else f"{OURS}{own}_{count}"
            count += 1
        names[own] = name
    if moved := {own: name for own, name in names.items() if name != own}:
        typer.echo(
            f"Note: the file already has {', '.join(moved)}; the results are in "
            f"{', '.join(moved.values())}.",
            err=True,
        )
    return names


def _read(
    raw: BinaryIO, path: str, suffix: str, *, chunk_rows: int, encoding: str | None
) -> tuple[Columns, Iterator[list[Row]]]:
    source = (
        cast("BinaryIO", io.BufferedReader(_Unpacked(raw, path))) if path.endswith(PACKED) else raw
    )
    if suffix == ".parquet":
        return parquet.read(source, path, chunk_rows=chunk_rows)
    if suffix == ".jsonl":
        return jsonl.read(source, path, chunk_rows=chunk_rows)
    return csv.read(source, path, chunk_rows=chunk_rows, encoding=encoding)


class _Unpacked(io.RawIOBase):
    """What a gzip file holds; one that is damaged is told in one line, wherever it breaks."""

    def __init__(self, packed: BinaryIO, name: str) -> None:
        self._content = gzip.GzipFile(fileobj=packed, mode="rb")
        self._name = name

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what the base gives
        try:
            return self._content.readinto(buffer)
        except (EOFError, OSError, zlib.error) as error:
            raise self._broken(error) from error

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        try:
            return self._content.seek(offset, whence)
        except (EOFError, OSError, zlib.error) as error:
            raise self._broken(error) from error

    def _broken(self, error: Exception) -> FileError:
        what = "not a gzip file, or damaged"
        if isinstance(error, EOFError):
            what = "incomplete"
        return FileError(
            f"{self._name} could not be decompressed: {what}. {NOTHING_WRITTEN} "
            "Compress or download it again."
        )


def require_columns(names: Sequence[str], columns: Columns, path: str) -> None:
    """See to it that a file has some columns.

    Raises:
        FileError: one is missing; the others are named.
    """
    if not columns:  # Only an empty JSONL file has none: there is nothing to miss.
        return
    if missing := [name for name in names if name not in columns]:
        there = ", ".join(columns)
        if len(there) > LONGEST_LIST:
            there = f"{there[:LONGEST_LIST]}…"
        raise FileError(f"{path} has no column {missing[0]!r}. Its columns are: {there}.")


def _closing(source: BinaryIO, chunks: Iterator[list[Row]]) -> Iterator[list[Row]]:
    with source:
        yield from chunks


def _write(writer: Writer, chunks: Iterable[Sequence[Row]]) -> int:
    count = 0
    for rows in chunks:
        writer.write(rows)
        count += len(rows)
    writer.close()
    return count


def _writer(suffix: str, target: BinaryIO, columns: Columns) -> Writer:
    if suffix == ".parquet":
        return parquet.ParquetWriter(target, columns)
    if suffix == ".jsonl":
        return jsonl.JsonlWriter(target, columns)
    return csv.CsvWriter(target, columns, delimiter="\t" if suffix == ".tsv" else ",")


def _suffix(path: str) -> str:
    if path == PIPE:
        return ".csv"
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise FileError(f"{path} must end in {', '.join(SUFFIXES)}, or be - for a pipe (CSV).")
    return suffix


def _is_same(path: str, other: str) -> bool:
    try:
        read = os.fstat(sys.stdin.fileno()) if other == PIPE else Path(other).stat()
        return os.path.samestat(Path(path).stat(), read)
    except OSError:
        return False  # One of them is not there.


def _open(path: str) -> BinaryIO:
    if path == PIPE:
        return sys.stdin.buffer
    try:
        return Path(path).open("rb")
    except FileNotFoundError as error:
        raise FileError(f"{path} does not exist.") from error
    except OSError as error:
        raise FileError(f"{path} could not be read: {error.strerror or error}.") from error
