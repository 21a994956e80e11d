"""Jobs that end badly, for a real worker: `celery worker --include=tests.faults.poison_jobs`."""

import os
import resource
import signal
from pathlib import Path

import psutil
from celery import shared_task

_ROOM = 200 * 2**20
_PIECE = 16 * 2**20


@shared_task(name="tests.kill_own_process")  # type: ignore[untyped-decorator]
def kill_own_process(*, note: str) -> None:
    """Leave a line and kill the process, as the system does with one that takes all memory."""
    leave_note(note=note)
    os.kill(os.getpid(), signal.SIGKILL)


@shared_task(name="tests.take_all_memory")  # type: ignore[untyped-decorator]
def take_all_memory(*, note: str) -> None:
    """Leave a line and take memory until the limit of this process refuses more."""
    leave_note(note=note)
    used = psutil.Process().memory_info().vms
    resource.setrlimit(resource.RLIMIT_AS, (used + _ROOM, resource.RLIM_INFINITY))
    try:
        taken = []
        while True:
            taken.append(bytearray(_PIECE))
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@shared_task(name="tests.fail")  # type: ignore[untyped-decorator]
def fail(*, note: str) -> None:
    """Leave a line and raise."""
    leave_note(note=note)
    raise ValueError


@shared_task(name="tests.leave_note")  # type: ignore[untyped-decorator]
def leave_note(*, note: str) -> None:
    """Leave a line in a file."""
    with Path(note).open("a", encoding="utf-8") as lines:
        lines.write("here\n")
