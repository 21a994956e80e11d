"""Work that adds columns to the rows of files, the same for one file and in every engine."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from typing import Protocol

from leadqual.cli.files.column_names import rename_columns
from leadqual.cli.files.formats import Table, open_table
from leadqual.cli.files.input_files import CHUNK_ROWS, Columns, FileError, Row
from leadqual.cli.files.resume import write_resumably
from leadqual.cli.files.stores import is_remote
from leadqual.cli.partitions.partition_files import Partition, PartitionResult

Run = Callable[[Sequence[Partition]], Iterator[PartitionResult]]
"""Works on partitions, and yields results as they come."""
AddColumns = Callable[[Iterable[list[Row]], Mapping[str, str]], Iterator[list[Row]]]
"""Chunks of rows, and what is added → name of its column, to the chunks with it, in their order."""


class RowTask(Protocol):
    """Work on rows; goes to other processes as it is, and loads in each what it needs."""

    @property
    def require(self) -> Sequence[str]:
        """Return the columns that a file must have."""
        ...

    @property
    def columns(self) -> Columns:
        """Return what is added, with the type of its values."""
        ...

    def settings(self) -> Sequence[object]:
        """Return plain values that tell this work from other work."""
        ...

    def state(self) -> Sequence[object]:
        """Return the versions that answers depend on, plain values."""
        ...

    def begin(self, *, processes: int) -> AbstractContextManager[AddColumns]:
        """Load the model; `processes` may share the work where it can be shared."""
        ...


class ChunkTask(RowTask, Protocol):
    """A task that answers chunk by chunk, in one process."""

    @abstractmethod
    def load(self) -> Callable[[list[Row]], Iterable[Sequence[object]]]:
        """Load the model; what it gives returns the added cells of each row, in their order."""

    @contextmanager
    def begin(self, *, processes: int) -> Iterator[AddColumns]:  # threads share it
        """Load the model."""
        answer = self.load()

        def add(chunks: Iterable[list[Row]], names: Mapping[str, str]) -> Iterator[list[Row]]:
            for rows in chunks:
                cells = answer(rows)
                yield [
                    row | dict(zip(names.values(), added, strict=True))
                    for row, added in zip(rows, cells, strict=True)
                ]

        yield add


def job_of(task: RowTask, state: Sequence[object]) -> dict[str, object]:
    """Return what tells the work of a command from another."""
    return {"settings": [CHUNK_ROWS, *task.settings()], "state": list(state)}


def attempt(
    task: RowTask, add: AddColumns, partition: Partition, job: Mapping[str, object]
) -> PartitionResult:
    """Write a partition; an error becomes a result, so that the others go on."""
    try:
        return PartitionResult(partition.name, _write(task, add, partition, job))
    except FileError as error:
        return PartitionResult(partition.name, error=" ".join(str(error).split()))
    except Exception as error:  # noqa: BLE001  # the edge of a job: one file must not end all others
        kind, text = type(error).__name__, " ".join(str(error).split())
        return PartitionResult(partition.name, error=f"{kind}: {text}")


def _write(task: RowTask, add: AddColumns, partition: Partition, job: Mapping[str, object]) -> int:
    table = open_table(partition.source, require=task.require)
    names = rename_columns(table.columns, task.columns)
    if not is_remote(partition.out):
        Path(partition.out).parent.mkdir(parents=True, exist_ok=True)
    return write_resumably(
        partition.out,
        lambda first: add(islice(table.chunks, first, None), names),
        columns=all_columns(table, task, names),
        job={**table.identity, **job},
    )


def all_columns(table: Table, task: RowTask, names: Mapping[str, str]) -> Columns:
    """Return the columns of a file with those that are added after them."""
    return {**table.columns, **{names[own]: kind for own, kind in task.columns.items()}}
