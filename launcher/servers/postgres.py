"""Postgres with pgvector from its wheel: the wheel's programs, started and stopped by us."""

import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from launcher.errors import LocalError
from launcher.servers.server_folder import ServerFolder
from launcher.servers.server_process import (
    ENVIRONMENT,
    POSTGRES,
    Server,
    end_server,
    last_lines,
    launch,
    main_process,
    wait_for_answer,
)
from launcher.system.ports import LOOPBACK, remembered_port
from launcher.system.processes import ProcessId, kill, servers_in, wait_for_end
from launcher.system.state_files import hold_lock, read_or_create_secret, write_private

PROGRAM = POSTGRES.program
OWNER = "leadqual"
START_SECONDS = 120.0
# A killed server may hold its memory or its port for a moment.
ATTEMPTS = 8
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "shared_preload_libraries": "pg_stat_statements",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "max_wal_size": "2GB",
    # Values of failing statements may be personal data, which no log may hold.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
MEGABYTE = 1 << 20


def start_postgres(
    folder: Path, *, database: str = "leadqual", durable: bool = True, log: Path | None = None
) -> Server:
    """Start Postgres on a loopback port with its files below `folder`, or join the running one.

    Args:
        folder: state folder; files lie elsewhere when the server's account cannot enter it.
        database: made when it does not exist.
        durable: False trades safety at a power failure for speed, for tests.
        log: file that takes what the server says; `folder/logs/postgres.log` when None.

    Raises:
        LocalError: it did not start; the message quotes the end of its log.
    """
    place = ServerFolder.of(folder)
    log = log or folder / "logs" / "postgres.log"
    with hold_lock(place.lock, seconds=START_SECONDS):
        data = _create_data_folder(place, durable=durable)
        for _ in range(ATTEMPTS):
            server = _find_running(data, place, database) or _start_server(
                data, place, database, durable=durable, log=log
            )
            try:
                _create_database(server.url, database)
            except psycopg.OperationalError:  # Killed the moment after it answered.
                server.stop()
                continue
            return server
    raise LocalError(f"Postgres keeps stopping. Its log ends with:\n{last_lines(log)}")


def _create_data_folder(place: ServerFolder, *, durable: bool) -> Path:
    """Return the data folder, made on first use in one step: a broken beginning is thrown away."""
    data = place.path / PROGRAM
    if (data / "PG_VERSION").exists():
        return data
    unfinished = place.path / f"{PROGRAM}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    place.make(unfinished.name)
    password = unfinished / "password"
    write_private(password, read_or_create_secret(place.path / "postgres.password"))
    place.account.give(password)
    password = password.rename(place.path / "initdb.password")
    command = [place.postgres_programs / "initdb", "-D", unfinished, "-U", OWNER]
    command += ["--data-checksums", "-E", "UTF8", *locale_options(sys.platform)]
    command += ["--auth=scram-sha-256", f"--pwfile={password}"]
    command += [] if durable else ["--no-sync"]
    done = subprocess.run(
        list(map(str, command)),
        check=False,
        cwd=place.path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **place.account.identity,
    )
    password.unlink()
    if done.returncode != 0:
        raise LocalError(f"Postgres could not create its data folder:\n{done.stdout.strip()}")
    return unfinished.rename(data)


def locale_options(platform: str) -> list[str]:
    """Sort by code point and know the letters of all languages; macOS has no locale for both."""
    if platform == "darwin":
        return ["--locale=C", "--lc-ctype=en_US.UTF-8"]
    return ["--locale=C.UTF-8"]


def _find_running(data: Path, place: ServerFolder, database: str) -> Server | None:
    """Find the server that works in `data`; one that is hurt or half dead is ended."""
    found = servers_in(data, program=PROGRAM)
    if not found:
        return None
    process = main_process(found)
    if "-D" not in process.cmdline():  # Its sessions outlive a killed server for a moment.
        kill(found)
        return None
    port = _port_of(data, process)
    if port is not None:
        server = Server(
            _server_url(place, port, database), port, ProcessId.of(process.pid), POSTGRES.signals
        )
        until = time.monotonic() + 10
        while server.is_alive() and time.monotonic() < until:
            if _is_responding(_server_url(place, port, PROGRAM)):
                return server
            time.sleep(0.05)
    end_server(POSTGRES, place.path)
    return None


def _port_of(data: Path, process: psutil.Process) -> int | None:
    """Read the port of a running server; None when the file is of another one."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return int(lines[3]) if int(lines[0]) == process.pid else None
    except (OSError, ValueError, IndexError):
        return None


def _start_server(
    data: Path, place: ServerFolder, database: str, *, durable: bool, log: Path
) -> Server:
    for attempt in range(ATTEMPTS):
        leftover_servers = servers_in(data, program=PROGRAM)  # What a killed server left behind.
        kill(leftover_servers)
        wait_for_end(leftover_servers, seconds=5)
        (data / "postmaster.pid").unlink(missing_ok=True)  # Nobody works here, so it is stale.
        port = remembered_port(place.path / "ports.json", PROGRAM)
        command: list[str | Path] = [place.postgres_programs / PROGRAM, "-D", data, "-p", str(port)]
        settings = SETTINGS | _memory_sizes() | ({} if durable else FAST_SETTINGS)
        command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        child = launch(command, log=log, account=place.account)
        url = _server_url(place, port, PROGRAM)
        if wait_for_answer(partial(_is_responding, url), child=child, seconds=START_SECONDS):
            process = ProcessId.of(child.pid)
            return Server(
                _server_url(place, port, database), port, process, POSTGRES.signals, child
            )
        time.sleep(0.1 * (attempt + 1))
    raise LocalError(f"Postgres does not start. Its log ends with:\n{last_lines(log)}")


def _memory_sizes() -> dict[str, str]:
    """Size the server's memory by this machine's, in megabytes."""
    total = psutil.virtual_memory().total // MEGABYTE
    # An index built by several processes shares its memory there; containers give it 64 MB.
    shared_memory = Path("/dev/shm")  # noqa: S108
    room = shutil.disk_usage(shared_memory).free // MEGABYTE if shared_memory.exists() else total
    return {
        "shared_buffers": f"{max(32, min(512, total // 8))}MB",
        "effective_cache_size": f"{max(128, total // 2)}MB",
        "maintenance_work_mem": f"{max(16, min(256, total // 16, room // 2))}MB",
    }


def _server_url(place: ServerFolder, port: int, database: str) -> str:
    password = quote(read_or_create_secret(place.path / "postgres.password"))
    return f"postgresql://{OWNER}:{password}@{LOOPBACK}:{port}/{database}"


def _is_responding(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def _create_database(url: str, database: str) -> None:
    """Make the database when it is missing."""
    known: LiteralString = "SELECT 1 FROM pg_database WHERE datname = %s"
    maintenance = url.rpartition("/")[0] + f"/{PROGRAM}"
    with psycopg.connect(maintenance, autocommit=True) as connection:
        if connection.execute(known, [database]).fetchone() is None:
            name = sql.Identifier(database)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
