"""The engines that work on many files, this machine or Ray, and their options."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from leadqual.cli.partitions.row_tasks import RowTask, Run, attempt, job_of

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


class Engine(StrEnum):
    """What `--engine` takes."""

    LOCAL = "local"
    RAY = "ray"


EngineOption = Annotated[
    Engine, typer.Option(help="What works on a folder of Parquet files: this machine, or Ray.")
]


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


def start_engine(
    options: EngineOptions, task: RowTask, state: Sequence[object]
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
        from leadqual.cli.partitions.ray_engine import start_ray  # loads Ray

        return start_ray(task, state, address=options.address, workers=options.workers)
    return _start_local(options, task, state)


@contextmanager
def _start_local(options: EngineOptions, task: RowTask, state: Sequence[object]) -> Iterator[Run]:
    job = job_of(task, state)
    with task.begin(processes=options.processes) as add:
        yield lambda partitions: (attempt(task, add, partition, job) for partition in partitions)
