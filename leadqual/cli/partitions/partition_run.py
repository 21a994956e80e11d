"""A command over many files: options, engines, what is done, and how far it is."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from leadqual.cli.files.column_names import other_columns, require_columns
from leadqual.cli.files.formats import check_writable, open_table, write_rows
from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.progress import with_bar
from leadqual.cli.files.resume import StoppedError
from leadqual.cli.files.stores import FileFormat, is_remote, unfinished_path
from leadqual.cli.partitions.partition_files import (
    Partition,
    PartitionTask,
    Run,
    all_columns,
    attempt,
    find_partitions,
    is_partitioned,
    is_written,
    job_of,
)

NAME = ".leadqual-progress.jsonl"

PERCENT = 100
AddressOption = Annotated[
    str | None,
    typer.Option(
        "--ray-address",
        metavar="HOST:PORT",
        help="A Ray cluster that runs already; otherwise Ray starts on this machine.",
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        min=1, help="Ray workers: 2 on this machine, or one per core of a cluster by default."
    ),
]
ATTEMPTS = 3
EXIT_FAILED = 1


class PartitionJournal:
    """Partitions that are done, one line for each.

    Args:
        stream: the open journal file, locked by this command.
        job: plain values; what was done for another job is forgotten.
    """

    def __init__(self, stream: BinaryIO, job: Mapping[str, object]) -> None:
        self._stream = stream
        lines = _lines(stream)
        if not lines or lines[0] != _plain({"job": job}):
            lines = []
            stream.truncate(0)
            self._append({"job": job})
        self._done = {str(line["name"]): line for line in lines[1:]}

    def rows_of(self, partition: Partition) -> int | None:
        """Return how many rows of a partition are written, None where it is still to do."""
        line = self._done.get(partition.name)
        if line is None or line["identity"] != _plain(partition.identity):
            return None
        return int(str(line["rows"])) if is_written(partition) else None

    def note(self, partition: Partition, rows: int) -> None:
        """Record that a partition is done."""
        self._append({"name": partition.name, "identity": dict(partition.identity), "rows": rows})

    def _append(self, line: Mapping[str, object]) -> None:
        self._stream.seek(0, os.SEEK_END)
        self._stream.write(json.dumps(line).encode() + b"\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())


@contextmanager
def open_journal(out: str, job: Mapping[str, object]) -> Iterator[PartitionJournal]:
    """Open the journal of an output folder; it is gone at the end of a run without errors.

    Raises:
        StoppedError: another command writes to this folder.
    """
    path = unfinished_path(f"{out.rstrip('/')}/{NAME}") if is_remote(out) else Path(out) / NAME
    try:
        with path.open("a+b") as stream:
            _lock(stream, out)
            yield PartitionJournal(stream, job)
            path.unlink()
    except OSError as error:
        raise FileError(f"{path} could not be written: {error.strerror or error}.") from error


def _lock(stream: BinaryIO, out: str) -> None:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StoppedError(f"{out} is being written by another command.") from error


def _lines(stream: BinaryIO) -> list[dict[str, object]]:
    """Read the lines up to the first incomplete one, and truncate the file there."""
    stream.seek(0)
    lines: list[dict[str, object]] = []
    end = 0
    for line in stream:
        if not line.endswith(b"\n"):
            break
        lines.append(json.loads(line))
        end += len(line)
    stream.truncate(end)
    return lines


def _plain(value: Mapping[str, object]) -> object:
    return json.loads(json.dumps(value))


class RunProgress:
    """Counts rows and partitions, and estimates what remains by the bytes of the input.

    Args:
        written: name → row count of each partition that an earlier command wrote.
        now: seconds of a monotonic clock.
    """

    def __init__(
        self, partitions: Sequence[Partition], written: Mapping[str, int], *, now: float
    ) -> None:
        self._begun = now
        self._n_partitions = len(partitions)
        self._n_done = len(written)
        self._bytes = sum(one.size for one in partitions)
        self._bytes_before = sum(one.size for one in partitions if one.name in written)
        self._bytes_done = self._bytes_before
        self._rows_before = self._rows = sum(written.values())
        self._percent = self._percent_done()

    def add(self, partition: Partition, rows: int, *, now: float) -> str:
        """Count a partition that is done; return a line where another percent is reached, or ""."""
        self._n_done += 1
        self._rows += rows
        self._bytes_done += partition.size
        percent = self._percent_done()
        if percent == self._percent and self._n_done < self._n_partitions:
            return ""
        self._percent = percent
        return self._line(max(now - self._begun, 1e-9))

    def _percent_done(self) -> int:
        return PERCENT * self._bytes_done // max(self._bytes, 1)

    def _line(self, seconds: float) -> str:
        rate = (self._rows - self._rows_before) / seconds
        here = self._bytes_done - self._bytes_before
        left = (self._bytes - self._bytes_done) * seconds / max(here, 1)
        return (
            f"{self._percent} %: {self._n_done:,} of {self._n_partitions:,} files, "
            f"{self._rows:,} rows, {rate:,.0f} rows per second, about {_span(left)} left"
        )


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


class Engine(StrEnum):
    """What `--engine` takes."""

    LOCAL = "local"
    RAY = "ray"


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Where partitions are worked on.

    Args:
        address: of a Ray cluster; None starts one on this machine.
        workers: of Ray; None is two on this machine, and one for each core of a cluster.
    """

    engine: Engine
    address: str | None = None
    workers: int | None = None
    processes: int = 1


