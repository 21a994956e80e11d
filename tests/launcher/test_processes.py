import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psutil

from launcher.system.processes import (
    ProcessId,
    Signals,
    end_session,
    exit_description,
    servers_in,
    session_members,
)
from tests.processes import ending
from tests.waiting import until

QUICK: Signals = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
# A process with a child, both deaf to SIGTERM; it says when both are.
DEAF_PAIR = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
ready, told = os.pipe()
if os.fork() == 0:
    os.write(told, b"1")
else:
    os.read(ready, 1)
    print("ready", flush=True)
time.sleep(600)
"""


@contextmanager
def started(code: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program in a session of its own, wait for its first line, and kill all at the end."""
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        assert child.stdout is not None
        with child.stdout:
            child.stdout.readline()
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def test_a_number_that_was_given_away_again_is_not_our_process() -> None:
    with started("import time; print(1, flush=True); time.sleep(600)") as child:
        process = ProcessId.of(child.pid)
        former = replace(process, started=process.started - 100)

        assert process.is_alive()
        assert not former.is_alive()
        assert session_members(former) == []
        assert end_session(former, signals=QUICK)
        assert process.is_alive()


def test_a_dead_child_that_nobody_collected_counts_as_ended() -> None:
    with started("print(1)") as child:
        process = ProcessId.of(child.pid)
        until(lambda: psutil.Process(child.pid).status() == psutil.STATUS_ZOMBIE)

        assert not process.is_alive()


def test_ends_a_deaf_process_with_its_children() -> None:
    with started(DEAF_PAIR) as child:
        process = ProcessId.of(child.pid)
        assert len(session_members(process)) == 2

        ended = end_session(process, signals=((signal.SIGTERM, 0.1), (signal.SIGKILL, 5.0)))

        assert ended
        assert session_members(process) == []
        assert child.wait() == -signal.SIGKILL


def test_finds_the_children_of_a_leader_that_is_dead() -> None:
    with started(DEAF_PAIR) as child:
        process = ProcessId.of(child.pid)
        child.kill()
        child.wait()
        assert len(session_members(process)) == 1

        end_session(process, signals=QUICK)

        assert session_members(process) == []


def test_another_program_in_the_folder_of_a_server_is_left_alone(tmp_path: Path) -> None:
    with ending(subprocess.Popen(["/bin/sleep", "3600"], cwd=tmp_path)):
        assert servers_in(tmp_path, program="postgres") == []


def test_says_how_a_process_ended() -> None:
    assert exit_description(-9) == "by SIGKILL"
    assert exit_description(3) == "exit code 3"
    assert exit_description(-200) == "by signal 200"
