"""`leadqual titles`: files of job titles in, files with labels out."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from leadqual.cli.classification import title_similarity
from leadqual.cli.classification.title_labels import TitleLabels
from leadqual.cli.classification.title_readers import (
    COLUMNS,
    ModelReader,
    TitleReader,
    WorkspaceReader,
)
from leadqual.cli.files.column_names import rename_columns
from leadqual.cli.files.file_formats import FormatOption, OutFormatOption
from leadqual.cli.files.formats import Table, check_writable, open_table, write_rows
from leadqual.cli.files.input_files import CHUNK_ROWS, FileError, Row, text_of
from leadqual.cli.files.progress import with_bar
from leadqual.cli.files.resume import saved_rows, unfinished_job, write_resumably
from leadqual.cli.files.stores import STANDARD_STREAM
from leadqual.cli.partitions.engines import (
    AddressOption,
    Engine,
    EngineOption,
    EngineOptions,
    WorkersOption,
)
from leadqual.cli.partitions.partition_files import is_partitioned
from leadqual.cli.partitions.partition_run import refuse_for_partitions, run_partitions
from leadqual.cli.partitions.row_tasks import AddColumns, RowTask, all_columns

PROCESSES = 2
STATE_KEY = "state"  # Key of a job: the state of what answers when it was begun.

app = typer.Typer(help="Classify job titles in files, and compare titles.", no_args_is_help=True)
app.command(name="similarity")(title_similarity.similarity)


@app.callback()
def group() -> None:
    """Job titles: classify files."""


def add_labels(
    column: str,
    labels: TitleLabels,
    chunks: Iterable[list[Row]],
    names: Mapping[str, str],
) -> Iterator[list[Row]]:
    """Yield the rows of each chunk with their labels; a few chunks are read ahead."""
    added = list(names.values())
    ahead: list[list[Row]] = []

    def titles() -> Iterator[list[str]]:
        for rows in chunks:
            ahead.append(rows)
            yield [
                cell
                if type(cell := row.get(column)) is str and cell.isascii()
                else (text_of(cell) if isinstance(cell, str) else "")
                for row in rows
            ]

    for found in labels.of(titles()):
        rows = ahead.pop(0)
        for row, label in zip(rows, found, strict=True):
            row.update(zip(added, label, strict=True))
        yield rows


@dataclass(frozen=True, slots=True)
class TitleTask(RowTask):
    """Labels of titles, for many files.

    Args:
        column: with the titles.
        model: folder of the model; None for the one that comes with the product.
    """

    column: str
    model: Path | None = None
    columns = COLUMNS

    @property
    def require(self) -> Sequence[str]:
        return [self.column]

    def settings(self) -> list[object]:
        return ["titles", self.column, str(self.model)]

    def state(self) -> list[object]:
        return list(ModelReader(self.model).state())

    @contextmanager
    def begin(self, *, processes: int) -> Iterator[AddColumns]:
        """Load the model; with several processes, others read titles next to this one."""
        with closing(TitleLabels(ModelReader(self.model), processes=processes)) as labels:
            yield partial(add_labels, self.column, labels)


@app.command()
def classify(
    source: Annotated[
        str,
        typer.Argument(
            metavar="IN",
            help="CSV, JSONL or Parquet file or address, optionally gzipped; - for standard input.",
        ),
    ],
    column: Annotated[str, typer.Option(help="Name of the column with the titles.")] = "title",
    out: Annotated[
        str,
        typer.Option(help="CSV, JSONL or Parquet file; - for standard output, JSONL where IN is."),
    ] = STANDARD_STREAM,
    model: Annotated[Path | None, typer.Option(help="Folder of another model.")] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of a CSV file, if it is guessed wrong.")
    ] = None,
    processes: Annotated[
        int, typer.Option(min=1, help="Number of processes for large files.")
    ] = PROCESSES,
    workspace: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Slug of a workspace whose corrections and learned functions apply, with "
            "the live model and taxonomy. Requires the database.",
        ),
    ] = None,
    *,
    file_format: FormatOption = None,
    out_format: OutFormatOption = None,
    engine: EngineOption = Engine.LOCAL,
    ray_address: AddressOption = None,
    workers: WorkersOption = None,
) -> None:
    """Add functions, departments, level and industry to every row of a file.

    All columns and the order of the rows are kept; where the file has a column of the same name as
    one that is added, such as level, ours is leadqual_level. A command that was stopped goes on
    where it was when it is given again, with the same output to the byte.

    IN and --out may be in an S3-compatible store (s3://bucket/name; keys, region and endpoint as
    for the AWS tools), and IN on the web (https://). A file in a store is replaced whole at the
    end.

    A cell that begins a formula (=, +, -, @) is copied as it is, as every other: a program finds
    what it wrote. Before you open a file of strangers in a spreadsheet, import it as text.

    IN may be a folder or pattern of Parquet files, here or in a store; --out is then a folder that
    gets a file for each. With --engine ray, Ray workers share the files, on this machine or in a
    cluster; the output is the same.

    Without a workspace the model, dictionary and rules that come with LeadQual answer, and no
    database is needed; corrections are then unknown. With one, a correction counts from the next
    rows on, and a command that was stopped starts again if anything changed that answers depend on.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # Before NumPy: the processes share the cores.
    if engine is Engine.RAY or is_partitioned(source):
        refuse_for_partitions(
            {
                "--workspace": workspace,
                "--encoding": encoding,
                "--format": file_format,
                "--out-format": out_format,
            }
        )
        options = EngineOptions(engine, ray_address, workers, processes)
        run_partitions(TitleTask(column, model), source=source, out=out, options=options)
        return
    check_writable(out, sources=[source], may_be_packed=True, file_format=out_format)
    reader = _choose_reader(model, workspace)
    state = reader.state()
    table = open_table(source, require=[column], encoding=encoding, file_format=file_format)
    labels = TitleLabels(reader, processes=processes)
    names = rename_columns(table.columns, COLUMNS)

    def label_rows(first: int) -> Iterator[list[Row]]:
        with closing(labels):
            rows = add_labels(column, labels, islice(table.chunks, first, None), names)
            yield from with_bar(rows, "Classifying titles", table.total, table.position)

    columns = all_columns(table, TitleTask(column), names)
    if STANDARD_STREAM in (source, out):
        write_rows(out, label_rows(0), columns=columns, like=table.suffix, file_format=out_format)
    else:
        job = _describe_job(table, [column, encoding, str(model), workspace, list(columns)], state)
        _print_resume_note(out, job)
        write_resumably(out, label_rows, columns=columns, job=job, file_format=out_format)
    if labels.changed_at is not None:
        typer.echo(
            "Corrections, taxonomy or model changed during the run: rows up to "
            f"{labels.changed_at:,} have the previous labels. Run the command again for "
            "consistent labels.",
            err=True,
        )


def _choose_reader(model: Path | None, workspace: str | None) -> TitleReader:
    if workspace is None:
        return ModelReader(model)
    if model is not None:
        raise FileError(
            "Use either --model or --workspace; a workspace always uses the live model."
        )
    return WorkspaceReader.named(workspace)


def _print_resume_note(out: str, job: Mapping[str, object]) -> None:
    if rows := saved_rows(out, job):
        typer.echo(f"Resuming after row {rows:,}.", err=True)
    elif (before := unfinished_job(out)) and {**before, STATE_KEY: job[STATE_KEY]} == job:
        typer.echo(
            "Corrections, taxonomy or model changed since this file was started, so it "
            "starts over.",
            err=True,
        )


def _describe_job(
    table: Table, settings: Sequence[object], state: Sequence[object]
) -> dict[str, object]:
    """Return what tells this work from another.

    The state is that of the begin: where it is the same again, nothing changed while rows were
    read, and all of them are as they would be read now.
    """
    return {
        **table.identity,
        "chunk": CHUNK_ROWS,
        "settings": [table.suffix, *settings],
        STATE_KEY: list(state),
    }
