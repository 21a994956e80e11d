"""A table for one chunk: filled by COPY, merged by SQL, gone at commit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

from leadqual.core.database import copy

_MANY_ROWS = 200
_SPECIAL = "\\\t\n\r"


NULL = "\\N"
"""Nothing, as COPY reads it."""


class StagedResult(NamedTuple):
    """What became of a staged row.

    Args:
        number: of the row, or of the first row of a group.
        outcome: `created`, `updated`, `unchanged` or `refused`.
        record_id: None where refused.
        field: code of the refused field; empty otherwise.
        reason: why it was refused; empty otherwise.
    """

    number: int
    outcome: str
    record_id: int | None
    field: str
    reason: str


def create_staging(cursor: CursorWrapper, table: str, columns: Mapping[str, str]) -> None:
    """Make an empty temporary table of this transaction, or empty the one that is there.

    Args:
        cursor: in a transaction.
        table: its name.
        columns: name → type.
    """
    body = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    cursor.execute("SET LOCAL default_statistics_target = 10")  # Enough for rows of one chunk.
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({body}) ON COMMIT DROP")
    cursor.execute(f"TRUNCATE {table}")


def fill_staging(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Send rows by COPY, then let the planner know what they are like, where they are many."""
    copy_rows(table, columns, rows)
    if len(rows) >= _MANY_ROWS:
        cursor.execute(f"ANALYZE {table}")


def fill_texts(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Send rows of texts by COPY at once; an empty text is NULL."""
    names = ", ".join(f'"{name}"' for name in columns)
    with copy(f"COPY {table} ({names}) FROM STDIN WITH (NULL '')") as copied:
        if rows:
            cells = map(cells_of, zip(*rows, strict=True))
            copied.write("\n".join(map("\t".join, zip(*cells, strict=True))) + "\n")
    if len(rows) >= _MANY_ROWS:
        cursor.execute(f"ANALYZE {table}")


def copy_lines(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Send rows into a table by COPY at once; at least one.

    Args:
        table: its name.
        columns: in the order of the values.
        lines: values as `cells_of` writes them, joined by tabs.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    with copy(f"COPY {table} ({names}) FROM STDIN") as copied:
        copied.write("\n".join(lines) + "\n")


def cells_of(column: Sequence[str | None]) -> Sequence[str]:
    """Write the cells of a column as COPY reads them; None is NULL."""
    texts = [cell or "" for cell in column]
    joined = "".join(texts)  # One look at all is faster than one at each.
    if any(sign in joined for sign in _SPECIAL):
        texts = list(map(_escaped, texts))
    if None in column:
        return [NULL if cell is None else text for cell, text in zip(column, texts, strict=True)]
    return texts


def _escaped(value: str) -> str:
    return (
        value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    )


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Send rows into a table by COPY."""
    names = ", ".join(f'"{name}"' for name in columns)
    with copy(f"COPY {table} ({names}) FROM STDIN") as copied:
        for row in rows:
            copied.write_row(row)


def write_column(
    cursor: CursorWrapper, table: str, column: str, kind: str, values: Mapping[int, int | str]
) -> None:
    """Write a column of staged rows: number of a row → value."""
    if values:
        cursor.execute(
            f"UPDATE {table} t SET {column} = m.value"
            f" FROM unnest(%s::integer[], %s::{kind}[]) AS m(number, value)"
            " WHERE t.number = m.number",
            [list(values), list(values.values())],
        )


def shared_records(
    cursor: CursorWrapper, query: str, parameters: Sequence[int]
) -> dict[int, list[int]]:
    """Find the records that several staged rows mean.

    Args:
        cursor: in the transaction of the staged rows.
        query: gives primary keys of records as `id`, each with the `number` of a row that means it.
        parameters: of the query.

    Returns:
        Number of a row → records that another row means too; rows without any are left out.
    """
    cursor.execute(
        f"""
        SELECT id, array_agg(DISTINCT number) FROM ({query}) links
        GROUP BY id HAVING count(DISTINCT number) > 1
        """,
        parameters,
    )
    links: dict[int, list[int]] = {}
    for record, numbers in cursor.fetchall():
        for number in numbers:
            links.setdefault(number, []).append(record)
    return links
