"""One consistent state of the database, read by several connections and programs."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast

import psycopg
from psycopg import sql
from psycopg.rows import scalar_row

from leadqual.backups.errors import BackupError
from leadqual.backups.postgres_programs import connection_environment, find_program, last_line_of

_TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state of the database that stays readable while its connection is open.

    Args:
        server_version: e.g. 180006.
    """

    connection: psycopg.Connection[Any]
    conninfo: str
    name: str
    taken_at: datetime
    server_version: int

    def values(self, query: str, parameters: Sequence[object] = ()) -> list[Any]:
        """Return the first column of a query."""
        with self.connection.cursor(row_factory=scalar_row) as cursor:
            return cursor.execute(cast("Any", query), parameters).fetchall()

    def count_rows(self) -> dict[str, int]:
        return count_rows(self.connection)

    @contextmanager
    def dump(self) -> Iterator[BinaryIO]:
        """Yield the dump of this state in the custom format of `pg_dump`.

        Raises:
            BackupError: `pg_dump` failed; the message ends with what it said.
        """
        dumping = find_program("pg_dump", server_version=self.server_version)
        command = [str(dumping), "--format=custom", f"--snapshot={self.name}", "--no-owner"]
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [*command, "--no-privileges"],
                env=connection_environment(self.conninfo),
                stdout=subprocess.PIPE,
                stderr=said,
            )
            try:
                yield cast("BinaryIO", process.stdout)
            except BaseException:
                process.kill()
                raise
            finally:
                if process.stdout is not None:
                    process.stdout.close()
                code = process.wait()
            if code != 0:
                raise BackupError(f"pg_dump failed: {last_line_of(said)}")


@contextmanager
def open_snapshot(conninfo: str) -> Iterator[Snapshot]:
    """Yield the state of a database as it is now.

    Raises:
        BackupError: the database does not respond.
    """
    try:
        connection = psycopg.connect(conninfo, autocommit=True)
    except psycopg.OperationalError as error:
        raise BackupError("The database does not respond.") from error
    with connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot(), clock_timestamp()").fetchone()
        name, taken_at = row or ("", None)
        yield Snapshot(
            connection, conninfo, name, cast("datetime", taken_at), connection.info.server_version
        )
        connection.execute("ROLLBACK")


def count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    names = [name for (name,) in connection.execute(_TABLES).fetchall()]
    counts = {}
    for name in names:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
        row = connection.execute(query).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts
