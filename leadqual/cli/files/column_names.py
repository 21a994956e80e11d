"""Names of columns: those that must be there, and those that commands add."""

from collections.abc import Iterable, Sequence

import typer

from leadqual.cli.files.input_files import Columns, FileError
from leadqual.cli.files.stores import shown_path

OURS = "leadqual_"  # Before the name of a column that we add, where the file has one of it.
MAX_NEAREST = 3
NEAR = 70  # Of 100: how alike the name of a column is to one that is missing.
LONGEST_LIST = 300  # Characters of the names of columns in an error.


def other_columns(columns: Columns, ours: Iterable[str]) -> dict[str, str]:
    """Name what a command adds to a file; columns of the file are kept, and ours give way.

    Returns:
        What is added → the name of its column: `leadqual_` before it where the file has a column
        of that name, and a number behind it where it has that one too. Said on standard error.
    """
    names: dict[str, str] = {}
    for own in ours:
        name, count = own, 1
        while name in columns:
            name = f"{OURS}{own}" if count == 1 else f"{OURS}{own}_{count}"
            count += 1
        names[own] = name
    if moved := {own: name for own, name in names.items() if name != own}:
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
        there = ", ".join(columns)
        if len(there) > LONGEST_LIST:
            there = f"{there[:LONGEST_LIST]}…"
        raise FileError(
            f"{shown_path(path)} has no column {missing[0]!r}.{_nearest(missing[0], columns)} "
            f"Its columns are: {there}."
        )


def _nearest(name: str, columns: Columns) -> str:
    """Ask for the columns whose names are close to one that is missing; "" where none is."""
    from rapidfuzz import fuzz, process, utils

    close = process.extract(
        name,
        list(columns),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=MAX_NEAREST,
        score_cutoff=NEAR,
    )
    return f" Did you mean {' or '.join(repr(column) for column, *_ in close)}?" if close else ""
