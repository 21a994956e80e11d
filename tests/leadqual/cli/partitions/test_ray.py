"""Folders of titles on Ray: the same bytes, whatever happens to workers."""

import os
import re
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.leadqual.cli.partitions.title_folders import (
    classify,
    classify_here,
    files_of,
    write_folder,
)
from tests.waiting import PATIENCE

pytestmark = pytest.mark.slow  # Ray takes tens of seconds to start on a busy machine.
ray = pytest.importorskip("ray")

RAY = ("--engine", "ray", "--workers")
WORKER = "ray::MapWorker"


def workers_of(command: "subprocess.Popen[str]") -> list[psutil.Process]:
    found = psutil.Process(command.pid).children(recursive=True)
    return [one for one in found if one.is_running() and WORKER in " ".join(one.cmdline())]


def sessions_of(family: "list[psutil.Process]") -> set[Path]:
    """Return the folders that these processes were told to keep their files in."""
    words = " ".join(word for one in family for word in one.cmdline())
    return {Path(one) for one in re.findall(r"/tmp/leadqual-ray-\w+", words)}


def listening(command: "subprocess.Popen[str]") -> set[str]:
    family = psutil.Process(command.pid).children(recursive=True)
    own = {command.pid, *(one.pid for one in family)}
    return {
        str(one.laddr.ip).removeprefix("::ffff:")
        for one in psutil.net_connections("inet")
        if one.laddr and one.pid in own and one.status == psutil.CONN_LISTEN
    }


def wait_for_progress(command: "subprocess.Popen[str]") -> None:
    """Wait until a first file is done."""
    assert command.stderr is not None
    line = command.stderr.readline()
    assert " files, " in line, line


@pytest.fixture
def expected(tmp_path: Path) -> dict[str, bytes]:
    return classify_here(write_folder(tmp_path / "in"), tmp_path / "local")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_output_is_that_of_the_local_engine_and_nothing_stays_behind(
    tmp_path: Path, expected: dict[str, bytes], workers: str
) -> None:
    command = classify(tmp_path / "in", tmp_path / "out", *RAY, workers)

    wait_for_progress(command)
    addresses = listening(command)
    family = psutil.Process(command.pid).children(recursive=True)
    sessions = sessions_of(family)
    errors = command.communicate()[1]

    assert command.returncode == 0, errors
    assert files_of(tmp_path / "out") == expected
    assert addresses <= {"127.0.0.1", "::1"}
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
    assert sessions
    assert [one for one in sessions if one.exists()] == []


def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    rows = (2_000, *[60_000] * 4)
    source = write_folder(tmp_path / "in", rows)
    expected = classify_here(source, tmp_path / "local")
    command = classify(source, tmp_path / "out", *RAY, "2")

    wait_for_progress(command)
    killed = workers_of(command)
    for worker in killed:
        os.kill(worker.pid, signal.SIGKILL)
    errors = command.communicate()[1]

    assert killed
    assert command.returncode == 0, errors
    assert files_of(tmp_path / "out") == expected


def test_a_file_that_always_fails_is_named_and_the_others_are_written(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    broken = tmp_path / "in" / "part-1.parquet"
    whole = broken.read_bytes()
    broken.write_bytes(b"not Parquet")
    command = classify(tmp_path / "in", tmp_path / "out", *RAY, "2")

    errors = command.communicate()[1]
    there = files_of(tmp_path / "out")
    broken.write_bytes(whole)
    again = classify(tmp_path / "in", tmp_path / "out", *RAY, "1")
    resumed = again.communicate()[1]

    assert command.returncode == 1
    assert "part-1.parquet failed 3 times" in errors
    assert {name for name in there if not name.startswith(".")} == set(expected) - {broken.name}
    assert "3 of 4 files are done" in resumed
    assert files_of(tmp_path / "out") == expected
