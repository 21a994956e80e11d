"""The product itself starts though each of its parts is killed at each step, and without torch."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from launcher.system.ports import any_free_port
from launcher.system.run_file import RunFile
from tests.launcher.test_start import answer, kill_and_see_it_run_again
from tests.launcher.test_supervisor import alive, is_ready, pid
from tests.waiting import until

ALL = ("redis", "guard", "postgres", "worker", "background", "beat", "web")
TRAINING = ("torch", "transformers", "sentence_transformers")
"""What only training imports."""


class Start:
    """A start of the product, whose parts are killed.

    Args:
        stubs: an empty folder, for modules in place of TRAINING that note who imports them.

    Attributes:
        answers: how often each status was answered meanwhile, by a page and by `/healthz`.
    """

    def __init__(self, state: Path, stubs: Path) -> None:
        self.state = state
        self._imported = stubs / "imported"
        for name in TRAINING:
            note = f"open({str(self._imported)!r}, 'a').write('{name} ')"
            (stubs / f"{name}.py").write_text(f"{note}\nraise ImportError", encoding="utf-8")
        self.port = any_free_port()
        self.answers = Counter[int]()
        own = ("DATABASE_URL", "REDIS_URL")
        self.supervisor = subprocess.Popen(
            [Path(sys.executable).with_name("leadqual"), "up", f"--port={self.port}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            text=True,
            env={name: value for name, value in os.environ.items() if name not in own}
            | {"STATE_DIR": str(state), "PYTHONPATH": str(stubs)},
        )
        self._is_over = Event()
        self._asking = Thread(target=self._ask)
        self._asking.start()

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        until(lambda: is_so() or self.supervisor.poll() is not None)
        assert self.supervisor.poll() is None, "the start ended"

    def runs(self, name: str) -> bool:
        return name in alive(RunFile(self.state).read())

    def is_done(self, command: str) -> bool:
        log = self.state / "logs" / "setup.log"
        return log.exists() and f"Done: {command}" in log.read_text(encoding="utf-8")

    def kill(self, *names: str) -> None:
        """Kill parts one after the other; each runs again before the next is killed."""
        for name in names:
            self.wait_until(partial(self.runs, name))
            kill_and_see_it_run_again(self.state, name)

    def not_ready(self) -> list[str]:
        try:
            found: list[str] = json.loads(answer(self.port, "/healthz")[2])["not_ready"]
        except (OSError, http.client.HTTPException):
            return ["web"]
        return found

    def imported(self) -> list[str]:
        """Return what was imported of TRAINING, by any process."""
        return self._imported.read_text("utf-8").split() if self._imported.exists() else []

    def n_migrations(self) -> int:
        """Count the migrations that are done; 0 while that cannot be asked."""
        part = RunFile(self.state).read().part("setup")
        process = None if part is None else part.process.find()
        try:
            url = "" if process is None else process.environ()["DATABASE_URL"]
            with psycopg.connect(url, connect_timeout=5) as connection:
                counted = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
        except (psycopg.Error, OSError, KeyError):
            return 0
        return counted[0] if counted else 0

    def end(self) -> None:
        self._is_over.set()
        self._asking.join()
        self.supervisor.terminate()
        self.supervisor.wait()

    def _ask(self) -> None:
        while not self._is_over.wait(0.2):
            for path in ("/account/login/", "/healthz"):
                try:
                    self.answers[answer(self.port, path)[0]] += 1
                except (OSError, http.client.HTTPException):  # Not up yet, or killed meanwhile.
                    self.answers[0] += 1


@pytest.fixture
def start(new_state: Path, tmp_path: Path) -> Iterator[Start]:
    """The first start in an empty folder."""
    start = Start(new_state, tmp_path)
    try:
        yield start
    finally:
        start.end()


@pytest.mark.slow
def test_a_start_completes_without_torch_though_each_part_is_killed_at_each_step(
    start: Start,
) -> None:
    start.wait_until(lambda: start.runs("postgres"))
    os.kill(pid(RunFile(start.state).read(), "postgres"), signal.SIGKILL)
    start.wait_until(lambda: start.runs("redis"))
    start.kill("redis", "guard", "postgres")
    start.wait_until(lambda: start.runs("setup"))
    start.kill("setup", "postgres")
    start.wait_until(lambda: start.runs("static"))
    start.kill("redis", "guard", "postgres", "setup")
    start.wait_until(lambda: start.n_migrations() > 0)
    start.kill("redis", "guard", "postgres")
    start.kill("setup")
    assert not start.is_done("setup_leadqual")
    start.wait_until(lambda: start.runs("web"))
    start.kill("web", "redis", "guard", "postgres")
    start.wait_until(lambda: is_ready(start.state, start.supervisor))
    start.kill("setup", "web")  # While the demo workspace is filled.

    start.wait_until(lambda: start.runs("worker") and start.runs("beat"))
    start.kill(*ALL)

    start.wait_until(lambda: is_ready(start.state, start.supervisor))
    start.wait_until(lambda: start.not_ready() == [])
    start.wait_until(lambda: set(ALL) <= set(alive(RunFile(start.state).read())))
    start.wait_until(lambda: answer(start.port, "/account/login/")[0] == 200)
    assert set(start.answers) <= {0, 200, 503}, start.answers
    assert start.imported() == []
