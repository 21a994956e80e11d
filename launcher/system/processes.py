"""Processes that stay the same one: a number alone may belong to a stranger tomorrow."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

import psutil

from launcher.system.state_files import write_private

# The clock that start times are counted from may be corrected by a second while a machine runs.
START_TOLERANCE_SECONDS = 2.0

# Signals in their order, each with the seconds that it has to work.
Signals: TypeAlias = tuple[tuple[int, float], ...]

CALM_SECONDS = 60.0
QUICK_SECONDS = 10.0
LONGEST_DELAY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ProcessId:
    """A process, told apart from a later one with the same number by when it started."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> Self:
        """Identify a living process; raises `psutil.NoSuchProcess` when it has ended."""
        return cls(pid, psutil.Process(pid).create_time())

    def find(self) -> psutil.Process | None:
        """Give the process while it lives; one that is dead but not reaped counts as ended."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < START_TOLERANCE_SECONDS
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None

    def is_alive(self) -> bool:
        """Return whether this very process still runs."""
        return self.find() is not None


def session_members(leader: ProcessId) -> list[psutil.Process]:
    """Find all living processes of the session that `leader` opened, also after its death."""
    stranger = psutil.pid_exists(leader.pid) and not _is_same_start(leader)
    if stranger:  # The number was given away again, so nothing of the session is left.
        return []
    return [process for process in psutil.process_iter() if _belongs(process, leader)]


def servers_in(folder: Path, *, program: str) -> list[psutil.Process]:
    """Find living processes of `program` that work in `folder`, oldest first."""
    found = [process for process in psutil.process_iter() if _works_in(process, folder, program)]
    return sorted(found, key=psutil.Process.create_time)


def end(
    process: psutil.Process, *, signals: Signals, child: subprocess.Popen[bytes] | None = None
) -> bool:
    """Send `signals` in turn until the process has ended; says whether it has."""
    for number, seconds in signals:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            return True
        if wait_for_end([process], seconds=seconds, child=child):
            return True
    return False


def end_session(leader: ProcessId, *, signals: Signals) -> bool:
    process = leader.find()
    if process is not None:
        end(process, signals=signals)
    members = session_members(leader)
    kill(members)
    return wait_for_end(members, seconds=5)


def kill(processes: Iterable[psutil.Process]) -> None:
    """Kill processes at once; one that has ended meanwhile is no error."""
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def wait_for_end(
    processes: Sequence[psutil.Process],
    *,
    seconds: float,
    child: subprocess.Popen[bytes] | None = None,
) -> bool:
    """Wait until none of the processes lives; False when the time is over first."""
    until = time.monotonic() + seconds
    while True:
        if child is not None:
            child.poll()  # Reaps it: a child of ours stays a zombie until somebody asks.
        if not any(_is_living(process) for process in processes):
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.02)


def exit_description(code: int) -> str:
    """Put an exit code of `subprocess` into words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"by {signal.Signals(-code).name}"
    except ValueError:
        return f"by signal {-code}"


def _is_living(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _is_same_start(leader: ProcessId) -> bool:
    try:
        started = psutil.Process(leader.pid).create_time()
    except psutil.NoSuchProcess:
        return False
    return abs(started - leader.started) < START_TOLERANCE_SECONDS


def _belongs(process: psutil.Process, leader: ProcessId) -> bool:
    try:
        if os.getsid(process.pid) != leader.pid or not _is_living(process):
            return False
        return process.create_time() >= leader.started - START_TOLERANCE_SECONDS
    except (OSError, psutil.NoSuchProcess):
        return False


def _works_in(process: psutil.Process, folder: Path, program: str) -> bool:
    try:
        return process.name() == program and Path(process.cwd()) == folder and _is_living(process)
    except (OSError, psutil.NoSuchProcess, psutil.AccessDenied):
        return False


# What runs now, on disk: the next start finds the leftovers of a dead one there.


@dataclass(frozen=True, slots=True)
class Entry:
    """One running part, with the signals that end it in good order."""

    name: str
    pid: int
    started: float
    signals: Signals
    port: int | None = None

    @property
    def process(self) -> ProcessId:
        return ProcessId(self.pid, self.started)


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its parts in the order of their start, and the address once all answer."""

    parts: tuple[Entry, ...] = ()
    address: str | None = None

    def part(self, name: str) -> Entry | None:
        return next((entry for entry in self.parts if entry.name == name), None)


class RunFile:
    """`run.json` of a state folder; every write replaces it in one step."""

    def __init__(self, state: Path) -> None:
        self._path = state / "run.json"

    def read(self) -> Run:
        """Read what runs; a missing or broken file means nothing."""
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            return Run(tuple(map(_entry, stored["parts"])), stored["address"])
        except (OSError, ValueError, KeyError, TypeError):
            return Run()

    def put(self, entry: Entry) -> None:
        """Add a part, or replace the one of that name at its place."""
        run = self.read()
        if run.part(entry.name) is None:
            self._write((*run.parts, entry), run.address)
        else:
            parts = (entry if old.name == entry.name else old for old in run.parts)
            self._write(parts, run.address)

    def remove(self, name: str) -> None:
        run = self.read()
        self._write((entry for entry in run.parts if entry.name != name), run.address)

    def set_address(self, address: str) -> None:
        """Say where the web server answers, now that all parts do."""
        self._write(self.read().parts, address)

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)

    def _write(self, parts: Iterable[Entry], address: str | None) -> None:
        stored = {"address": address, "parts": [asdict(entry) for entry in parts]}
        write_private(self._path, json.dumps(stored, indent=2) + "\n")


def _entry(stored: dict[str, Any]) -> Entry:
    signals = tuple((int(number), float(seconds)) for number, seconds in stored["signals"])
    return Entry(stored["name"], stored["pid"], stored["started"], signals, stored["port"])


# The running parts of one supervisor: its children, and the same on disk.

"""What lived longer was killed rather than broken, and starts again at once."""


class Backoff:
    """How long to wait before a part that ended starts again: longer each time it ends soon."""

    def __init__(self) -> None:
        self._ends: dict[str, list[float]] = {}

    def delay(self, name: str, *, lived: float) -> float:
        """Note that a part has ended, so many seconds after it began its work; how long to wait."""
        if lived > QUICK_SECONDS:
            self._ends.pop(name, None)
            return 0.0
        now = time.monotonic()
        recent = [moment for moment in self._ends.get(name, []) if now - moment < CALM_SECONDS]
        self._ends[name] = [*recent, now]
        return min(LONGEST_DELAY_SECONDS, 0.5 * 2.0 ** len(recent)) if recent else 0.0


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
