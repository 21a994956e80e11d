"""Who reads what changed: one thread at a time, and not at once again where that took long."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

LONG_SECONDS, RESTS = 0.5, 2
"""What took longer to read is not read again for twice that time: many changes come in a row."""


class ReadingTurn:
    """The turn to read the changes of one workspace."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rests_until = 0.0

    @contextmanager
    def taken(self, *, is_needed: bool = False) -> Iterator[bool]:
        """Give True to the thread that is to read; others go on with what is known.

        Args:
            is_needed: nothing is known yet, so wait for the turn.
        """
        is_resting = not is_needed and time.monotonic() < self._rests_until
        if is_resting or not self._lock.acquire(blocking=is_needed):
            yield False
            return
        begun = time.monotonic()
        try:
            yield True
        finally:
            taken = time.monotonic() - begun
            if taken > LONG_SECONDS:
                self._rests_until = begun + taken * (1 + RESTS)
            self._lock.release()
