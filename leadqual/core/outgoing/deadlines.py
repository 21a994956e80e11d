"""The time left for an outgoing request."""

import time
from collections.abc import Callable

from leadqual.core.outgoing.errors import (
    OutgoingTimeoutError,
)


class Deadline:
    """The time left for a whole request.

    Args:
        seconds: from now.
        clock: returns the current time in seconds; replaced in tests.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Return the seconds left.

        Raises:
            OutgoingTimeoutError: no time is left.
        """
        left = self._end - self._clock()
        if left <= 0:
            raise OutgoingTimeoutError("The URL took too long to respond.")
        return left
