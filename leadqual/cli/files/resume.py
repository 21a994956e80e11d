"""Output that goes on where a killed command stopped.

Rows go to `.NAME.part` next to the output. Every so many rows what is there is made safe, and
`.NAME.progress.json` says how far it reaches; a later command with the same input and settings cuts
the part back to there and goes on. Both vanish when the output is moved into place. For an output
in a store they are in a folder of this machine, see `unfinished_path`.
"""

import fcntl
import glob
import gzip
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from leadqual.cli.files.csv import CsvWriter
from leadqual.cli.files.file_formats import FileFormat, suffix_of
from leadqual.cli.files.input_files import Columns, FileError, Row, Writer
from leadqual.cli.files.jsonl import JsonlWriter
from leadqual.cli.files.stores import GZIP_SUFFIX, is_remote, unfinished_path, upload_file

PARQUET = ".parquet"
SAVED_CHUNKS = 40  # Chunks between two saved states; 200,000 rows are some seconds of work.
GZIP_LEVEL = 4  # Level of gzip: twice as quick as the default, a tenth larger.


class StoppedError(FileError):
    """Work stopped on the way; what is done so far is kept."""


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """How far an output reaches.

    Args:
        size: bytes of the part, or its pieces.
    """

    job: Mapping[str, object]
    chunks: int = 0
    rows: int = 0
    size: int = 0


class _Output(Protocol):
    """An unfinished output that can be made safe and cut back."""

    def write(self, rows: Sequence[Row]) -> None: ...

    def save(self) -> int:
        """Make safe what was written; return what to cut back to."""
        ...

    def finish(self) -> None:
        """Leave the whole output in the part."""
        ...

    def abandon(self) -> None:
        """Let go of open files."""
        ...


def write_resumably(
    path: str,
    chunks: Callable[[int], Iterable[Sequence[Row]]],
    *,
    columns: Columns,
    job: Mapping[str, object],
    file_format: FileFormat | None = None,
) -> int:
    """Write rows to a file and return how many there are, going on where the same job stopped.

    Args:
        path: a file or s3:// address, with or without `.gz` after its suffix, replaced at the end.
        chunks: gives the rows from a chunk on, counted from 0; the same rows each time.
        columns: name → type of its values, in the order they are written.
        job: plain values; the same for the same input and settings.
        file_format: of the output, where its name does not tell.

    Raises:
        FileError: the file cannot be written, or another command writes it.
        StoppedError: the work stopped on the way, or the store did not take the file.
    """
    target = _local_target(path)
    suffix = suffix_of(path.removesuffix(GZIP_SUFFIX), file_format)
    part = target.with_name(f".{target.name}.part")
    journal = _journal_path(target)
    try:
        with part.open("ab") as stream:
            _lock_output(stream, path)
            saved = _read_journal(journal, job)
            if not _is_intact(part, saved, suffix):
                saved = ResumePoint(job)
            output = _open_output(part, stream, suffix, columns=columns, size=saved.size)
            rows = _write_chunks(output, chunks, saved=saved, journal=journal)
            _move_output(part, path)
            journal.unlink(missing_ok=True)
    except StoppedError:
        raise
    except FileError:
        _remove_files(part, journal)
        raise
    except OSError as error:
        raise FileError(f"{path} could not be written: {error.strerror or error}.") from error
    return rows


def saved_rows(path: str, job: Mapping[str, object]) -> int:
    """Return how many rows of a job an earlier command left behind."""
    return _read_journal(_journal_path(_local_target(path)), job).rows


def unfinished_job(path: str) -> Mapping[str, object] | None:
    """Return what an earlier command was writing to a file when it stopped, if it got that far."""
    saved = _saved_point(_journal_path(_local_target(path)))
    return saved.job if saved else None


def _move_output(part: Path, path: str) -> None:
    """Move a whole output to its place."""
    if not is_remote(path):
        part.replace(path)
        return
    try:
        upload_file(part, path)
    except FileError as error:
        raise StoppedError(
            f"{error} The results are kept: run the same command again to resume."
        ) from error
    part.unlink()


