"""Postgres and Redis for one test session, deleted afterwards."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import LocalError
from launcher.servers.postgres import start_postgres
from launcher.servers.redis import start_redis
from launcher.servers.server_folder import remove_servers
from launcher.servers.server_process import Server
from launcher.supervision.guard import Guard
from launcher.supervision.leftovers import SUPERVISOR, end_all
from launcher.system.processes import ProcessId
from launcher.system.run_file import Entry, RunFile
from launcher.system.state_files import FolderLock


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers of a test session.

    Attributes:
        state: their folder. Parts that are noted in its `run.json` end with the session too.
    """

    state: Path
    postgres: Server
    redis: Server


@contextmanager
def throwaway_servers(parent: Path, *, prefix: str = "") -> Iterator[Servers]:
    """Start both servers in a new folder below `parent`, and delete all of it at the end.

    Sessions side by side do not meet. When this process is killed, a guard cleans up.
    """
    state = parent.resolve() / f"{prefix}{secrets.token_hex(4)}"
    state.mkdir(parents=True)
    lock = FolderLock(state / "lock")
    if not lock.take():
        raise LocalError(f"{state} was created a moment ago and is already in use.")
    me = ProcessId.of(os.getpid())
    RunFile(state).put(Entry(SUPERVISOR, me.pid, me.started, ()))
    started: list[Server] = []
    with Guard(state, remove=True):
        try:
            started.append(start_postgres(state, durable=False))
            started.append(start_redis(state, durable=False))
            yield Servers(state, *started)
        finally:
            for server in started:
                server.stop()
            end_all(state)
            remove_servers(state)
            shutil.rmtree(state)
            lock.give_back()
