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

from leadqual.local.files import FolderLock
from leadqual.local.folders import remove_servers
from leadqual.local.leftovers import GUARD, SUPERVISOR, end_all
from leadqual.local.processes import ProcessId
from leadqual.local.runfile import Entry, RunFile
from leadqual.local.servers import launch

# The kernel closes the pipe and lets go of the lock at almost the same time.
LOCK_SECONDS = 5.0
REMOVE = "--remove"


class Guard:
    """The starter's end of the pipe.

    Args:
        state: state folder whose parts are ended when this process dies.
        remove: also delete the folder then, and when the guard is dismissed.
    """

    def __init__(self, state: Path, *, remove: bool = False) -> None:
        self._state = state
        self._command = [sys.executable, "-m", __name__, str(state), *([REMOVE] if remove else [])]
        self._child = self._start()

    def renew(self) -> None:
        """Start another guard when this one has been killed."""
        if self._child.poll() is not None:
            self.dismiss()
            self._child = self._start()

    def dismiss(self) -> None:
        """Let the guard go; it ends what is still there first."""
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


def watch(state: Path, *, remove: bool) -> None:
    """Wait for the end of the starter, then end what it left."""
    sys.stdin.buffer.read()
    if not state.exists():  # Nothing was left, not even the folder.
        return
    lock = FolderLock(state / "lock")
    if not _take(lock, state):
        return
    end_all(state)
    if remove:
        remove_servers(state)
        shutil.rmtree(state, ignore_errors=True)
    lock.give_back()


def _take(lock: FolderLock, state: Path) -> bool:
    """Take the lock, unless a new run has begun or there is nothing left to do."""
    until = time.monotonic() + LOCK_SECONDS
    while not lock.take():
        supervisor = RunFile(state).read().part(SUPERVISOR)
        is_new_run = supervisor is not None and supervisor.process.is_alive()
        if is_new_run or time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


if __name__ == "__main__":
    watch(Path(sys.argv[1]), remove=REMOVE in sys.argv)
