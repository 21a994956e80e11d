"""What is done with each partition, the same in every engine."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from leadqual.cli.files.column_names import other_columns
from leadqual.cli.files.formats import Table, open_table
from leadqual.cli.files.input_files import CHUNK_ROWS, Columns, FileError, Row
from leadqual.cli.files.resume import write_resumably
from leadqual.cli.files.stores import is_remote
from leadqual.cli.partitions.partition_files import Partition


class RowWork(Protocol):
    """Adds columns to rows; holds the loaded model."""

    @property
    def require(self) -> Sequence[str]:
        """Return the columns that a file must have."""
        ...

    @property
    def columns(self) -> Columns:
        """Return what is added, with the type of its values."""
        ...

    def rows(self, chunks: Iterable[list[Row]], names: Mapping[str, str]) -> Iterator[list[Row]]:
        """Yield the rows of each chunk with what is added, in their order.

        Args:
            chunks: rows of one file.
            names: what is added → name of its column.
        """
        ...


class PartitionTask(Protocol):
    """Work on partitions; goes to other processes as it is, and loads in each what it needs."""

    def settings(self) -> Sequence[object]:
        """Return plain values that tell this work from other work."""
        ...

    def state(self) -> Sequence[object]:
        """Return the versions that answers depend on, plain values."""
        ...

    def begin(self, *, processes: int) -> AbstractContextManager[RowWork]:
        """Load the model; `processes` may share the work where it can be shared."""
        ...


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


Run = Callable[[Sequence[Partition]], Iterator[PartitionResult]]


def job_of(task: PartitionTask, state: Sequence[object]) -> dict[str, object]:
    """Return what tells the work of a command from another."""
    return {"settings": [CHUNK_ROWS, *task.settings()], "state": list(state)}


def attempt(work: RowWork, partition: Partition, job: Mapping[str, object]) -> PartitionResult:
    """Write a partition; an error becomes a result, so that the others go on."""
    try:
        return PartitionResult(partition.name, _write(work, partition, job))
    except FileError as error:
        return PartitionResult(partition.name, error=" ".join(str(error).split()))
    except Exception as error:  # noqa: BLE001  # the edge of a job: one file must not end all others
        kind, text = type(error).__name__, " ".join(str(error).split())
        return PartitionResult(partition.name, error=f"{kind}: {text}")


def _write(work: RowWork, partition: Partition, job: Mapping[str, object]) -> int:
    table = open_table(partition.source, require=work.require)
    names = other_columns(table.columns, work.columns)
    if not is_remote(partition.out):
        Path(partition.out).parent.mkdir(parents=True, exist_ok=True)

    def rows(first: int) -> Iterator[list[Row]]:
        return work.rows(islice(table.chunks, first, None), names)

    return write_resumably(
        partition.out, rows, columns=all_columns(table, work, names), job={**table.identity, **job}
    )


def all_columns(table: Table, work: RowWork, names: Mapping[str, str]) -> Columns:
    """Return the columns of a file with those that are added behind them."""
    return {**table.columns, **{names[own]: kind for own, kind in work.columns.items()}}
