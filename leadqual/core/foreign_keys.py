"""Foreign keys checked once for many rows, where Postgres asks once for each row and key.

A deleted row makes Postgres ask twice for each key that refers to its table, a new one once for
each of its own keys: most of the time of an undo. Here the same is asked of all rows in one
statement, with the same locks, and Postgres is told not to ask again. That takes a superuser or
`GRANT SET ON PARAMETER session_replication_role`; without it Postgres asks, too.

Triggers of tables fire `ALWAYS`, so they fire here, too.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import IntegrityError
from django.db.backends.utils import CursorWrapper

_SKIP = """
    SELECT CASE WHEN has_parameter_privilege('session_replication_role', 'SET')
        THEN set_config('session_replication_role', %s, true) END
"""
_REFERENCES = """
    SELECT c.conrelid::regclass::text, quote_ident(a.attname) FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = %s::regclass
"""


@contextmanager
def skip_foreign_key_checks(cursor: CursorWrapper) -> Iterator[None]:
    """Do not check foreign keys of rows that are written or deleted inside.

    Args:
        cursor: in a transaction in which all of them have been checked and locked.
    """
    cursor.execute(_SKIP, ["replica"])
    yield  # After an error the transaction is rolled back, and the setting with it.
    cursor.execute(_SKIP, ["origin"])


def lock_parents(cursor: CursorWrapper, table: str, keys: Collection[int]) -> None:
    """Lock rows that new rows refer to, as Postgres does for each of them.

    Args:
        cursor: in a transaction.
        table: of the rows.
        keys: their distinct primary keys.

    Raises:
        IntegrityError: one of them is not there.
    """
    cursor.execute(
        f"SELECT FROM {table} WHERE id = ANY(%s::bigint[]) ORDER BY id FOR KEY SHARE",
        [f"{{{','.join(map(str, sorted(keys)))}}}"],  # One text: a list is written one by one.
    )
    if cursor.rowcount != len(keys):
        raise IntegrityError(f"A row of {table} is gone that new rows refer to.")


def delete_rows(cursor: CursorWrapper, table: str, keys: str) -> int:
    """Delete rows that no other row refers to; return how many.

    Args:
        cursor: in a transaction that holds these rows `FOR UPDATE`.
        table: of the rows.
        keys: SQL that selects their primary keys.

    Raises:
        IntegrityError: another row refers to one of them.
    """
    cursor.execute(_REFERENCES, [table])
    if found := cursor.fetchall():
        referred = " OR ".join(
            f"EXISTS (SELECT FROM {other} WHERE {column} IN ({keys}))" for other, column in found
        )
        cursor.execute(f"SELECT {referred}")
        if cursor.fetchone()[0]:
            raise IntegrityError(f"Another row refers to rows of {table} that would be deleted.")
    with skip_foreign_key_checks(cursor):
        cursor.execute(f"DELETE FROM {table} WHERE id IN ({keys})")  # noqa: S608  # our names
        return int(cursor.rowcount)
