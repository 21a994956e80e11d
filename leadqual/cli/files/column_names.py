"""Names of columns: those that must be there, and those that commands add."""

from collections.abc import Iterable, Sequence

import typer

from leadqual.cli.files.input_files import Columns, FileError
from leadqual.cli.files.stores import shown_path

COLUMN_PREFIX = (
    "leadqual_"  # Before the name of a column that we add, where the file has one of it.
)
MAX_NEAREST = 3
MIN_SIMILARITY = 70  # Of 100: how alike the name of a column is to one that is missing.
MAX_LIST_LENGTH = 300  # Characters of the names of columns in an error.


def rename_columns(columns: Columns, added_columns: Iterable[str]) -> dict[str, str]:
    """Name what a command adds to a file; columns of the file are kept, and ours give way.

    Returns:
        What is added → the name of its column: `leadqual_` before it where the file has a column
        of that name, and a number behind it where it has that one too. Said on standard error.
    """
    names: dict[str, str] = {}
    for added_column in added_columns:
        name, count = added_column, 1
        while name in columns:
            name = (
                f"{COLUMN_PREFIX}{added_column}"
                if count == 1
                else f"{COLUMN_PREFIX}{added_column}_{count}"
            )
            count += 1
        names[added_column] = name
    if moved := {
        added_column: name for added_column, name in names.items() if name != added_column
    }:
        typer.echo(
            f"Note: the file already has {', '.join(moved)}; the results are in "
            f"{', '.join(moved.values())}.",
            err=True,
        )
    return names


def require_columns(names: Sequence[str], columns: Columns, path: str) -> None:
    """See to it that a file has some columns.

    Raises:
        FileError: one is missing; the nearest names and the others are named.
    """
    if not columns:  # Only an empty JSONL file has none: there is nothing to miss.
        return
    if missing := [name for name in names if name not in columns]:
        column_list = ", ".join(columns)
        if len(column_list) > MAX_LIST_LENGTH:
            column_list = f"{column_list[:MAX_LIST_LENGTH]}…"
        raise FileError(
            f"{shown_path(path)} has no column {missing[0]!r}."
            f"{_suggest_names(missing[0], columns)} Its columns are: {column_list}."
        )


def _suggest_names(name: str, columns: Columns) -> str:
    """Ask for the columns whose names are close to one that is missing; "" where none is."""
    from rapidfuzz import fuzz, process, utils

    close = process.extract(
        name,
        list(columns),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=MAX_NEAREST,
        score_cutoff=MIN_SIMILARITY,
    )
    return f" Did you mean {' or '.join(repr(column) for column, *_ in close)}?" if close else ""
