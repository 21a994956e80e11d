"""Rows in, rows out: CSV, JSONL or Parquet by suffix or option, `-` for a pipe.

Files are on this machine, in an S3-compatible store (s3://) or, to read, on the web. Standard
input is CSV unless an option says otherwise; standard output is JSONL or TSV where the input is,
else CSV.

Everything streams in chunks. A file is written under a temporary name and moved into place at the
end, so that an interrupted command leaves no half file. A command never writes over what it reads.
"""

import gzip
import io
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from leadqual.cli.files import csv, jsonl, parquet
from leadqual.cli.files.column_names import require_columns
from leadqual.cli.files.file_formats import FileFormat, suffix_of
from leadqual.cli.files.input_files import (
    CHUNK_ROWS,
    NO_OUTPUT_NOTE,
    Columns,
    FileError,
    Row,
    Writer,
)
from leadqual.cli.files.stores import (
    GZIP_SUFFIX,
    STANDARD_STREAM,
    check_store,
    fetch_file,
    is_remote,
    shown_path,
    unfinished_path,
    upload_file,
)

_LINE_FORMATS = (".tsv", ".jsonl")  # Formats of standard output where the input has them, else CSV.
_STREAMED_FORMATS = (".csv", ".tsv")  # What is read from a pipe as it comes.


class UnpackedFile(io.RawIOBase):
    """What a gzip file holds; one that is damaged is reported in one line, wherever it breaks."""

    def __init__(self, packed: BinaryIO, name: str) -> None:
        self._content = gzip.GzipFile(fileobj=packed, mode="rb")
        self._name = name

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read again from its start."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what is next into a buffer."""
        try:
            return self._content.readinto(buffer)
        except (EOFError, OSError, zlib.error) as error:
            raise self._damaged_file_error(error) from error

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, which reads all before it again."""
        try:
            return self._content.seek(offset, whence)
        except (EOFError, OSError, zlib.error) as error:
            raise self._damaged_file_error(error) from error

    def _damaged_file_error(self, error: Exception) -> FileError:
        what = "not a gzip file, or damaged"
        if isinstance(error, EOFError):
            what = "incomplete"
        return FileError(
            f"{self._name} could not be decompressed: {what}. {NO_OUTPUT_NOTE} "
            "Compress or download it again."
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A file that is being read.

    Args:
        columns: name → type of its values, in their order; `str` for all of a CSV file.
        chunks: the rows, in their order, in lists of at most `chunk_rows`.
        total: size in bytes, 0 for a pipe.
        position: tells how many bytes have been read.
        identity: plain values that tell this content from another; empty for a pipe.
        source: what is read; a caller that may stop before the first chunk closes it.
    """

    columns: Columns
    chunks: Iterator[list[Row]]
    total: int
    position: Callable[[], int]
    suffix: str
    identity: Mapping[str, object]
    source: BinaryIO


def open_table(
    path: str,
    *,
    require: Sequence[str] = (),
    chunk_rows: int = CHUNK_ROWS,
    encoding: str | None = None,
    file_format: FileFormat | None = None,
) -> Table:
    """Open a file for reading; CSV may have any delimiter and be UTF-8, UTF-16 or Windows-1252.

    Args:
        path: a file or address, also with the suffix `.gz`, or `-` for standard input (CSV).
        require: columns that must be there.
        chunk_rows: most rows of a chunk.
        encoding: of a CSV file, where the guess is wrong.
        file_format: where the name does not tell.

    Raises:
        FileError: the file or a column is missing, or the suffix is unknown.
    """
    suffix = suffix_of(path.removesuffix(GZIP_SUFFIX), file_format)
    raw, total, identity = _open_source(path, suffix)
    try:
        columns, chunks = _read_source(raw, path, suffix, chunk_rows=chunk_rows, encoding=encoding)
        require_columns(require, columns, path)
    except FileError:
        raw.close()
        raise
    return Table(
        columns,
        _close_after(raw, chunks),
        total,
        lambda: raw.tell() if total and not raw.closed else total,
        suffix,
        identity,
        raw,
    )


def read_rows(
    path: str, *, require: Sequence[str] = (), chunk_rows: int = CHUNK_ROWS
) -> Iterator[list[Row]]:
    """Read the rows of a file in chunks; see `open_table`."""
    return open_table(path, require=require, chunk_rows=chunk_rows).chunks


def write_rows(
    path: str,
    chunks: Iterable[Sequence[Row]],
    *,
    columns: Columns,
    like: str = "",
    file_format: FileFormat | None = None,
) -> int:
    """Write rows and return how many there were.

    Args:
        path: a file or s3:// address, replaced at the end, or `-` for standard output.
        chunks: the rows; a value that a row does not have is empty.
        columns: name → type of its values, in the order they are written.
        like: suffix of the file that is read: standard output is JSONL or TSV where it is, else
            CSV.
        file_format: of the output, where its name does not tell.

    Raises:
        FileError: the suffix is unknown, or the folder or store cannot be written to.
    """
    if path == STANDARD_STREAM:
        suffix = (
            like if like in _LINE_FORMATS and file_format is None else suffix_of(path, file_format)
        )
        return _write_pipe(suffix, chunks, columns)
    suffix = suffix_of(path, file_format)
    is_remote_ = is_remote(path)
    target = unfinished_path(path) if is_remote_ else Path(path)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as stream:
            rows = _write_chunks(_create_writer(suffix, stream, columns), chunks)
        if is_remote_:
            upload_file(temporary, path)
        else:
            temporary.replace(path)
    except OSError as error:
        raise FileError(f"{path} could not be written: {error.strerror or error}.") from error
    finally:
        temporary.unlink(missing_ok=True)
    return rows


