"""A table for one chunk: filled by COPY, merged by SQL, gone at commit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from django.db.backends.utils import CursorWrapper

from leadqual.core import clock
from leadqual.core.committed_writes import copy

_MANY_ROWS = 200
_SPECIAL = "\\\t\n\r"


NULL = "\\N"
"""Nothing, as COPY reads it."""

ALREADY_EXISTS = "Already exists, and this import only creates records."
NO_MATCH = "No match, and this import only updates records."
COUNTRY = "COALESCE(s.country, NULLIF(c.country, ''), s.country_guess, c.country)"
"""The country of a record after an update: a guess fills it and replaces none."""


def create_staging(cursor: CursorWrapper, table: str, columns: Mapping[str, str]) -> None:
    """Create a temporary table for this transaction, or truncate the existing one.

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
    """Send rows by COPY, then analyze the table if there are many."""
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
    if not any(column):
        return [NULL if cell is None else "" for cell in column]
    has_none = None in column
    texts = [cell or "" for cell in column] if has_none else cast("Sequence[str]", column)
    joined = "".join(texts)  # One check of all is faster than one of each.
    if any(sign in joined for sign in _SPECIAL):
        texts = list(map(_escaped, texts))
    if has_none:
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


def insert_staged(
    cursor: CursorWrapper,
    table: str,
    staged: str,
    id_column: str,
    workspace_id: int,
    values: Mapping[str, str],
) -> None:
    """Create records, with SQL `values` of a row `s`, for rows without a match and an outcome."""
    cursor.execute(
        f"""
        UPDATE {staged} SET outcome = 'created',
            {id_column} = nextval((SELECT pg_get_serial_sequence('{table}', 'id')::regclass))
        WHERE {id_column} IS NULL AND outcome IS NULL
        """
    )
    now = clock.now()
    cursor.execute(
        f"""
        INSERT INTO {table} (id, workspace_id, {", ".join(values)}, created_at, updated_at)
        SELECT {id_column}, %s, {", ".join(values.values())}, %s, %s
        FROM {staged} s WHERE outcome = 'created' ORDER BY number
        """,
        [workspace_id, now, now],
    )


def merge_place(name: str) -> str:
    """Return the SQL for city or state after an update: another country replaces all of it."""
    return (
        f"CASE WHEN c.country <> '' AND s.country <> c.country THEN COALESCE(s.{name}, '')"
        f" ELSE COALESCE(s.{name}, c.{name}) END"
    )


def fill_place(name: str) -> str:
    """Return the SQL for city or state that is only filled: a stored place stays whole."""
    return (
        f"CASE WHEN c.city <> '' OR c.country <> '' AND s.country <> c.country THEN c.{name}"
        f" ELSE COALESCE(NULLIF(c.{name}, ''), s.{name}, '') END"
    )
