"""Redis from its wheel (Valkey, the same protocol), kept on disk by an append-only file."""

import time
from functools import partial
from pathlib import Path

import psutil
import redis

from launcher.errors import LocalError
from launcher.servers.server_folder import ServerFolder
from launcher.servers.server_process import (
    REDIS,
    Server,
    end_server,
    last_lines,
    launch,
    main_process,
    wait_for_answer,
)
from launcher.system.ports import LOOPBACK, remembered_port
from launcher.system.processes import ProcessId, servers_in
from launcher.system.state_files import hold_lock, read_or_create_secret, write_private

PROGRAM = REDIS.program
START_SECONDS = 60.0
ATTEMPTS = 5


def start_redis(folder: Path, *, durable: bool = True, log: Path | None = None) -> Server:
    """Start Redis on a loopback port with its files below `folder`, or join the running one.

    Args:
        folder: state folder; files lie elsewhere when the server's account cannot enter it.
        durable: False keeps nothing on disk, for tests.
        log: file that takes what the server says; `folder/logs/redis.log` when None.

    Raises:
        LocalError: it did not start; the message quotes the end of its log.
    """
    place = ServerFolder.of(folder)
    log = log or folder / "logs" / "redis.log"
    with hold_lock(place.lock, seconds=START_SECONDS):
        data = place.make("redis")
        return _find_running(data, place) or _start_server(data, place, durable=durable, log=log)


def _find_running(data: Path, place: ServerFolder) -> Server | None:
    found = servers_in(data, program=PROGRAM)
    if not found:
        return None
    process = main_process(found)
    listening = (
        connection.laddr.port
        for connection in process.net_connections("tcp4")
        if connection.status == psutil.CONN_LISTEN
    )
    port = next(listening, None)
    if port is not None:
        server = Server(_server_url(place, port), port, ProcessId.of(process.pid), REDIS.signals)
        until = time.monotonic() + 10
        while server.is_alive() and time.monotonic() < until:
            if _is_responding(server.url):
                return server
            time.sleep(0.05)
    end_server(REDIS, place.path)
    return None


def _start_server(data: Path, place: ServerFolder, *, durable: bool, log: Path) -> Server:
    for attempt in range(ATTEMPTS):
        port = remembered_port(place.path / "ports.json", "redis")
        settings = _write_settings(data, place, port, durable=durable)
        command = [place.redis_program, settings]
        child = launch(command, log=log, account=place.account)
        url = _server_url(place, port)
        if wait_for_answer(partial(_is_responding, url), child=child, seconds=START_SECONDS):
            return Server(url, port, ProcessId.of(child.pid), REDIS.signals, child)
        time.sleep(0.1 * (attempt + 1))
    raise LocalError(f"Redis does not start. Its log ends with:\n{last_lines(log)}")


def _write_settings(data: Path, place: ServerFolder, port: int, *, durable: bool) -> Path:
    """Write the server's settings, in a file because a command line would show the password."""
    keep = ["appendonly yes", "appendfsync everysec"] if durable else ["appendonly no"]
    lines = [
        f"bind {LOOPBACK}",
        f"port {port}",
        f"requirepass {read_or_create_secret(place.path / 'redis.password')}",
        f'dir "{data}"',
        "daemonize no",
        'save ""',
        "maxmemory-policy noeviction",
        *keep,
    ]
    settings = place.path / "redis.conf"
    write_private(settings, "\n".join(lines) + "\n")
    place.account.give(settings)
    return settings


def _server_url(place: ServerFolder, port: int) -> str:
    return f"redis://:{read_or_create_secret(place.path / 'redis.password')}@{LOOPBACK}:{port}/0"


def _is_responding(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except (redis.ConnectionError, redis.TimeoutError):  # Also while it still loads its file.
        return False
    finally:
        client.close()
