"""Installations that benchmarks start."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.installation import wait_until_idle
from launcher.system.processes import ProcessId
from tests.waiting import until

_KILLED = """
from benchmarks.installation import empty_installation, running
with empty_installation("test") as state:
    from benchmarks.workspace import begin
    begin(lambda words: None)
    with running(state) as parts:
        print(state, *parts.pids.values(), flush=True)
        input()
"""


@pytest.mark.slow
def test_a_killed_benchmark_leaves_neither_web_worker_beat_nor_files(tmp_path: Path) -> None:
    session = subprocess.Popen(
        [sys.executable, "-c", _KILLED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=_environment(tmp_path),
        cwd=Path(__file__).parents[2],
    )
    assert session.stdout is not None
    state, *pids = session.stdout.readline().split()
    parts = [ProcessId.of(int(pid)) for pid in pids]
    assert len(parts) == 3
    assert all(part.is_alive() for part in parts)

    session.kill()
    session.communicate()

    until(lambda: not any(part.is_alive() for part in parts))
    until(lambda: not Path(state).exists())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("work", "is_idle"), [("input()", True), ("while True: pass", False)], ids=["idle", "busy"]
)
def test_a_process_is_idle_once_it_takes_no_time(work: str, *, is_idle: bool) -> None:
    with subprocess.Popen([sys.executable, "-c", work], stdin=subprocess.PIPE) as child:
        try:
            if is_idle:
                wait_until_idle(child.pid, what="it", look=0.5)
            else:
                with pytest.raises(SystemExit, match="for it"):
                    wait_until_idle(child.pid, what="it", look=0.5, seconds=1)
        finally:
            child.kill()


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment of somebody who starts a benchmark, without the servers of tests."""
    folder.chmod(0o755)
    return {"PATH": "/usr/bin:/bin", "TMPDIR": str(folder)}
