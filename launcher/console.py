"""One line for each step, with the seconds it took; a spinner where a person watches."""

import itertools
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
# A log of lines shows nothing while a step works; after this long it says what goes on.
MAX_SILENT_SECONDS = 3.0
WIDTH = 66


class ConsoleStep:
    """A step at work; `text` may be made more precise until it ends."""

    def __init__(self, text: str, console: "Console") -> None:
        self.text = text
        self._console = console

    def detail(self, line: str) -> None:
        """Print a line below the step while it works."""
        self._console.line(f"     {line}")


class Console:
    """Prints steps; a terminal that has gone away is no reason to fail."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._lock = threading.Lock()
        self._spinning = ""
        self._is_gone = False

    def line(self, text: str = "") -> None:
        """Print a line, above the spinner when one turns."""
        with self._lock:
            self._clear()
            self._write(f"{text}\n")

    @contextmanager
    def step(self, text: str) -> Iterator[ConsoleStep]:
        """Show a step while the block works, and in one line how long it took."""
        step = ConsoleStep(text, self)
        started = time.monotonic()
        is_done = threading.Event()
        show = threading.Thread(target=self._show, args=(step, started, is_done), daemon=True)
        show.start()
        mark = "no"
        try:
            yield step
            mark = "ok"
        finally:
            is_done.set()
            show.join()
            self.line(f"{mark}   {step.text:<{WIDTH}} {time.monotonic() - started:6.1f} s")

    def _show(self, step: ConsoleStep, started: float, is_done: threading.Event) -> None:
        if not self._is_terminal:
            if not is_done.wait(MAX_SILENT_SECONDS):
                self.line(f"...  {step.text}")
            return
        for sign in itertools.cycle(SPINNER):
            with self._lock:
                self._clear()
                self._spinning = f"{sign}    {step.text}  {time.monotonic() - started:.0f} s"
                self._write(self._spinning)
            if is_done.wait(0.12):
                return

    def _clear(self) -> None:
        if self._spinning:
            self._write("\r\x1b[K")
            self._spinning = ""

    def _write(self, text: str) -> None:
        if self._is_gone:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # The terminal was closed; what runs must still be stopped.
            self._is_gone = True


def terminal() -> Console:
    """Return the console of this process; signs that its encoding lacks are replaced."""
    with suppress(AttributeError):
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # absent when captured
    return Console(sys.stdout)