def check_writable(
    path: str,
    *,
    sources: Iterable[str | None] = (),
    may_be_packed: bool = False,
    file_format: FileFormat | None = None,
) -> None:
    """Refuse a bad output before any work is done; `.gz` too, where it may not be packed.

    Args:
        path: where the output goes.
        sources: files that are read, `-` for standard input; None where there is none.
        may_be_packed: whether `.gz` may follow the suffix.
        file_format: of the output, where its name does not tell.

    Raises:
        FileError: the suffix is unknown, the folder or bucket is not there, or it is one of the
            sources, by whatever name or link.
    """
    suffix_of(path.removesuffix(GZIP_SUFFIX) if may_be_packed else path, file_format)
    if path.endswith(GZIP_SUFFIX) and not may_be_packed:
        raise FileError(f"{path} must not end in {GZIP_SUFFIX}: this output is not compressed.")
    if path != STANDARD_STREAM and is_remote(path):
        check_store(path)
    elif path != STANDARD_STREAM and not Path(path).absolute().parent.is_dir():
        raise FileError(f"{path} could not be written: the folder does not exist.")
    for source in sources:
        if source is not None and path != STANDARD_STREAM and _is_same(path, source):
            raise FileError(
                f"{path} is also the input file ({source}) and would be overwritten. "
                "Nothing was changed. Use another name for --out."
            )


def _read_source(
    raw: BinaryIO, path: str, suffix: str, *, chunk_rows: int, encoding: str | None
) -> tuple[Columns, Iterator[list[Row]]]:
    source = (
        cast("BinaryIO", io.BufferedReader(UnpackedFile(raw, path)))
        if path.endswith(GZIP_SUFFIX)
        else raw
    )
    if suffix == ".parquet":
        return parquet.read(source, path, chunk_rows=chunk_rows)
    if suffix == ".jsonl":
        return jsonl.read(source, path, chunk_rows=chunk_rows)
    return csv.read(source, path, chunk_rows=chunk_rows, encoding=encoding)


def _close_after(source: BinaryIO, chunks: Iterator[list[Row]]) -> Iterator[list[Row]]:
    with source:
        yield from chunks


def _write_pipe(suffix: str, chunks: Iterable[Sequence[Row]], columns: Columns) -> int:
    """Write to standard output; Parquet whole at the end, as it asks where it is in the file."""
    if suffix != ".parquet":
        return _write_chunks(_create_writer(suffix, sys.stdout.buffer, columns), chunks)
    with tempfile.TemporaryFile(prefix="leadqual-") as whole:
        rows = _write_chunks(_create_writer(suffix, cast("BinaryIO", whole), columns), chunks)
        whole.seek(0)
        shutil.copyfileobj(whole, sys.stdout.buffer)
    return rows


def _write_chunks(writer: Writer, chunks: Iterable[Sequence[Row]]) -> int:
    count = 0
    for rows in chunks:
        writer.write(rows)
        count += len(rows)
    writer.close()
    return count


def _create_writer(suffix: str, target: BinaryIO, columns: Columns) -> Writer:
    if suffix == ".parquet":
        return parquet.ParquetWriter(target, columns)
    if suffix == ".jsonl":
        return jsonl.JsonlWriter(target, columns)
    return csv.CsvWriter(target, columns, delimiter="\t" if suffix == ".tsv" else ",")


def _is_same(path: str, other: str) -> bool:
    if is_remote(path):
        return path == other
    try:
        read = os.fstat(sys.stdin.fileno()) if other == STANDARD_STREAM else Path(other).stat()
        return os.path.samestat(Path(path).stat(), read)
    except OSError:
        return False  # One of them is not there.


def _open_source(path: str, suffix: str) -> tuple[BinaryIO, int, Mapping[str, object]]:
    """Return the content of a file, its size, and what tells it from another."""
    if path == STANDARD_STREAM:
        return (
            (sys.stdin.buffer if suffix in _STREAMED_FORMATS else _copy_pipe(sys.stdin.buffer)),
            0,
            {},
        )
    if is_remote(path):
        local_copy = fetch_file(path)
        source = shown_path(path)
        identity = {"source": source, "size": local_copy.size, "sha256": local_copy.sha256}
        return local_copy.content, local_copy.size, identity
    try:
        stream = Path(path).open("rb")  # noqa: SIM115  # the reader closes it
    except FileNotFoundError as error:
        raise FileError(f"{path} does not exist.") from error
    except OSError as error:
        raise FileError(f"{path} could not be read: {error.strerror or error}.") from error
    facts = os.fstat(stream.fileno())
    absolute = str(Path(path).absolute())
    return (
        stream,
        facts.st_size,
        {"source": absolute, "size": facts.st_size, "changed": facts.st_mtime_ns},
    )


def _copy_pipe(pipe: BinaryIO) -> BinaryIO:
    """Copy a pipe to a temporary file, for formats that are not read from start to end."""
    copy = cast("BinaryIO", tempfile.TemporaryFile(prefix="leadqual-"))  # noqa: SIM115  # the reader closes it
    shutil.copyfileobj(pipe, copy)
    copy.seek(0)
    return copy
