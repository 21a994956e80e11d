"""The database of a test run: migrated and filled once, then copied for each process.

The template stays in the server as long as nothing changes that goes into it.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.rows import scalar_row

ROOT = Path(__file__).resolve().parent.parent
INGREDIENTS = (
    "requirements.lock",
    "classifiers/core/*.py",
    "classifiers/data/**/*",
    "classifiers/pretrained/**/*",
    "leadqual/**/migrations/*.py",
    "leadqual/*/sql/*.sql",
    "leadqual/registry/**/*.py",
    "leadqual/taxonomy/**/*.py",
    "tests/product.py",
    "tests/database.py",
)
"""Everything that the rows and tables of the template are made from."""
TEMPLATE, COPY = "template_", "test_"
LOCK = 7_264_001
"""Only one process builds the template; the others wait for it."""

_END_SESSIONS = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
     WHERE datname = %s AND pid <> pg_backend_pid()
"""

Server = psycopg.Connection[str | int]


@contextmanager
def own_copy(fill: Callable[[], object], *, anew: bool) -> Iterator[None]:
    """Give this process a copy of the template, and delete it at the end.

    Args:
        fill: writes the rows that every test finds.
        anew: builds the template although there is one.
    """
    name = f"{COPY}{os.getpid()}"
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _drop(server, *_left_behind(server))
        template = _template(server, fill, anew=anew)
        _run(server, "CREATE DATABASE {} TEMPLATE {}", name, template)
    _use(name)
    try:
        yield
    finally:
        _close()
        with _server() as server:
            _drop(server, name)


@contextmanager
def empty_database() -> Iterator[None]:
    """Let Django work in a database without tables, and delete it at the end."""
    copy = str(connection.settings_dict["NAME"])
    name = f"{COPY}{os.getpid()}_empty"
    with _server() as server:
        _drop(server, name)
        _run(server, "CREATE DATABASE {}", name)
    _use(name)
    try:
        yield
    finally:
        _use(copy)
        with _server() as server:
            _drop(server, name)


@contextmanager
def copied_database() -> Iterator[str]:
    """Let Django work in a copy of the database of the test, and delete it at the end.

    Databases beside it, whose names begin with its name, go too.

    Yields:
        Its name.
    """
    copy = str(connection.settings_dict["NAME"])
    name = f"{COPY}{os.getpid()}_life"
    _close()
    with _server() as server:
        _drop(server, name)
        server.execute(_END_SESSIONS, [copy])  # Of threads that earlier tests left behind.
        _run(server, "CREATE DATABASE {} TEMPLATE {}", name, copy)
    _use(name)
    try:
        yield name
    finally:
        _use(copy)
        with _server() as server:
            _drop(server, *(one for one in _databases(server) if one.startswith(name)))


def drop_database(name: str) -> None:
    """Drop a database with all that is in it; Django's connection to it ends."""
    _close()
    with _server() as server:
        _drop(server, name)


def create_database(name: str) -> None:
    """Create a database without tables."""
    with _server() as server:
        _run(server, "CREATE DATABASE {} TEMPLATE template0", name)


def fingerprint() -> str:
    """Return a short text that changes with anything that goes into the template."""
    found = hashlib.sha256(str(ROOT).encode())  # Rows name files of this folder.
    for pattern in INGREDIENTS:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _template(server: Server, fill: Callable[[], object], *, anew: bool) -> str:
    """Return the name of the template, built where there is none yet; older ones are deleted."""
    name = f"{TEMPLATE}{fingerprint()}"
    known = [one for one in _databases(server) if one.startswith(TEMPLATE)]
    _drop(server, *(one for one in known if anew or one != name))
    if anew or name not in known:
        unfinished = f"{TEMPLATE}unfinished"
        _run(server, "CREATE DATABASE {}", unfinished)
        _use(unfinished)
        call_command("migrate", verbosity=0, interactive=False)
        fill()
        _close()
        _run(server, "ALTER DATABASE {} RENAME TO {}", unfinished, name)
    return name


def _left_behind(server: Server) -> list[str]:
    """Return the copies of processes that ended without deleting theirs."""
    copies = {
        one: one.removeprefix(COPY).partition("_")[0]
        for one in _databases(server)
        if one.startswith(COPY)
    }
    return [
        one
        for one, number in copies.items()
        if number.isdigit() and not psutil.pid_exists(int(number))
    ]


def _close() -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of Postgres


def _use(name: str) -> None:
    _close()
    connection.settings_dict["NAME"] = name


def _server() -> Server:
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    known = {"dbname", "user", "password", "host", "port"}
    wanted = {key: value for key, value in parameters.items() if key in known}
    return psycopg.connect(**wanted, autocommit=True, row_factory=scalar_row)


def _databases(server: Server) -> list[str]:
    return [str(name) for name in server.execute("SELECT datname FROM pg_database")]


def _drop(server: Server, *names: str) -> None:
    for name in names:
        _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _run(server: Server, command: str, *names: str) -> None:
    server.execute(sql.SQL(command).format(*map(sql.Identifier, names)))