EngineOption = Annotated[
    Engine,
    typer.Option(help="What works on a folder of Parquet files: this machine, or Ray."),
]


def running_engine(
    options: EngineOptions, task: PartitionTask, state: Sequence[object]
) -> AbstractContextManager[Run]:
    """Start an engine; what it gives runs partitions and yields results as they come.

    Args:
        options: which engine.
        task: what is done with each partition.
        state: the versions that every worker must have.

    Raises:
        FileError: Ray is not installed, does not start, or does not answer.
    """
    if options.engine is Engine.RAY:
        from leadqual.cli.partitions.ray_engine import running_ray  # loads Ray

        return running_ray(task, state, address=options.address, workers=options.workers)
    return _running_here(options, task, state)


@contextmanager
def _running_here(
    options: EngineOptions, task: PartitionTask, state: Sequence[object]
) -> Iterator[Run]:
    job = job_of(task, state)
    with task.begin(processes=options.processes) as work:
        yield lambda partitions: (attempt(work, one, job) for one in partitions)


def refuse_for_partitions(options: dict[str, object]) -> None:
    """Refuse options that only one file can have.

    Args:
        options: name of an option → what was given.

    Raises:
        FileError: one was given.
    """
    if given := [name for name, value in options.items() if value is not None]:
        raise FileError(
            f"{', '.join(given)} cannot be used with a folder of Parquet files or --engine ray: "
            "workers have no database, and every file is Parquet. Use one file instead."
        )


def run_files(
    make_task: Callable[[], PartitionTask],
    *,
    source: str,
    out: str,
    options: EngineOptions,
    file_format: FileFormat | None,
    out_format: FileFormat | None,
    title: str,
    others: Sequence[str | None] = (),
) -> None:
    """Write the output of one file here, or of many by an engine.

    Args:
        make_task: called once it is known that nothing that is read would be overwritten.
        source: a file, or a folder or pattern of files.
        out: a file, or a folder.
        options: the engine of many files.
        file_format: of the file; by default as its name says.
        out_format: of the output; by default as its name says.
        title: of the progress bar.
        others: further files that are read.
    """
    if options.engine is Engine.RAY or is_partitioned(source):
        refuse_for_partitions({"--format": file_format, "--out-format": out_format})
        run_partitions(make_task(), source=source, out=out, options=options)
        return
    check_writable(out, sources=[source, *others], file_format=out_format)
    task = make_task()
    table = open_table(source, file_format=file_format)  # Before a model is loaded.
    with table.source, task.begin(processes=options.processes) as work:
        require_columns(work.require, table.columns, source)
        names = other_columns(table.columns, work.columns)
        rows = work.rows(table.chunks, names)
        shown = with_bar(rows, title, table.total, table.position)
        columns = all_columns(table, work, names)
        write_rows(out, shown, columns=columns, like=table.suffix, file_format=out_format)


def run_partitions(task: PartitionTask, *, source: str, out: str, options: EngineOptions) -> None:
    """Write the output of every partition that is not written yet.

    Every output has the bytes that the command gives for that file alone, whatever the engine.

    Args:
        task: what is done with each partition.
        source: a folder, a pattern or a file; local or s3://.
        out: a folder; local or s3://.
        options: the engine.

    Raises:
        FileError: there are no files, the output cannot be written, or the engine does not start.
        Exit: with 1, partitions failed three times; they are named, and all others are written.
    """
    partitions = find_partitions(source, out)
    state = list(task.state())
    with open_journal(out, job_of(task, state)) as journal:
        written = {
            one.name: rows for one in partitions if (rows := journal.rows_of(one)) is not None
        }
        left = [one for one in partitions if one.name not in written]
        if written:
            typer.echo(
                f"Resuming: {len(written):,} of {len(partitions):,} files are done.", err=True
            )
        progress = RunProgress(partitions, written, now=time.monotonic())
        if left:
            with running_engine(options, task, state) as run:
                failed = _attempts(run, left, journal, progress)
            if failed:
                _tell(failed, n_partitions=len(partitions))
                raise typer.Exit(EXIT_FAILED)


def _attempts(
    run: Run, partitions: Sequence[Partition], journal: PartitionJournal, progress: RunProgress
) -> dict[str, str]:
    """Run partitions, failed ones again; return name → error of those that never worked."""
    left = {one.name: one for one in partitions}
    errors: dict[str, str] = {}
    for _ in range(ATTEMPTS):
        errors = dict.fromkeys(left, "the worker process was killed each time")
        for result in run(list(left.values())):
            if result.error:
                errors[result.name] = result.error
                continue
            partition = left.pop(result.name)
            del errors[result.name]
            journal.note(partition, result.rows)
            if line := progress.add(partition, result.rows, now=time.monotonic()):
                typer.echo(line, err=True)
        if not left:
            break
    return errors


def _tell(failed: dict[str, str], *, n_partitions: int) -> None:
    for name, error in sorted(failed.items()):
        typer.echo(f"Error: {name} failed {ATTEMPTS} times: {error}", err=True)
    typer.echo(
        f"{len(failed):,} of {n_partitions:,} files failed; the others are written. Run the same "
        "command again to retry only these.",
        err=True,
    )