def _write_chunks(
    output: _Output,
    chunks: Callable[[int], Iterable[Sequence[Row]]],
    *,
    saved: ResumePoint,
    journal: Path,
) -> int:
    rows, n_chunks = saved.rows, saved.chunks
    try:
        for chunk in chunks(saved.chunks):
            output.write(chunk)
            rows, n_chunks = rows + len(chunk), n_chunks + 1
            if n_chunks % SAVED_CHUNKS == 0:
                _save_point(journal, ResumePoint(saved.job, n_chunks, rows, output.save()))
    except BaseException:
        output.abandon()
        raise
    output.finish()
    return rows


def _open_output(
    part: Path, stream: BinaryIO, suffix: str, *, columns: Columns, size: int
) -> _Output:
    if suffix == PARQUET:
        from leadqual.cli.files.parquet import ParquetPieces  # loads pyarrow

        return ParquetPieces(part, columns, n_pieces=size)
    is_packed = part.name.removesuffix(".part").lower().endswith(GZIP_SUFFIX)
    return _StreamOutput(stream, suffix, columns, size=size, is_packed=is_packed)


class _StreamOutput:
    """A part that only grows: CSV, TSV or JSONL, packed or not."""

    def __init__(
        self, stream: BinaryIO, suffix: str, columns: Columns, *, size: int, is_packed: bool
    ) -> None:
        stream.truncate(size)
        self._stream = stream
        self._is_packed = is_packed
        self._kind = suffix
        self._columns = columns
        self._packed: gzip.GzipFile | None = None
        self._writer = self._begin(header=size == 0)

    def write(self, rows: Sequence[Row]) -> None:
        self._writer.write(rows)

    def save(self) -> int:
        self.finish()
        size = self._stream.tell()
        self._writer = self._begin(header=False)
        return size

    def finish(self) -> None:
        self._writer.close()
        if self._packed is not None:
            self._packed.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def abandon(self) -> None:
        self._writer.close()
        if self._packed is not None:
            self._packed.close()

    def _begin(self, *, header: bool) -> Writer:
        stream = self._stream
        if self._is_packed:  # A member of its own for each saved state; readers join them.
            self._packed = gzip.GzipFile("", "wb", GZIP_LEVEL, stream, mtime=0)
            stream = cast("BinaryIO", self._packed)
        if self._kind == ".jsonl":
            return JsonlWriter(stream, self._columns)
        delimiter = "\t" if self._kind == ".tsv" else ","
        return CsvWriter(stream, self._columns, delimiter=delimiter, header=header)


def _lock_output(stream: BinaryIO, path: str) -> None:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StoppedError(f"{path} is being written by another command.") from error


def _is_intact(part: Path, saved: ResumePoint, suffix: str) -> bool:
    """Return whether the output reaches as far as was saved."""
    if suffix == PARQUET:
        return len(list(part.parent.glob(f"{glob.escape(part.name)}.*"))) >= saved.size
    return part.stat().st_size >= saved.size


def _local_target(path: str) -> Path:
    """Return next to which file the part is: where the output goes, or a place on this machine."""
    return unfinished_path(path) if is_remote(path) else Path(path)


def _journal_path(target: Path) -> Path:
    return target.with_name(f".{target.name}.progress.json")


def _read_journal(journal: Path, job: Mapping[str, object]) -> ResumePoint:
    saved = _saved_point(journal)
    return saved if saved and saved.job == json.loads(json.dumps(job)) else ResumePoint(job)


def _saved_point(journal: Path) -> ResumePoint | None:
    try:
        content = json.loads(journal.read_text(encoding="utf-8"))
        return ResumePoint(content["job"], content["chunks"], content["rows"], content["size"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _save_point(journal: Path, saved: ResumePoint) -> None:
    temporary = journal.with_suffix(".new")
    with temporary.open("w", encoding="utf-8") as text:
        json.dump(asdict(saved), text)
        text.flush()
        os.fsync(text.fileno())
    temporary.replace(journal)


def _remove_files(part: Path, journal: Path) -> None:
    for path in (part, journal, *part.parent.glob(f"{glob.escape(part.name)}.*")):
        path.unlink(missing_ok=True)
