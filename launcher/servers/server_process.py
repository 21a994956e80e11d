"""What the launchers of Postgres and Redis have in common."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from launcher.errors import LocalError
from launcher.system.account import Account
from launcher.system.owner_only_files import UMASK
from launcher.system.processes import ProcessId, Signals, end, kill, servers_in

SAME_ACCOUNT = Account()
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
LOG_LINES_IN_MESSAGE = 12


@dataclass(frozen=True, slots=True)
class ServerKind:
    """A kind of server.

    Attributes:
        name: of its files' folder and in messages.
        program: name of its processes.
        signals: end it in good order.
    """

    name: str
    program: str
    signals: Signals


# Fast shutdown ends sessions and writes everything; the next one leaves that to recovery.
POSTGRES = ServerKind(
    "postgres", "postgres", ((signal.SIGINT, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, 5))
)
REDIS = ServerKind("redis", "valkey-server", ((signal.SIGTERM, 15), (signal.SIGKILL, 5)))


@dataclass(frozen=True, slots=True)
class Server:
    """A database server that answers.

    `child` is None when the server ran already: it is shared, and `stop` leaves it running.
    """

    url: str
    port: int
    process: ProcessId
    signals: Signals
    child: subprocess.Popen[bytes] | None = None

    def is_alive(self) -> bool:
        """Return whether the server still runs."""
        if self.child is not None:
            return self.child.poll() is None
        return self.process.is_alive()

    def stop(self) -> None:
        """Stop the server in good order, if this process started it."""
        if self.child is None:
            return
        process = self.process.find()
        if process is not None:
            end(process, signals=self.signals, child=self.child)
        with suppress(subprocess.TimeoutExpired):  # A last thread may end after the first one.
            self.child.wait(timeout=5)


def launch(
    command: Sequence[str | Path],
    *,
    log: Path,
    account: Account = SAME_ACCOUNT,
    environment: Mapping[str, str] = ENVIRONMENT,
    pipe: bool = False,
    keep: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, out of reach of the terminal's Ctrl-C.

    With `pipe` its input is a pipe that closes when this process ends. `keep` are the file
    descriptors that it gets. What it writes is for its own account alone.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.PIPE if pipe else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",  # A folder that every account may enter.
            env=dict(environment),
            start_new_session=True,
            pass_fds=keep,
            umask=UMASK,
            **account.identity,
        )


def wait_for_answer(
    answers: Callable[[], bool], *, child: subprocess.Popen[bytes], seconds: float
) -> bool:
    """Ask until the server answers; False when it ends before that.

    Raises:
        LocalError: it neither answered nor ended in time; it has been killed.
    """
    until = time.monotonic() + seconds
    while child.poll() is None:
        if answers():
            return True
        if time.monotonic() > until:
            child.kill()
            child.wait()
            raise LocalError(f"A server started but did not respond within {seconds:.0f} s.")
        time.sleep(0.03)
    return False


def end_server(kind: ServerKind, place: Path) -> bool:
    """End the server of a servers' folder, whoever started it; return whether there was one."""
    folder = place / kind.name
    found = servers_in(folder, program=kind.program)
    if not found:
        return False
    end(main_process(found), signals=kind.signals)
    kill(servers_in(folder, program=kind.program))
    return True


def main_process(found: Sequence[psutil.Process]) -> psutil.Process:
    """Pick the server itself out of its processes: the one whose parent is none of them."""
    numbers = {process.pid for process in found}
    for process in found:
        try:
            if process.ppid() not in numbers:
                return process
        except psutil.NoSuchProcess:
            continue
    return found[0]


def last_lines(log: Path) -> str:
    """Quote the end of a log for an error message."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-LOG_LINES_IN_MESSAGE:])
