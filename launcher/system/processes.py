"""Processes that stay the same one: a number alone may be given to another process later."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeAlias

import psutil

# The clock that start times are counted from may be corrected by a second while a machine runs.
START_TOLERANCE_SECONDS = 2.0

# Signals in their order, each with the seconds that it has to work.
Signals: TypeAlias = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class ProcessId:
    """A process, distinguished from a later one with the same number by when it started."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> Self:
        """Identify a living process; raises `psutil.NoSuchProcess` when it has ended."""
        return cls(pid, psutil.Process(pid).create_time())

    def find(self) -> psutil.Process | None:
        """Return the process while it lives; one that is dead but not reaped counts as ended."""
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
    is_reused = psutil.pid_exists(leader.pid) and not _is_same_start(leader)
    if is_reused:  # The number was given away again, so nothing of the session is left.
        return []
    return [process for process in psutil.process_iter() if _is_in_session(process, leader)]


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
        if not any(_is_alive(process) for process in processes):
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


def _is_alive(process: psutil.Process) -> bool:
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


def _is_in_session(process: psutil.Process, leader: ProcessId) -> bool:
    try:
        if os.getsid(process.pid) != leader.pid or not _is_alive(process):
            return False
        return process.create_time() >= leader.started - START_TOLERANCE_SECONDS
    except (OSError, psutil.NoSuchProcess):
        return False


def _works_in(process: psutil.Process, folder: Path, program: str) -> bool:
    try:
        return process.name() == program and Path(process.cwd()) == folder and _is_alive(process)
    except (OSError, psutil.NoSuchProcess, psutil.AccessDenied):
        return False
