"""Commands of Django that prepare a start, with what they say shown line by line."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from leadqual.local.console import Console, Step
from leadqual.local.errors import LocalError
from leadqual.local.logs import new_lines
from leadqual.local.parts import Parts
from leadqual.local.processes import Signals
from leadqual.local.servers import last_lines, launch
from leadqual.local.static import StaticFiles
from leadqual.local.stopping import StopRequest

SIGNALS: Signals = ((signal.SIGTERM, 5), (signal.SIGKILL, 5))


class Setup:
    """Runs commands of Django in processes of their own.

    Args:
        parts: takes charge of each while it runs, so that it is ended with the rest.
        environment: environment of the commands.
        logs: folder of the logs.
        stop: asked all the time whether to go on.
    """

    def __init__(
        self, *, parts: Parts, environment: Mapping[str, str], logs: Path, stop: StopRequest
    ) -> None:
        self._parts = parts
        self._environment = environment
        self._logs = logs
        self._stop = stop

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
        log = self._logs / f"{words[0]}.log"
        command = (sys.executable, "-m", "django", *words)
        child = launch(command, log=log, environment=self._environment)
        self._parts.take(words[0], child, signals=SIGNALS)
        try:
            self._follow(child, log, step if show else None)
        finally:
            self._parts.end(words[0])
        if child.returncode != 0:
            raise LocalError(f"`{words[0]}` failed. {log} ends with:\n{last_lines(log)}")

    def _follow(self, child: subprocess.Popen[bytes], log: Path, step: Step | None) -> None:
        position = 0
        is_over = False
        while not is_over:
            is_over = child.poll() is not None
            lines, position = new_lines(log, position=position)
            if step is not None:
                for line in lines:
                    step.detail(line)
            self._stop.check()
            time.sleep(0.05)


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
