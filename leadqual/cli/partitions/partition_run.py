"""Commands over one file or many: what is left is written, and failed files are retried."""

import time
from collections.abc import Callable, Sequence

import typer

from leadqual.cli.files.column_names import rename_columns, require_columns
from leadqual.cli.files.file_formats import FileFormat
from leadqual.cli.files.formats import check_writable, open_table, write_rows
from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.progress import with_bar
from leadqual.cli.partitions.engines import Engine, EngineOptions, start_engine
from leadqual.cli.partitions.partition_files import Partition, find_partitions, is_partitioned
from leadqual.cli.partitions.partition_journal import PartitionJournal, open_journal
from leadqual.cli.partitions.row_tasks import RowTask, Run, all_columns, job_of
from leadqual.cli.partitions.run_progress import RunProgress

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


def run_files(
    make_task: Callable[[], RowTask],
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
    with table.source, task.begin(processes=options.processes) as add:
        require_columns(task.require, table.columns, source)
        names = rename_columns(table.columns, task.columns)
        shown = with_bar(add(table.chunks, names), title, table.total, table.position)
        columns = all_columns(table, task, names)
        write_rows(out, shown, columns=columns, like=table.suffix, file_format=out_format)


def run_partitions(task: RowTask, *, source: str, out: str, options: EngineOptions) -> None:
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
            partition.name: rows
            for partition in partitions
            if (rows := journal.rows_of(partition)) is not None
        }
        remaining = [partition for partition in partitions if partition.name not in written]
        if written:
            typer.echo(
                f"Resuming: {len(written):,} of {len(partitions):,} files are done.", err=True
            )
        progress = RunProgress(partitions, written, now=time.monotonic())
        if remaining:
            with start_engine(options, task, state) as run:
                failed = _run_with_retries(run, remaining, journal, progress)
            if failed:
                _report_failures(failed, n_partitions=len(partitions))
                raise typer.Exit(EXIT_FAILED)


def _run_with_retries(
    run: Run, partitions: Sequence[Partition], journal: PartitionJournal, progress: RunProgress
) -> dict[str, str]:
    """Run partitions, failed ones again; return name → error of those that never worked."""
    remaining = {part.name: part for part in partitions}
    errors: dict[str, str] = {}
    for _ in range(ATTEMPTS):
        errors = dict.fromkeys(remaining, "the worker process was killed each time")
        for result in run(list(remaining.values())):
            if result.error:
                errors[result.name] = result.error
                continue
            partition = remaining.pop(result.name)
            del errors[result.name]
            journal.note(partition, result.rows)
            if line := progress.add(partition, result.rows, now=time.monotonic()):
                typer.echo(line, err=True)
        if not remaining:
            break
    return errors


def _report_failures(failed: dict[str, str], *, n_partitions: int) -> None:
    for name, error in sorted(failed.items()):
        typer.echo(f"Error: {name} failed {ATTEMPTS} times: {error}", err=True)
    typer.echo(
        f"{len(failed):,} of {n_partitions:,} files failed; the others are written. Run the same "
        "command again to retry only these.",
        err=True,
    )
