"""Further databases next to that of the product: filled from a dump, put in its place, dropped."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from leadqual.backups.errors import BackupError
from leadqual.backups.postgres_programs import connection_environment, find_program, last_line_of
from leadqual.backups.snapshots import count_rows

# `pg_dump` and `pg_restore`: those of the wheel, or of the path where the server is newer.


_MAINTENANCE = ("postgres", "template1")
_MAX_NAME = 50  # Postgres cuts names at 63.
_ENDING_SECONDS, _PAUSE_SECONDS = 5.0, 0.05


@dataclass(frozen=True, slots=True)
class Database:
    """A database of a server."""

    conninfo: str

    @property
    def name(self) -> str:
        return str(conninfo_to_dict(self.conninfo).get("dbname") or "")

    @property
    def url(self) -> str:
        values = {key: str(one) for key, one in conninfo_to_dict(self.conninfo).items()}
        names = ("user", "password", "host", "dbname")
        user, password, host, name = (quote(values.pop(one, ""), safe="") for one in names)
        port = values.pop("port", "5432")
        query = f"?{urlencode(values)}" if values else ""
        return f"postgresql://{user}:{password}@{host}:{port}/{name}{query}"

    def beside(self, suffix: str) -> "Database":
        """Return another database of the same server."""
        name = f"{self.name[:_MAX_NAME]}_{suffix}"
        return replace(self, conninfo=make_conninfo(self.conninfo, dbname=name))

    def is_empty(self) -> bool:
        """Return whether it has no table, or does not exist."""
        if not self.exists():
            return True
        with psycopg.connect(self.conninfo) as connection:
            tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            row = connection.execute(cast("Any", f"{tables} AND relkind = 'r'")).fetchone()
        return row == (0,)

    def exists(self) -> bool:
        with self._server() as server:
            found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            return found.fetchone() is not None

    def n_sessions(self) -> int:
        """Count the sessions that work in it; those of a process that is ending may end first."""
        query = (
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = %s AND backend_type = 'client backend'"
        )
        until = time.monotonic() + _ENDING_SECONDS
        with self._server() as server:
            while True:
                row = server.execute(query, [self.name]).fetchone()
                n_sessions = int(row[0]) if row else 0
                if not n_sessions or time.monotonic() > until:
                    return n_sessions
                time.sleep(_PAUSE_SECONDS)

    def server_version(self) -> int:
        """Return the version of the server, e.g. 180006."""
        with self._server() as server:
            return server.info.server_version

    def create(self) -> None:
        """Make it again, without anything in it.

        Raises:
            BackupError: the account may not create databases.
        """
        self.drop()
        name = sql.Identifier(self.name)
        with self._server() as server:
            try:
                server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
            except psycopg.errors.InsufficientPrivilege as error:
                raise BackupError(
                    f"The account of DATABASE_URL may not create databases, and {self.name} is "
                    "needed. Run `ALTER ROLE ... CREATEDB` as an administrator."
                ) from error

    def drop(self) -> None:
        """Drop it, with its sessions; nothing happens where there is none."""
        name = sql.Identifier(self.name)
        with self._server() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def replace_with(self, other: "Database", *, former: "Database") -> None:
        """Give another database the name of this one, in one transaction; sessions end."""
        exists = self.exists()
        former.drop()
        with self._server() as server:
            for one in (self, other):
                server.execute(
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                    "WHERE datname = %s AND pid <> pg_backend_pid()",
                    [one.name],
                )
            with server.transaction():
                if exists:
                    _rename(server, self.name, former.name)
                _rename(server, other.name, self.name)

    @contextmanager
    def loading(self) -> Iterator[BinaryIO]:
        """Yield what takes a dump in the custom format.

        Raises:
            BackupError: `pg_restore` failed; the message ends with what it said.
        """
        restoring = find_program("pg_restore", server_version=self.server_version())
        command = [str(restoring), "--exit-on-error", "--no-owner", "--no-privileges"]
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                [*command, "--no-comments", f"--dbname={self.name}"],
                env=connection_environment(self.conninfo),
                stdin=subprocess.PIPE,
                stderr=errors,
            )
            is_broken = False
            try:
                yield cast("BinaryIO", process.stdin)
            except BrokenPipeError:
                is_broken = True  # It ended, and says why.
            except BaseException:
                process.kill()
                process.wait()
                raise
            try:
                if process.stdin is not None:
                    process.stdin.close()
            except BrokenPipeError:
                pass
            code = process.wait()
            if code != 0 or is_broken:
                raise BackupError(f"pg_restore failed: {last_line_of(errors)}")

    def row_counts(self) -> dict[str, int]:
        with psycopg.connect(self.conninfo) as connection:
            return count_rows(connection)

    @contextmanager
    def _server(self) -> Iterator[psycopg.Connection[Any]]:
        for name in _MAINTENANCE:
            try:
                address = make_conninfo(self.conninfo, dbname=name)
                connection = psycopg.connect(address, autocommit=True, connect_timeout=10)
            except psycopg.OperationalError as error:
                refused = error
                continue
            with connection:
                yield connection
            return
        raise BackupError("The database server does not respond.") from refused


def _rename(server: psycopg.Connection[Any], former: str, name: str) -> None:
    command = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(command.format(sql.Identifier(former), sql.Identifier(name)))
