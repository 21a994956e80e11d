"""Programs that a test starts end with it, also where they or the test fail."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import AnyStr

PATIENCE = 300.0
"""Seconds that a test waits for a program, on a machine that does much else."""


@contextmanager
def ending(process: subprocess.Popen[AnyStr]) -> Iterator[subprocess.Popen[AnyStr]]:
    """Ask a process to end after the block, kill it where it does not, and close its pipes."""
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def wait_for_start(
    answers: Callable[[], bool], process: subprocess.Popen[AnyStr], log: Callable[[], str] = str
) -> None:
    """Wait until a program answers; one that ended, or never answers, fails with its log."""
    until = time.monotonic() + PATIENCE
    while not answers():
        assert process.poll() is None, f"The program ended: {log()}"
        assert time.monotonic() < until, f"The program did not answer: {log()}"
        time.sleep(0.05)
