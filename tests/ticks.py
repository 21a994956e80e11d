"""Processor time of processes, from `/proc`; nothing where the system has none."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def ticks_of(pid: int) -> int:
    """Return what a process, its running children, and those that ended have used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15])) + sum(map(ticks_of, children_of(pid)))


def children_of(pid: int) -> Iterator[int]:
    """Yield the running children that the main thread of a process has started."""
    with suppress(OSError):
        yield from map(int, Path(f"/proc/{pid}/task/{pid}/children").read_bytes().split())
