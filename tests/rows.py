"""Rows of the test database: read into memory, put back, and what a test left taken away."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import DeadlockDetected

MAX_BYTES_DELETED = 1 << 20  # Of a table; larger ones are emptied whole, which costs the same.
MAX_DEADLOCKS = 5

Rows = Mapping[str, bytes]  # Text as `COPY` writes it, by table.

_COLUMNS = """
SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relname = ANY(%s) AND c.relnamespace = 'public'::regnamespace
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.relname ORDER BY c.relname
"""
_SIZES = """
SELECT relname, pg_relation_size(oid) FROM pg_class
WHERE relname = ANY(%s) AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
ORDER BY relname
"""
_NUMBERED = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relname = ANY(%s) AND c.relnamespace = 'public'::regnamespace AND a.attidentity <> ''
"""
# Written by triggers, also when rows are put back.
_BY_TRIGGERS = {
    *("leads_facetchange", "leads_titlesum", "leads_recordsum", "lead_scores_leadscorechange"),
    "backups_journalchange",
    "leads_salesstatus",
}


@dataclass(slots=True)
class Seed:
    """What every test finds in the tables.

    Args:
        rows: all of them.
        counts: table → how many rows it has.
        newest: table → transaction after which none of its rows may have been written.
    """

    rows: Rows
    counts: dict[str, int]
    newest: dict[str, int]

    @classmethod
    def of_now(cls) -> "Seed":
        """Read all tables that are not empty."""
        with transaction.atomic(), connection.cursor() as cursor:
            rows = dict(_read(cursor, since=0))
            counts = {table: text.count(b"\n") for table, text in rows.items()}
            return cls(rows, counts, dict.fromkeys(rows, _next_transaction(cursor) - 1))

    def bring_back(self) -> None:
        """Leave the seed and nothing else in the tables, as fast as what was written allows.

        A request that still writes may hold a table and wait for one that is locked here: Postgres
        ends one of the two then, and if it is this one, it begins again behind the other.
        """
        for n_left in reversed(range(MAX_DEADLOCKS)):
            try:
                self._bring_back()
            except OperationalError as error:
                if not isinstance(error.__cause__, DeadlockDetected) or not n_left:
                    raise
            else:
                return

    def _bring_back(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            names = _names()
            # Whoever still writes is waited for, else their rows would come behind our back.
            cursor.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SET LOCAL leadqual.audit_erasure = 'on'")  # The log is append-only.
            cursor.execute(_SIZES, [names])
            sizes = dict(cursor.fetchall())
            written = [name for name in sizes if name not in self.rows]
            if any(sizes[name] > MAX_BYTES_DELETED for name in written):
                cursor.execute(f"TRUNCATE {', '.join(names)}")
                changed = list(self.rows)
            else:
                changed = self._changed(cursor)
                emptied = sorted([*changed, *written], key=_BY_TRIGGERS.__contains__)
                for name in emptied:
                    cursor.execute(f"DELETE FROM {name}")
            _write(cursor, {table: self.rows[table] for table in changed})
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            self.newest |= dict.fromkeys(changed, cursor.fetchone()[0])

    def _changed(self, cursor: CursorWrapper) -> list[str]:
        """Return the tables of the seed in which anything was added, changed or deleted."""
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', count(*),"
                f" count(*) FILTER (WHERE xmin::text::bigint > {newest}) FROM {table}"
                for table, newest in self.newest.items()
            )
        )
        return [
            table
            for table, count, n_written in cursor.fetchall()
            if n_written or count != self.counts[table]
        ]


def written_by(make: Callable[[], object]) -> Rows:
    """Do something in a transaction of its own, and return the rows that it has added.

    Raises:
        AssertionError: it changed or deleted a row that was there before, so that its rows alone
            would not bring its work back.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        since = _this_savepoint(cursor)
        before = _counts(cursor, until=since)
        make()
        assert _counts(cursor, until=since) == before
        return {
            table: text for table, text in _read(cursor, since=since) if table not in _BY_TRIGGERS
        }


def put_back(rows: Rows) -> None:
    """Write rows as they were; keys that point at rows of later tables hold at the commit.

    New rows are numbered after them, also where a test in between began to number anew.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _write(cursor, rows)
        cursor.execute(_NUMBERED, [list(rows)])
        for table, column in cursor.fetchall():
            numbers = f"pg_get_serial_sequence('{table}', '{column}')"
            highest = f"(SELECT max({column}) FROM {table})"
            cursor.execute(f"SELECT setval({numbers}, greatest(nextval({numbers}), {highest}))")


def _read(cursor: CursorWrapper, *, since: int) -> Iterator[tuple[str, bytes]]:
    for table, columns in _columns(cursor, _names()).items():
        rows = f"SELECT {columns} FROM {table} WHERE xmin::text::bigint >= {since}"
        with cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:
            if text := b"".join(copy):
                yield table, text


def _write(cursor: CursorWrapper, rows: Rows) -> None:
    columns = _columns(cursor, list(rows))
    for table, text in rows.items():
        with cursor.copy(f"COPY {table} ({columns[table]}) FROM STDIN") as copy:
            copy.write(text)


def _counts(cursor: CursorWrapper, *, until: int) -> dict[str, int]:
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{table}', count(*) FROM {table} WHERE xmin::text::bigint < {until}"
            for table in _names()
        )
    )
    return dict(cursor.fetchall())


def _next_transaction(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
    return int(cursor.fetchone()[0])


def _this_savepoint(cursor: CursorWrapper) -> int:
    """Return the number under which rows are written from here on, none of them a lower one.

    The end of the snapshot may lie before what the transaction around it has written.
    """
    cursor.execute("CREATE TEMP TABLE numbered AS SELECT 1")
    cursor.execute("SELECT xmin::text::bigint FROM numbered")
    (number,) = cursor.fetchone()
    cursor.execute("DROP TABLE numbered")
    return int(number)


def _columns(cursor: CursorWrapper, tables: list[str]) -> dict[str, str]:
    cursor.execute(_COLUMNS, [tables])
    return dict(cursor.fetchall())


def _names() -> list[str]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(names)
