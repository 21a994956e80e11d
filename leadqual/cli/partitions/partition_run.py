"""A command over many files: those to do go to an engine, failed ones again, the rest is named."""

import time
from collections.abc import Sequence

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.partitions.engines import EngineOptions, running_engine
from leadqual.cli.partitions.partition_files import Partition, find_partitions
from leadqual.cli.partitions.partition_journal import PartitionJournal, open_journal
from leadqual.cli.partitions.partition_progress import RunProgress
from leadqual.cli.partitions.partition_tasks import PartitionTask, Run, job_of

ATTEMPTS = 3
EXIT_FAILED = 1


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
