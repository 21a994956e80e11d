"""A real PgBouncer in transaction pooling, which gives each transaction another session."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.debian_packages import package_root
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
_SECONDS = 60.0


def find_pgbouncer() -> Path | str:
    """Return the folder below which PgBouncer is; a text says why there is none."""
    packages = ("pgbouncer", "libc-ares2", "libevent-2.1-7")
    return package_root(*packages, programs=("usr/sbin/pgbouncer",))


@contextmanager
def running_pgbouncer(
    folder: Path, postgres_url: str, *, listen: str = "127.0.0.1", pool_size: int = 20
) -> Iterator[str]:
    """Run PgBouncer in front of a Postgres; yield the address of the same database behind it."""
    root = find_pgbouncer()
    if isinstance(root, str):
        pytest.skip(root)
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
    command = [str(root / "usr/sbin/pgbouncer"), str(config)]
    if os.geteuid() == 0:  # It refuses to run as root.
        command[1:1] = ["-u", "nobody"]
    environment = os.environ | {"LD_LIBRARY_PATH": str(root / "usr/lib/x86_64-linux-gnu")}
    with (folder / "pgbouncer.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(listen, port, process)
        yield urlunsplit(there._replace(netloc=f"{there.username}@{listen}:{port}"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=_SECONDS)


def _wait_for(host: str, port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("PgBouncer did not answer")


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
