"""Every part is looked after from its launch on: a start survives the kill of any, at any step."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from launcher.system.run_file import RunFile
from tests.launcher.test_supervisor import PARTS, alive, is_ready, pid
from tests.processes import ending
from tests.waiting import PATIENCE, until


@contextmanager
def held_start(state: Path) -> Iterator[subprocess.Popen[str]]:
    """Begin a start that holds at each step."""
    for path in (*state.glob("at-*"), *state.glob("go-*")):
        path.unlink()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL")
    }
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "tests.launcher.held_tree", str(state)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    with ending(supervisor):
        yield supervisor


def kill_and_see_it_run_again(state: Path, name: str) -> None:
    before = pid(RunFile(state).read(), name)
    os.kill(before, signal.SIGKILL)

    def is_back() -> bool:
        run = RunFile(state).read()
        part = run.part(name)
        return part is not None and part.pid != before and part.process.is_alive()

    until(is_back)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "names"),
    [
        ("migrate", ["postgres", "redis", "guard", "setup"]),
        ("setup_leadqual", ["setup", "redis", "postgres", "guard"]),
        ("web", ["web", "redis", "postgres", "guard"]),
    ],
)
def test_each_part_runs_again_when_it_is_killed_while_others_still_start(
    state: Path, step: str, names: list[str]
) -> None:
    steps = ["migrate", "setup_leadqual", "web"]
    with held_start(state) as supervisor:
        for earlier in steps[: steps.index(step)]:
            (state / f"go-{earlier}").touch()
        until((state / f"at-{step}").exists)

        for name in names:
            kill_and_see_it_run_again(state, name)
        assert not is_ready(state, supervisor)
        for later in steps[steps.index(step) :]:
            (state / f"go-{later}").touch()

        until(lambda: is_ready(state, supervisor))
        # Worker and beat start beside the web server, which comes last where it was killed.
        until(lambda: sorted(alive(RunFile(state).read())) == sorted(PARTS))


@pytest.mark.slow
def test_all_parts_killed_at_once_run_again_when_the_web_server_just_answered(
    state: Path,
) -> None:
    with held_start(state) as supervisor:
        for step in ("migrate", "setup_leadqual", "web"):
            (state / f"go-{step}").touch()
        until(lambda: is_ready(state, supervisor))
        until(lambda: alive(RunFile(state).read()) == PARTS)
        before = RunFile(state).read()

        for name in ("worker", "beat", "redis", "postgres", "web"):
            os.kill(pid(before, name), signal.SIGKILL)

        until(lambda: alive(before) == ["supervisor", "guard"])
        until(lambda: alive(RunFile(state).read()) == PARTS)


@pytest.mark.slow
def test_pages_say_what_they_wait_for_until_the_web_server_answers(state: Path) -> None:
    with held_start(state) as supervisor:
        until((state / "at-migrate").exists)
        port = json.loads((state / "ports.json").read_text(encoding="utf-8"))["web"]

        page, health, api = (answer(port, path) for path in ("/", "/healthz", "/api/v1/titles"))

        assert page[0] == health[0] == api[0] == 503
        assert "Refresh" in page[1]
        assert "tables" in page[2]
        assert "<script" not in page[2]
        assert json.loads(health[2]) == {
            "status": "starting",
            "not_ready": ["tables", "taxonomy", "models", "web"],
        }
        assert json.loads(api[2])["code"] == "starting"
        for step in ("migrate", "setup_leadqual", "web"):
            (state / f"go-{step}").touch()
        until(lambda: is_ready(state, supervisor))
        assert answer(port, "/")[0] == 200


def answer(port: int, path: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read().decode()
    finally:
        connection.close()
