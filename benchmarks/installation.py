"""An empty installation with servers of its own, for benchmarks that need a database."""

import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import psutil

from launcher.servers.server_process import launch
from launcher.supervision.programs import child_environment, list_programs
from launcher.supervision.throwaway_servers import throwaway_servers
from launcher.system.child_processes import ChildProcesses
from launcher.system.ports import LOOPBACK

READY_SECONDS = 300.0
_IDLE_SHARE = 0.1
_LOOK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Running:
    """Web, worker and schedule that answer.

    Attributes:
        port: of the web server, on this machine.
        pids: name → its first process.
    """

    port: int
    pids: Mapping[str, int]


@contextmanager
def empty_installation(name: str) -> Iterator[Path]:
    """Start a Postgres and a Redis and make Django ready for them; nothing is left behind.

    What reads the settings is imported inside. When this process is killed, a guard ends the
    servers, and what `running` started.

    Args:
        name: of the benchmark, in the name of the folder.

    Yields:
        The folder with all files of the installation.
    """
    with throwaway_servers(Path(tempfile.gettempdir()), prefix=f"leadqual-{name}-") as servers:
        (servers.state / "static").mkdir()
        os.environ |= {
            "DATABASE_URL": servers.postgres.url,
            "REDIS_URL": servers.redis.url,
            "STATE_DIR": str(servers.state),
            "SECRET_KEY": "only-for-this-benchmark",
            "HF_HUB_OFFLINE": "1",
            "DJANGO_SETTINGS_MODULE": "leadqual.settings",
        }
        import_module("django").setup()
        yield servers.state


@contextmanager
def running(state: Path) -> Iterator[Running]:
    """Start web, worker and schedule as `make run` does, and end them.

    Tables, taxonomy and models must be there (`benchmarks.workspace`): the web server is not well
    without them.

    Args:
        state: folder of the installation.
    """
    parts, pids = ChildProcesses(state), dict[str, int]()
    with socket.create_server((LOOPBACK, 0)) as listening:
        port, descriptor = listening.getsockname()[1], listening.fileno()
        started = list_programs(state, os.environ["REDIS_URL"], port)
        try:
            for program in started:
                child = launch(
                    program.command_on(descriptor),
                    log=state / "logs" / f"{program.name}.log",
                    environment=environment_of(state),
                    keep=(descriptor,) if program.port else (),
                )
                parts.take(program.name, child, signals=program.signals, port=program.port)
                pids[program.name] = child.pid
            for program in started:
                wait_until(program.answers, what=program.name)
            yield Running(port, pids)
        finally:
            for name in reversed(pids):
                parts.end(name)


def environment_of(state: Path) -> dict[str, str]:
    """Return the environment of the parts of the installation, as `make run` makes it."""
    return child_environment(
        state=state,
        database_url=os.environ["DATABASE_URL"],
        redis_url=os.environ["REDIS_URL"],
        secret=os.environ["SECRET_KEY"],
        erasure_key=os.environ.get("ERASURE_KEY", os.environ["SECRET_KEY"]),
    )


def wait_until(is_so: Callable[[], bool], *, what: str, seconds: float = READY_SECONDS) -> None:
    """Ask again and again.

    Raises:
        SystemExit: it does not come.
    """
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise SystemExit(f"Waited {seconds:.0f} s for {what}.")
        time.sleep(0.5)


def wait_until_idle(
    pid: int, *, what: str, look: float = _LOOK_SECONDS, seconds: float = READY_SECONDS
) -> None:
    """Wait until a process and its children take a tenth of one core at most.

    Args:
        pid: of the first process.
        what: its name.
        look: seconds for which it is watched at a time.
        seconds: to wait at most.

    Raises:
        SystemExit: it stays busy.
    """
    wait_until(lambda: _spent_within(look, pid) < _IDLE_SHARE * look, what=what, seconds=seconds)


def _spent_within(seconds: float, pid: int) -> float:
    """Return CPU seconds that a process and its children take from now on."""
    before = _spent(pid)
    time.sleep(seconds)
    return _spent(pid) - before


def _spent(pid: int) -> float:
    first = psutil.Process(pid)
    times = [one.cpu_times() for one in (first, *first.children(recursive=True))]
    return float(sum(one.user + one.system for one in times))
