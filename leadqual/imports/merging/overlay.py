"""Temporary copies of tables for a dry run, which shadow the real ones."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from leadqual.core.hosts.direct_connection import one_session

_NO_KEY = "email IS NULL AND external_id IS NULL AND linkedin_url IS NULL"
_INDEXES = {
    "leads_contact": (
        *(f"({key}) WHERE {key} IS NOT NULL" for key in ("email", "external_id", "linkedin_url")),
        f"(last_name, first_name) WHERE {_NO_KEY}",
    ),
    "leads_company": ("(external_id)", "(domain)", "(linkedin_url)", "(name_key)"),
    "leads_jobtitle": ("(normalised)",),
}
_MEMORY = "128MB"  # Server memory for the copies; beyond it they use disk.
FIRST_KEY = 2**61
"""First key of records that a dry run invents; above all real keys."""


@contextmanager
def overlay() -> Iterator[None]:
    """Shadow contacts, companies and titles by empty temporary tables in one session."""
    with one_session():
        yield from _create_overlay()


def _create_overlay() -> Iterator[None]:
    _raise_memory_limit()
    with transaction.atomic(), connection.cursor() as cursor:
        _drop_overlay(cursor)
        for table, keys in _INDEXES.items():
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
                _drop_overlay(cursor)


def copy_to_overlay(
    cursor: CursorWrapper, table: str, staged: str, conditions: Sequence[str], workspace_id: int
) -> None:
    """Copy the records that staged rows may match into the overlay; keep existing copies.

    Args:
        cursor: in a transaction, below `overlay`.
        table: name of the real table and of its overlay.
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


def copy_records_to_overlay(cursor: CursorWrapper, table: str, keys: Sequence[int]) -> None:
    """Copy records into the overlay by primary key; keep existing copies."""
    cursor.execute(
        f"INSERT INTO {table} SELECT c.* FROM {real_name(cursor, table)} c"
        f" WHERE c.id = ANY(%s) AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = c.id)",
        [list(keys)],
    )


def _raise_memory_limit() -> None:
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        # Refused where this session has had temporary tables; then it is only slower.
        cursor.execute(f"SET temp_buffers = '{_MEMORY}'")


def real_name(cursor: CursorWrapper, table: str) -> str:
    """Return the qualified name of a table, which bypasses any overlay."""
    cursor.execute("SELECT quote_ident(current_schema())")
    return f"{cursor.fetchone()[0]}.{table}"


def _drop_overlay(cursor: CursorWrapper) -> None:
    for table in _INDEXES:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
