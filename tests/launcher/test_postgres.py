import os
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest

from launcher.servers.postgres import locale_options, start_postgres
from launcher.servers.server_process import Server
from launcher.system.ports import LOOPBACK
from launcher.system.processes import servers_in

start: Callable[[Path], Server] = partial(start_postgres, durable=False)


@contextmanager
def running(state: Path) -> Iterator[Server]:
    server = start(state)
    try:
        yield server
    finally:
        server.stop()


def names(server: Server) -> list[str]:
    with psycopg.connect(server.url) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM people ORDER BY name")]


def add(server: Server, name: str) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS people (name text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES (%s) ON CONFLICT DO NOTHING", [name])


def kill(server: Server) -> None:
    os.kill(server.process.pid, signal.SIGKILL)
    assert server.child is not None
    server.child.wait()


@pytest.mark.costs("starts a server")
def test_a_server_listens_on_the_loopback_address_for_who_knows_its_password(state: Path) -> None:
    server = start(state)
    second = start(state)
    second.stop()

    assert second.url == server.url
    assert server.is_alive()
    process = psutil.Process(server.process.pid)
    if os.geteuid() == 0:  # Only root can hand its rights over.
        assert process.uids().real != 0
        assert (state / "servers/postgres").stat().st_uid != 0
    listening = {
        one.laddr.ip for one in process.net_connections() if one.status == psutil.CONN_LISTEN
    }
    assert listening == {LOOPBACK}
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        distance = connection.execute("SELECT '[1,0]'::halfvec(2) <=> '[0,1]'::halfvec(2)")
        assert distance.fetchone() == (1.0,)
    stranger = f"postgresql://leadqual:guess@{LOOPBACK}:{server.port}/leadqual"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(stranger)

    server.stop()

    assert servers_in(state / "servers/postgres", program="postgres") == []
    assert not server.is_alive()


@pytest.mark.slow
def test_three_starts_at_once_give_one_server(new_state: Path) -> None:
    with ThreadPoolExecutor(3) as pool, ExitStack() as ends:
        servers = list(pool.map(start, [new_state] * 3))
        for server in servers:
            ends.callback(server.stop)

        assert len({server.process for server in servers}) == 1
        assert sum(server.child is not None for server in servers) == 1


@pytest.mark.costs("starts a server three times")
def test_keeps_rows_and_port_when_killed_and_starts_over_what_strangers_left(state: Path) -> None:
    server = start_postgres(state)
    add(server, "Grace")
    kill(server)

    again = start_postgres(state)

    assert "Grace" in names(again)
    assert again.port == server.port
    again.stop()
    # The file of a former process names a living one, and somebody has its port.
    (state / "servers/postgres/postmaster.pid").write_text(f"{os.getpid()}\n", encoding="utf-8")
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind((LOOPBACK, server.port))
        squatter.listen()

        with running(state) as elsewhere:
            assert elsewhere.port != server.port
            assert "Grace" in names(elsewhere)


@pytest.mark.slow
def test_a_start_that_was_cut_short_is_begun_again(new_state: Path) -> None:
    unfinished = new_state / "servers/postgres.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n", encoding="utf-8")

    with running(new_state) as server:
        add(server, "Ada")
        assert names(server) == ["Ada"]


def test_macos_gets_a_locale_that_it_has() -> None:
    assert locale_options("linux") == ["--locale=C.UTF-8"]
    assert "--lc-ctype=en_US.UTF-8" in locale_options("darwin")
