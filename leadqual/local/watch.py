"""The program of the guard: waits for the end of its starter, then ends what that left."""

import shutil
import sys
import time
from pathlib import Path

from leadqual.local.files import FolderLock
from leadqual.local.folders import remove_servers
from leadqual.local.leftovers import SUPERVISOR, end_all
from leadqual.local.runfile import RunFile

# The kernel closes the pipe and lets go of the lock at almost the same time.
LOCK_SECONDS = 5.0


def watch(state: Path, *, remove: bool) -> None:
    """Wait until the pipe of the starter closes, then end what is left in `state`.

    Args:
        state: state folder of the starter.
        remove: also delete the folder and the files of its servers.
    """
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
    """Take the lock; False when a new run has it, whose start ends all leftovers itself."""
    until = time.monotonic() + LOCK_SECONDS
    while not lock.take():
        supervisor = RunFile(state).read().part(SUPERVISOR)
        is_new_run = supervisor is not None and supervisor.process.is_alive()
        if is_new_run or time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


if __name__ == "__main__":
    watch(Path(sys.argv[1]), remove="--remove" in sys.argv)
