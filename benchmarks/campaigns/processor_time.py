"""How much processor time processes take while something runs, those too that end meanwhile."""

import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import psutil

_EVERY = 0.25


class ProcessorTime:
    """Processor time of groups of processes from entering to leaving.

    A busy machine moves it far less than the clock.

    Args:
        groups: name → first process, counted with all of its children.
    """

    def __init__(self, groups: Mapping[str, int]) -> None:
        self.seconds = dict.fromkeys(groups, 0.0)
        self._groups = dict(groups)
        self._first: dict[int, float] = {}
        self._last: dict[str, dict[int, float]] = {name: {} for name in groups}
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Begin to count; what a process took before does not count."""
        for members in map(_members, self._groups.values()):
            self._first |= {one.pid: _taken(one) for one in members}
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End counting; `seconds` is there then."""
        self._is_over.set()
        self._thread.join()
        self._look()
        for name, taken in self._last.items():
            own = ((pid, seconds - self._first.get(pid, 0.0)) for pid, seconds in taken.items())
            self.seconds[name] = sum(max(seconds, 0.0) for _, seconds in own)

    def _watch(self) -> None:
        while not self._is_over.wait(_EVERY):
            self._look()

    def _look(self) -> None:
        for name, head in self._groups.items():
            self._last[name] |= {one.pid: _taken(one) for one in _members(head)}


def _members(head: int) -> Sequence[psutil.Process]:
    try:
        first = psutil.Process(head)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _taken(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
