"""An installation of its own, started by `leadqual up`, whose parts are killed."""

import http.client
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

from launcher.running_installation import running_environment
from launcher.system.ports import LOOPBACK, any_free_port
from launcher.system.run_file import RunFile
from tests.waiting import until

START_SECONDS = 600.0
PARTS = ("web", "worker", "beat", "redis", "postgres", "supervisor")
_GIVEN = ("DATABASE_URL", "REDIS_URL", "STATE_DIR", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")


class Product:
    """What one `leadqual up` runs in a folder.

    Args:
        state: state folder of the installation.
        settings: environment of all parts beside what `leadqual up` sets itself.
    """

    def __init__(self, state: Path, settings: Mapping[str, str] | None = None) -> None:
        self.state = state
        self.port = any_free_port()
        self.log = state / "up.log"
        self._environment = {
            name: value for name, value in os.environ.items() if name not in _GIVEN
        }
        self._environment |= {"STATE_DIR": str(state), **(settings or {})}
        self._supervisor: subprocess.Popen[bytes] | None = None
        self._servers: dict[str, str] = {}

    @property
    def address(self) -> str:
        """Return where pages and API answer."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def database_url(self) -> str:
        """Return the address of the database, also while no part runs."""
        self._servers = running_environment(self.state) or self._servers
        return self._servers["DATABASE_URL"]

    def start(self) -> None:
        """Run `leadqual up`; `wait_until_ready` waits for it."""
        with self.log.open("ab") as output:
            self._supervisor = subprocess.Popen(
                [Path(sys.executable).with_name("leadqual"), "up", f"--port={self.port}"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._environment,
            )

    def wait_until_ready(self, *, seconds: float = START_SECONDS) -> None:
        """Wait until pages answer and jobs run."""
        until(lambda: self.not_ready() == [] or self.has_ended(), patience=seconds)
        assert not self.has_ended(), self.log.read_text(encoding="utf-8")[-2_000:]
        assert self.database_url

    def last_words(self) -> str:
        """Return the last line that `leadqual up` printed."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")

    def has_ended(self) -> bool:
        """Return whether the supervisor has ended."""
        return self._supervisor is None or self._supervisor.poll() is not None

    def not_ready(self) -> list[str]:
        """Return what `/healthz` misses; `web` where nobody answers."""
        status, _, body = self.ask("/healthz")
        return list(json.loads(body)["not_ready"]) if status else ["web"]

    def ask(self, path: str, key: str = "") -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body of an answer; status 0 without one.

        Args:
            path: of a page or of the API.
            key: of the API.
        """
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=30)
        try:
            connection.request(
                "GET", path, headers={"Authorization": f"Bearer {key}"} if key else {}
            )
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except (OSError, http.client.HTTPException):
            return 0, {}, b""
        finally:
            connection.close()

    def process(self, name: str) -> psutil.Process | None:
        """Return the first process of a part while it lives."""
        entry = RunFile(self.state).read().part(name)
        return None if entry is None else entry.process.find()

    def kill(self, name: str, *, child: random.Random | None = None) -> bool:
        """Kill a part by SIGKILL; says whether it ran.

        Args:
            name: of the part.
            child: kills one of its own processes instead, if it has any, drawn by this.
        """
        process = self.process(name)
        if process is None:
            return False
        try:
            children = sorted(process.children(), key=lambda one: one.pid) if child else []
            (child.choice(children) if child and children else process).kill()
        except psutil.NoSuchProcess:
            return False
        if name == "supervisor" and self._supervisor is not None:
            self._supervisor.wait()
        return True

    def pids(self) -> dict[str, int]:
        """Return the number of the first process of each part."""
        return {entry.name: entry.pid for entry in RunFile(self.state).read().parts}

    def command(self, *words: str, timeout: float = 600.0) -> subprocess.CompletedProcess[str]:
        """Run a command of `leadqual` beside the installation; it asks that for its servers."""
        return subprocess.run(
            [Path(sys.executable).with_name("leadqual"), *words],
            env={
                name: value for name, value in self._environment.items() if name not in _GIVEN[:2]
            },
            check=False,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def create_key(self) -> str:
        """Create an API key for everything in the demo workspace and return it."""
        scopes = ("read", "classify", "write", "replies", "admin")
        options = [word for scope in scopes for word in ("--scope", scope)]
        made = self.command("keys", "create", "Faults", *options, "--workspace=demo")
        assert made.returncode == 0, made.stderr
        return made.stdout.split()[-1]

    def stop(self) -> None:
        """End the installation in good order."""
        if self._supervisor is not None:
            self._supervisor.terminate()
            self._supervisor.wait()


def answers_in_time(is_so: Callable[[], Any], *, seconds: float) -> bool:
    """Return whether something came true in time."""
    try:
        until(lambda: bool(is_so()), patience=seconds)
    except AssertionError:
        return False
    return True
