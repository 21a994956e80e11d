"""Signals that ask for the end, remembered until the work comes to a place where it can stop."""

import os
import select
import signal
import time
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TICK_SECONDS = 0.1
STDIN = 0
# make, a shell and the kernel may each pass on the same wish; a person needs longer to insist.
DUPLICATE_SIGNAL_SECONDS = 1.5


class StopError(Exception):
    """Somebody asked LeadQual to stop while it was starting."""


class StopRequest:
    """Remembers requests to stop: one ends everything in good order, insisting does so at once."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._last = 0.0
        self._terminal: select.poll | None = None

    def listen(self) -> None:
        """Take the signals from now on; one that was to be ignored (`nohup`) stays ignored.

        The end of the terminal counts too: the kernel tells only the program that was started first
        in it, and make keeps that to itself.
        """
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN and os.isatty(STDIN):
            self._terminal = select.poll()
            self._terminal.register(STDIN, 0)  # Its end is reported without being asked for.

    @property
    def is_made(self) -> bool:
        """Return whether anybody asked."""
        if self._first is None and self._terminal is not None and self._terminal.poll(0):
            self._note()
        return self._first is not None

    @property
    def is_urgent(self) -> bool:
        """Return whether somebody asked again while everything was ending."""
        return self._first is not None and self._last - self._first > DUPLICATE_SIGNAL_SECONDS

    def check(self) -> None:
        if self.is_made:
            raise StopError

    def wait(self, seconds: float) -> bool:
        """Sleep, but not beyond a request; says whether there was one."""
        until = time.monotonic() + seconds
        while not self.is_made and time.monotonic() < until:
            time.sleep(min(TICK_SECONDS, seconds))
        return self.is_made

    def _note(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        self._last = time.monotonic()
        if self._first is None:
            self._first = self._last
