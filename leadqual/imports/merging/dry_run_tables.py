"""Temporary copies in front of the tables, so that a dry run decides by the very same statements.

A temporary table of the same name hides the real one in this session. Records that a chunk may mean
are copied into it before the chunk is merged; what the merge changes there meets later chunks like
in a real run. The real tables are only read and nothing is locked.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from leadqual.core.hosts.direct_connection import one_session

_NO_KEY = "email IS NULL AND external_id IS NULL AND linkedin_url IS NULL"
_KEYS = {
    "leads_contact": (
        *(f"({key}) WHERE {key} IS NOT NULL" for key in ("email", "external_id", "linkedin_url")),
        f"(last_name, first_name) WHERE {_NO_KEY}",
    ),
    "leads_company": ("(external_id)", "(domain)", "(linkedin_url)", "(name_key)"),
    "leads_jobtitle": ("(normalised)",),
}
_MEMORY = "128MB"  # Of the server, for the copies; beyond it they lie on its disk.
FIRST_KEY = 2**61
"""Keys of records that a dry run makes up; beyond all real ones."""


@contextmanager
def overlay() -> Iterator[None]:
    """Put empty temporary tables in front of contacts, companies and titles in one session."""
    with one_session():
        yield from _overlaid()


def _overlaid() -> Iterator[None]:
    _take_memory()
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor)
        for table, keys in _KEYS.items():
            cursor.execute(
                f"CREATE TEMP TABLE {table} (LIKE {real_name(cursor, table)}"
                " INCLUDING DEFAULTS INCLUDING IDENTITY)"
            )
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN id RESTART WITH {FIRST_KEY}")
            for key in ("(id)", *keys):
                cursor.execute(f"CREATE INDEX ON {table} {key}")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                _drop(cursor)


def pull(
    cursor: CursorWrapper, table: str, staged: str, conditions: Sequence[str], workspace_id: int
) -> None:
    """Copy the records into the overlay that staged rows may mean; what is there stays as it is.

    Args:
        cursor: in a transaction, below `overlay`.
        table: name of the real table and of the one in front of it.
        staged: table of the rows, `s` in the conditions.
        conditions: each joins records, `c`, to rows.
        workspace_id: whose records.
    """
    real = real_name(cursor, table)
    found = " UNION ".join(
        f"SELECT c.id FROM {staged} s JOIN {real} c ON c.workspace_id = %s AND {condition}"
        for condition in conditions
    )
    cursor.execute(
        f"""
        INSERT INTO {table} SELECT c.* FROM {real} c
        WHERE c.id IN ({found}) AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = c.id)
        """,
        [workspace_id] * len(conditions),
    )


def pull_records(cursor: CursorWrapper, table: str, keys: Sequence[int]) -> None:
    """Copy records into the overlay by their primary keys; what is there stays as it is."""
    cursor.execute(
        f"INSERT INTO {table} SELECT c.* FROM {real_name(cursor, table)} c"
        f" WHERE c.id = ANY(%s) AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = c.id)",
        [list(keys)],
    )


def _take_memory() -> None:
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        # Refused where this session has had temporary tables; then it is only slower.
        cursor.execute(f"SET temp_buffers = '{_MEMORY}'")


def real_name(cursor: CursorWrapper, table: str) -> str:
    """Give the name by which a table is reached whatever stands in front of it."""
    cursor.execute("SELECT quote_ident(current_schema())")
    return f"{cursor.fetchone()[0]}.{table}"


def _drop(cursor: CursorWrapper) -> None:
    for table in _KEYS:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
