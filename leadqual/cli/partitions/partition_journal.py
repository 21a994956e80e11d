"""The journal of an output folder: which partitions are done, for a command that resumes."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.resume import StoppedError
from leadqual.cli.files.stores import is_remote, unfinished_path
from leadqual.cli.partitions.partition_files import Partition, is_written

NAME = ".leadqual-progress.jsonl"


class PartitionJournal:
    """Partitions that are done, one line for each.

    Args:
        stream: the open journal file, locked by this command.
        job: plain values; what was done for another job is forgotten.
    """

    def __init__(self, stream: BinaryIO, job: Mapping[str, object]) -> None:
        self._stream = stream
        lines = _read_lines(stream)
        if not lines or lines[0] != _plain_value({"job": job}):
            lines = []
            stream.truncate(0)
            self._append({"job": job})
        self._done = {str(line["name"]): line for line in lines[1:]}

    def rows_of(self, partition: Partition) -> int | None:
        """Return how many rows of a partition are written, None where it is still to do."""
        line = self._done.get(partition.name)
        if line is None or line["identity"] != _plain_value(partition.identity):
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
            _lock_journal(stream, out)
            yield PartitionJournal(stream, job)
            path.unlink()
    except OSError as error:
        raise FileError(f"{path} could not be written: {error.strerror or error}.") from error


def _lock_journal(stream: BinaryIO, out: str) -> None:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StoppedError(f"{out} is being written by another command.") from error


def _read_lines(stream: BinaryIO) -> list[dict[str, object]]:
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


def _plain_value(value: Mapping[str, object]) -> object:
    return json.loads(json.dumps(value))
