"""Commands beside a running installation find its servers."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher.running_installation import running_environment
from launcher.system.processes import ProcessId
from launcher.system.run_file import Entry, RunFile
from tests.waiting import until


def test_the_environment_is_that_of_the_running_part(tmp_path: Path) -> None:
    wanted = {"DATABASE_URL": "postgresql://x", "REDIS_URL": "redis://x", "SECRET_KEY": "s"}
    wanted |= {"EMAIL_HOST": "mail.example", "ALERT_WEBHOOK_URL": "https://hooks.example"}
    wanted |= {"ERASURE_KEY": "e", "RETENTION_UPLOADS_DAYS": "400", "EMAIL_PLUS_ALIASES": "same"}
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    child = subprocess.Popen(command, env={**wanted, "OTHER": "1"})
    try:
        process = ProcessId.of(child.pid)
        RunFile(tmp_path).put(Entry("web", child.pid, process.started, ()))

        assert _patient(tmp_path) == wanted
    finally:
        child.kill()
        child.wait()


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_part_that_has_ended_says_nothing(tmp_path: Path, name: str) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    RunFile(tmp_path).put(Entry(name, child.pid, time.time(), ()))

    assert running_environment(tmp_path) == {}


def test_without_an_installation_there_is_nothing(tmp_path: Path) -> None:
    assert running_environment(tmp_path) == {}


def _patient(state: Path) -> dict[str, str]:
    """Wait until the child has its own environment: before exec it has ours."""

    def own() -> dict[str, str]:
        found = running_environment(state)
        return found if "OTHER" not in found and found.get("SECRET_KEY") == "s" else {}

    return until(own)
