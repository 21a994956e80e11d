"""Settings of the Python interpreter for long imports."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_GC_THRESHOLD = 100_000
_SWITCH_INTERVAL = 0.0002  # An answer of Postgres waits so long for the thread that reads.


@contextmanager
def long_import_settings() -> Iterator[None]:
    """Run Python's cyclic garbage collector a hundred times less often, and switch threads sooner.

    Rows create no cycles, and each run scans all cells of a chunk: half of the reading time. The
    next chunk is read meanwhile, and each of the many short statements of this one would wait 5 ms
    for the reading thread.
    """
    _shared_settings.begin()
    try:
        yield
    finally:
        _shared_settings.end()


class _SharedSettings:
    """Settings of the interpreter; the last import of a process restores them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._n = 0
        self._before = gc.get_threshold()
        self._switch_interval_before = sys.getswitchinterval()

    def begin(self) -> None:
        with self._lock:
            if not self._n:
                self._before = gc.get_threshold()
                gc.set_threshold(_GC_THRESHOLD, 20, 100)
                self._switch_interval_before = sys.getswitchinterval()
                sys.setswitchinterval(_SWITCH_INTERVAL)
            self._n += 1

    def end(self) -> None:
        with self._lock:
            self._n -= 1
            if not self._n:
                gc.set_threshold(*self._before)
                sys.setswitchinterval(self._switch_interval_before)


_shared_settings = _SharedSettings()
