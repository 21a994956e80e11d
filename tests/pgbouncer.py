"""A real PgBouncer in transaction pooling, which gives each transaction another session."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.processes import ending, wait_for_start
from tests.programs import needed
from tests.smtp import free_port
from tests.worker import database_url

_SETTINGS = """
[databases]
* = host={host} port={port} user={user} password={password}

[pgbouncer]
listen_addr = {listen}
listen_port = {listen_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
server_round_robin = 1
default_pool_size = {pool_size}
max_client_conn = 1000
log_connections = 0
log_disconnections = 0
"""


@contextmanager
def running_pgbouncer(
    folder: Path, postgres_url: str, *, listen: str = "127.0.0.1", pool_size: int = 20
) -> Iterator[str]:
    """Run PgBouncer in front of a Postgres; yield the address of the same database behind it."""
    program = needed("PgBouncer").path("pgbouncer")
    there, port = urlsplit(postgres_url), free_port()
    folder.mkdir(exist_ok=True)
    config = folder / "pgbouncer.ini"
    config.write_text(
        _SETTINGS.format(
            host=there.hostname,
            port=there.port,
            user=unquote(there.username or ""),
            password=unquote(there.password or ""),
            listen=listen,
            listen_port=port,
            pool_size=pool_size,
        ),
        encoding="utf-8",
    )
    config.chmod(0o600)
    command: list[str | Path] = [program, config]
    if os.geteuid() == 0:  # It refuses to run as root.
        command = [program, "-u", "nobody", config]
    log = folder / "pgbouncer.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)

    def answers() -> bool:
        with socket.socket() as client:
            return client.connect_ex((listen, port)) == 0

    with ending(process):
        wait_for_start(answers, process, log.read_text)
        yield urlunsplit(there._replace(netloc=f"{there.username}@{listen}:{port}"))


@pytest.fixture
def pooled(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Every connection of this process goes through PgBouncer, with Postgres known directly."""
    with running_pgbouncer(tmp_path / "pgbouncer", database_url()) as url, pooled_connections(url):
        yield


@contextmanager
def pooled_connections(url: str) -> Iterator[None]:
    """Let the connections of this process go to the PgBouncer at an address."""
    there, known = urlsplit(url), connection.settings_dict
    names = ("HOST", "PORT", "DISABLE_SERVER_SIDE_CURSORS")
    former = {name: known[name] for name in names}
    direct = {name: known[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")}
    _close()
    known |= {"HOST": there.hostname, "PORT": there.port, "DISABLE_SERVER_SIDE_CURSORS": True}
    settings.DATABASE_DIRECT = direct
    try:
        yield
    finally:
        _close()
        known |= former
        settings.DATABASE_DIRECT = {}


def _close() -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of Postgres
