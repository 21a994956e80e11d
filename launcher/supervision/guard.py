"""A small process that cleans up when the one that started it was killed.

It waits on a pipe that only its starter holds. When the starter dies, however it dies, the pipe
closes; whatever the starter has not ended itself is then ended in good order.
"""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from launcher.errors import LocalError
from launcher.servers.postgres import start_postgres
from launcher.servers.redis import start_redis
from launcher.servers.server_process import Server, launch, remove_servers
from launcher.supervision.leftovers import GUARD, SUPERVISOR, end_all
from launcher.system.processes import Entry, ProcessId, RunFile
from launcher.system.state_files import FolderLock

# The kernel closes the pipe a moment before it lets go of the lock.
LOCK_SECONDS = 5.0


class Guard:
    """The starter's end of the pipe."""

    def __init__(self, state: Path, *, remove: bool = False) -> None:
        self._state = state
        self._command = [sys.executable, "-m", "launcher.supervision.guard", str(state)]
        self._command += ["--remove"] if remove else []
        self._child = self._start()

    def renew(self) -> None:
        """Start another guard when this one has been killed."""
        if self._child.poll() is not None:
            self.dismiss()
            self._child = self._start()

    def dismiss(self) -> None:
        """Let the guard go."""
        if self._child.stdin is not None:
            self._child.stdin.close()
        self._child.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        log = self._state / "logs" / "guard.log"
        child = launch(self._command, log=log, environment=os.environ, pipe=True)
        RunFile(self._state).put(Entry(GUARD, child.pid, ProcessId.of(child.pid).started, ()))
        return child

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()


def run_guard(state: Path, *, remove: bool) -> None:
    """Wait until the pipe of the starter closes, then end what is left in `state`."""
    starter = RunFile(state).read().part(SUPERVISOR)
    sys.stdin.buffer.read()
    lock = FolderLock(state / "lock")
    if not _take(lock, state, starter):
        return
    end_all(state)
    if remove:
        remove_servers(state)
        shutil.rmtree(state, ignore_errors=True)
    lock.give_back()


def _take(lock: FolderLock, state: Path, starter: Entry | None) -> bool:
    """Take the lock of a dead starter; False when there is nothing left to do.

    The starter itself forgets the run when it has ended all. A new run ends leftovers itself.
    """
    until = time.monotonic() + LOCK_SECONDS
    while time.monotonic() < until:
        run = RunFile(state).read()
        now = run.part(SUPERVISOR)
        if now is None or (now != starter and now.process.is_alive()):
            return False
        if lock.take():
            return True
        time.sleep(0.05)
    return False


if __name__ == "__main__":
    run_guard(Path(sys.argv[1]), remove="--remove" in sys.argv)


# A Postgres and a Redis for one test session, gone without a trace afterwards.


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

    Sessions beside each other do not meet. When this process is killed, a guard cleans up.
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
