"""The running children of one supervisor, in memory and on disk."""

import subprocess
import time
from pathlib import Path

from launcher.system.processes import ProcessId, Signals, end_session
from launcher.system.run_file import Entry, RunFile

STABLE_SECONDS = 60.0
EARLY_EXIT_SECONDS = 10.0
"""What lived longer was killed rather than broken, and starts again at once."""
MAX_DELAY_SECONDS = 30.0


class Backoff:
    """How long to wait before a part that ended starts again: longer each time it ends soon."""

    def __init__(self) -> None:
        self._ends: dict[str, list[float]] = {}

    def delay(self, name: str, *, lifetime: float) -> float:
        """Note that a part has ended, so many seconds after it began its work; how long to wait."""
        if lifetime > EARLY_EXIT_SECONDS:
            self._ends.pop(name, None)
            return 0.0
        now = time.monotonic()
        recent = [moment for moment in self._ends.get(name, []) if now - moment < STABLE_SECONDS]
        self._ends[name] = [*recent, now]
        return min(MAX_DELAY_SECONDS, 0.5 * 2.0 ** len(recent)) if recent else 0.0


class ChildProcesses:
    """Children by name, in the order of their start."""

    def __init__(self, state: Path) -> None:
        self._run_file = RunFile(state)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._entries: dict[str, Entry] = {}
        self._since: dict[str, float] = {}

    def take(
        self,
        name: str,
        child: subprocess.Popen[bytes],
        *,
        signals: Signals,
        port: int | None = None,
    ) -> None:
        """Take charge of a child that just started."""
        entry = Entry(name, child.pid, ProcessId.of(child.pid).started, signals, port)
        self._run_file.put(entry)
        self._children[name] = child
        self._entries[name] = entry
        self._since[name] = time.monotonic()

    def has(self, name: str) -> bool:
        """Return whether a part was started and not ended by `end`."""
        return name in self._children

    def age(self, name: str) -> float:
        """Return the seconds since the start of a part."""
        return time.monotonic() - self._since[name]

    def ended(self) -> dict[str, int]:
        """Find the parts that have ended, with their exit codes."""
        codes = {name: child.poll() for name, child in self._children.items()}
        return {name: code for name, code in codes.items() if code is not None}

    def end(self, name: str, *, signals: Signals | None = None) -> None:
        """End a part and whatever is left of its session, and forget it."""
        entry = self._entries.pop(name, None)
        if entry is None:
            return
        end_session(entry.process, signals=entry.signals if signals is None else signals)
        self._children.pop(name).wait()
        self._run_file.remove(name)

    def reap(self) -> None:
        """Collect the exit codes of children that ended."""
        for child in self._children.values():
            child.poll()
