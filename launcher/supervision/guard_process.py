"""The program of the guard: waits for the end of its starter, then ends what that left."""

import shutil
import sys
import time
from pathlib import Path

from launcher.servers.server_folder import remove_servers
from launcher.supervision.leftovers import SUPERVISOR, end_all
from launcher.system.runfile import Entry, RunFile
from launcher.system.state_files import FolderLock

# The kernel closes the pipe a moment before it lets go of the lock.
LOCK_SECONDS = 5.0


def run_guard(state: Path, *, remove: bool) -> None:
    """Wait until the pipe of the starter closes, then end what is left in `state`.

    Args:
        state: state folder of the starter.
        remove: also delete the folder and the files of its servers.
    """
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
