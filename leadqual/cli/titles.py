"""`leadqual titles`: files of job titles in, files with labels out."""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from leadqual.cli.files import PIPE, Table, check_writable, open_table, write_rows
from leadqual.cli.progress import bar
from leadqual.cli.resuming import saved_rows, write_resumably
from leadqual.cli.tables import CHUNK_ROWS, Row, text_of
from leadqual.cli.title_labels import COLUMNS, TitleLabels

MODEL = "model"
PROCESSES = 2

app = typer.Typer(help="Job titles: classify files.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Job titles: classify files."""


@app.command()
def classify(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="CSV, JSONL or Parquet, .gz or not; - for a pipe.")
    ],
    column: Annotated[str, typer.Option(help="Column with the titles.")] = "title",
    out: Annotated[str, typer.Option(help="CSV, JSONL or Parquet; - for a pipe.")] = PIPE,
    model: Annotated[Path | None, typer.Option(help="Folder of another model.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of a CSV file, if guessed wrong.")] = None,
    processes: Annotated[
        int, typer.Option(min=1, help="Processes that read titles of a long file.")
    ] = PROCESSES,
) -> None:
    """Add functions, departments, level and industry to every row of a file.

    All columns and the order of the rows are kept. A command that was stopped goes on where it was
    when it is given again, with the same output to the byte.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # Before NumPy: the processes share the cores.
    from classifiers.titles.cascade import load_cascade  # loads NumPy

    check_writable(out, may_be_packed=True)
    table = open_table(source, require=[column], encoding=encoding)
    cascade = load_cascade(model, is_exact=True)
    labels = TitleLabels(cascade, folder=model, processes=processes)

    def labelled(first: int) -> Iterator[list[Row]]:
        return _labelled(table, column, labels, version=cascade.version, first=first)

    columns = {**table.columns, **COLUMNS, MODEL: str}
    if PIPE in (source, out):
        write_rows(out, labelled(0), columns=columns)
        return
    job = _job(source, [column, encoding, cascade.version, str(model), list(columns)])
    if rows := saved_rows(out, job):
        typer.echo(f"Going on behind row {rows:,}.", err=True)
    write_resumably(out, labelled, columns=columns, job=job)


def _labelled(
    table: Table, column: str, labels: TitleLabels, *, version: str, first: int
) -> Iterator[list[Row]]:
    with bar("Classifying titles", total=table.total) as progress:
        ahead: list[list[Row]] = []

        def titles() -> Iterator[list[str]]:
            for rows in islice(table.chunks, first, None):
                ahead.append(rows)
                yield [
                    cell
                    if type(cell := row.get(column)) is str and cell.isascii()
                    else _title(cell)
                    for row in rows
                ]

        for found in labels.of(titles()):
            rows = ahead.pop(0)
            for row, label in zip(rows, found, strict=True):
                row.update(zip(COLUMNS, label, strict=True))
                row[MODEL] = version
            yield rows
            progress.at(table.position())


def _title(value: object) -> str:
    """Return a cell as a title; what is no text (a number, a list, an object) is an empty one."""
    return text_of(value) if isinstance(value, str) else ""


def _job(source: str, settings: Sequence[object]) -> dict[str, object]:
    """Return what tells this work from another."""
    path = Path(source).absolute()
    facts = path.stat()
    return {
        "source": str(path),
        "size": facts.st_size,
        "changed": facts.st_mtime_ns,
        "chunk": CHUNK_ROWS,
        "settings": list(settings),
    }
