"""A small process that cleans up when the one that started it was killed.

It waits on a pipe that only its starter holds. When the starter dies, however it dies, the pipe
closes; whatever the starter has not ended itself is then ended in good order (`guard_process.py`).
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Self

from launcher.servers.server_process import launch
from launcher.supervision.leftovers import GUARD
from launcher.system.processes import ProcessId
from launcher.system.runfile import Entry, RunFile


class Guard:
    """The starter's end of the pipe.

    Args:
        state: state folder whose parts are ended when this process dies.
        remove: also delete the folder then.
    """

    def __init__(self, state: Path, *, remove: bool = False) -> None:
        self._state = state
        self._command = [sys.executable, "-m", "launcher.supervision.guard_process", str(state)]
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
