"""Work that may grow with its input, and no faster."""

from collections.abc import Callable
from time import thread_time

TIMES = 4
MOST = 8.0
"""Times the work for four times the input: 4 where it grows with it, 16 where with its square."""

_ROUNDS = range(3, 100)
"""One in which the machine does little else is among so many; a square stays a square in all."""


def assert_grows_no_faster(work: Callable[[int], object], n: int) -> None:
    """Do a work on an input of size `n` and on four times as much, and compare the two.

    What other processes take makes both longer and none shorter: the least of several rounds is
    what the work takes. No bound in seconds, so no machine is too slow for it.

    Args:
        work: gets the size of the input. It is to make the input, too: that counts with it.
        n: large enough that the work, and not the call, takes the time.

    Raises:
        AssertionError: it takes more than eight times as long for four times the input.
    """
    small, large = [], []
    for n_rounds in range(1, _ROUNDS.stop):
        small.append(_seconds(work, n))
        large.append(_seconds(work, TIMES * n))
        ratio = min(large) / min(small)
        if n_rounds >= _ROUNDS.start and ratio < MOST:
            return
    raise AssertionError(f"{TIMES} times the input takes {ratio:.1f} times as long.")


def _seconds(work: Callable[[int], object], n: int) -> float:
    begun = thread_time()
    work(n)
    return thread_time() - begun
