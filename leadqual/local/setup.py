"""Commands of Django that prepare a start, with what they say shown line by line."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from leadqual.local.console import Console, Step
from leadqual.local.errors import LocalError
from leadqual.local.logs import new_lines
from leadqual.local.parts import Parts
from leadqual.local.processes import Signals
from leadqual.local.servers import last_lines, launch
from leadqual.local.static import StaticFiles
from leadqual.local.stopping import StopRequest

NAME = "setup"
SIGNALS: Signals = ((signal.SIGTERM, 5), (signal.SIGKILL, 5))
DONE = "Done:"  # what `commands.py` prints behind each command


class Setup:
    """Runs commands of Django in one process of their own, which starts with the first.

    Args:
        parts: takes charge of the process, so that it is ended with the rest.
        environment: environment of the commands.
        logs: folder of the logs.
        stop: asked all the time whether to go on.
    """

    def __init__(
        self, *, parts: Parts, environment: Mapping[str, str], logs: Path, stop: StopRequest
    ) -> None:
        self._parts = parts
        self._environment = environment
        self._log = logs / f"{NAME}.log"
        self._stop = stop
        self._child: subprocess.Popen[bytes] | None = None
        self._position = 0

    def run(self, words: Sequence[str], *, step: Step, show: bool = False) -> None:
        """Run one command until it ends.

        Args:
            words: command and its arguments.
            step: takes the lines of the command when `show` is set.
            show: show what the command prints.

        Raises:
            LocalError: it failed; the message quotes its end.
            StopError: somebody asked to stop; the command has been ended.
        """
        child = self._child = self._child or self._start()
        if child.stdin is not None:
            with suppress(BrokenPipeError):  # It has ended; what it said last is in its log.
                child.stdin.write(json.dumps(words).encode() + b"\n")
                child.stdin.flush()
        while not self._is_done(words[0], step if show else None):
            self._stop.check()
            time.sleep(0.03)

    def _is_done(self, name: str, step: Step | None) -> bool:
        """Show what the commands said since the last look; says whether `name` has ended well."""
        has_ended = self._child is None or self._child.poll() is not None
        lines, self._position = new_lines(self._log, position=self._position)
        done = f"{DONE} {name}"
        if step is not None:
            for line in lines:
                if line != done:
                    step.detail(line)
        if has_ended and done not in lines:
            raise LocalError(f"`{name}` failed. {self._log} ends with:\n{last_lines(self._log)}")
        return done in lines

    def _start(self) -> subprocess.Popen[bytes]:
        command = (sys.executable, "-m", "leadqual.local.commands")
        child = launch(command, log=self._log, environment=self._environment, pipe=True)
        self._parts.take(NAME, child, signals=SIGNALS)
        return child

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            if self._child.stdin is not None:
                with suppress(BrokenPipeError):
                    self._child.stdin.close()
            self._parts.end(NAME)


def prepare(setup: Setup, console: Console, state: Path) -> None:
    """Bring tables, files of the pages, taxonomy, models and demo workspace up to date."""
    with console.step("Tables") as step:
        setup.run(["migrate", "--no-input", "--verbosity=0"], step=step)
    static = StaticFiles(state)
    if not static.are_current():
        with console.step("Files of the pages") as step:
            setup.run(["collectstatic", "--no-input", "--verbosity=0"], step=step)
        static.remember()
    with console.step("Taxonomy, models and demo workspace") as step:
        setup.run(["setup_leadqual"], step=step, show=True)
