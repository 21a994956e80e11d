"""A small process that cleans up when the one that started it was killed.

It waits on a pipe that only its starter holds. When the starter dies, however it dies, the pipe
closes; whatever the starter has not ended itself is then ended in good order.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from launcher.servers.server_folder import remove_servers
from launcher.servers.server_process import launch
from launcher.supervision.leftovers import GUARD, SUPERVISOR, end_all
from launcher.system.processes import ProcessId
from launcher.system.run_file import Entry, RunFile
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
    if not _take_lock(lock, state, starter):
        return
    end_all(state)
    if remove:
        remove_servers(state)
        shutil.rmtree(state, ignore_errors=True)
    lock.give_back()


def _take_lock(lock: FolderLock, state: Path, starter: Entry | None) -> bool:
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
