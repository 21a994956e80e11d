"""Programs that a test starts end with it, also where they or the test fail."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import AnyStr

from tests.waiting import PATIENCE, until


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

    def is_over() -> bool:
        assert process.poll() is None, f"The program ended: {log()}"
        return answers()

    until(is_over, "The program did not answer.")
