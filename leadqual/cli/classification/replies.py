"""`leadqual replies`: files of replies in, intents and actions out."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.column_names import other_columns
from leadqual.cli.files.endings import FormatOption, OutFormatOption
from leadqual.cli.files.formats import Table, check_writable, open_table, write_rows
from leadqual.cli.files.input_files import Row, text_of
from leadqual.cli.files.progress import bar

if TYPE_CHECKING:
    from classifiers.replies.cascade import ReplyCascade

COLUMNS = {"intent": str, "category": str, "score": float, "action": str}

app = typer.Typer(help="Classify replies in files.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Replies: classify files."""


@app.command()
def classify(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="JSONL, CSV or Parquet file; - for standard input.")
    ],
    out: Annotated[
        str, typer.Option(help="JSONL, CSV or Parquet file; - for standard output.")
    ] = "-",
    model: Annotated[Path | None, typer.Option(help="Folder of another model.")] = None,
    file_format: FormatOption = None,
    out_format: OutFormatOption = None,
) -> None:
    """Add intent, category, score and action to every reply of a file.

    IN has the columns subject and text; a missing subject is empty. All columns and the order of
    the rows are kept; where the file has a column of the same name as one that is added, such as
    category, ours is leadqual_category.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # Before NumPy: for one short text, threads only wait.
    from classifiers.replies.cascade import load_cascade  # loads NumPy

    check_writable(out, sources=[source], file_format=out_format)
    table = open_table(source, require=["text"], file_format=file_format)
    names = other_columns(table.columns, COLUMNS)
    columns = {**table.columns, **{names[own]: kind for own, kind in COLUMNS.items()}}
    rows = _classified(table, load_cascade(model), names)
    write_rows(out, rows, columns=columns, like=table.suffix, file_format=out_format)


def _classified(
    table: Table, cascade: "ReplyCascade", names: Mapping[str, str]
) -> Iterator[list[Row]]:
    from classifiers.core.types import ReplyText  # beside the cascade

    with bar("Classifying replies", total=table.total) as progress:
        for rows in table.chunks:
            replies = [
                ReplyText(subject=text_of(row.get("subject")), text=text_of(row.get("text")))
                for row in rows
            ]
            yield [
                row
                | {
                    names["intent"]: prediction.intent,
                    names["category"]: prediction.category,
                    names["score"]: prediction.score,
                    names["action"]: prediction.action,
                }
                for row, prediction in zip(rows, cascade.predict(replies), strict=True)
            ]
            progress.at(table.position())
