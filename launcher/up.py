"""What `leadqual up`, `stop` and `status` do."""

import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import leadqual
from launcher.console import Console
from launcher.errors import LocalError
from launcher.supervision.leftovers import GUARD, SUPERVISOR, end_all
from launcher.supervision.programs import find_missing, is_web_ready
from launcher.supervision.supervisor import Plan, Supervisor
from launcher.system.owner_only_files import UMASK
from launcher.system.run_file import Run, RunFile
from launcher.system.state_files import FolderLock, require_restored
from launcher.system.stop_signals import StopRequest

# The longest that all parts together may take to end.
STOP_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One part as `leadqual status` shows it; `uptime` in seconds, None when it does not run."""

    name: str
    pid: int
    port: int | None
    uptime: float | None


@dataclass(frozen=True, slots=True)
class RunStatus:
    """What runs in a folder.

    Args:
        address: of the web server; None when not all parts have answered yet.
    """

    address: str | None
    parts: list[PartStatus]
    not_ready: list[str]


def state_folder() -> Path:
    """Name the folder that holds everything of this installation: `STATE_DIR`, else `.leadqual`."""
    configured_folder = os.environ.get("STATE_DIR")
    if configured_folder:
        return Path(configured_folder).resolve()
    project = Path(leadqual.__file__).resolve().parent.parent
    base = project if (project / "pyproject.toml").exists() else Path.cwd()
    return base / ".leadqual"


def up(state: Path, *, console: Console, plan: Plan) -> None:
    """Start everything and stay until asked to stop; say so when it runs already.

    Raises:
        LocalError: something did not start.
    """
    os.umask(UMASK)
    state.mkdir(parents=True, exist_ok=True)
    stop = StopRequest()
    stop.listen()
    lock = FolderLock(state / "lock")
    address = _lock_or_address(lock, state, console, stop)
    if address is not None:
        console.line("LeadQual is already running in this folder.")
        _print_welcome(state, console, address)
        return
    if stop.is_made:
        return
    try:
        require_restored(state)
        supervisor = Supervisor(state=state, console=console, stop=stop, plan=plan)
        supervisor.run(ready=lambda address: _print_welcome(state, console, address, can_stop=True))
    finally:
        lock.give_back()


def stop_all(state: Path, *, console: Console) -> None:
    """End what `leadqual up` started in this folder, and nothing else.

    Raises:
        LocalError: it did not end in time.
    """
    lock = FolderLock(state / "lock")
    if not state.exists():
        console.line("LeadQual is not running.")
        return
    if lock.take():  # No supervisor lives: at most leftovers of a killed one.
        names: list[str] = []
        end_all(state, ended=names.append)
        lock.give_back()
        console.line(f"Stopped {', '.join(names)}." if names else "LeadQual is not running.")
        return
    with console.step("Stopping LeadQual") as step:
        _request_stop(state)
        until = time.monotonic() + STOP_SECONDS
        while not lock.take():
            if time.monotonic() > until:
                raise LocalError(
                    f"LeadQual did not stop within {STOP_SECONDS:.0f} s; see {state / 'logs'}."
                )
            time.sleep(0.05)
        lock.give_back()
        step.text = "LeadQual has stopped"


def status(state: Path) -> RunStatus:
    """Return what runs in this folder, and what of it does not answer."""
    run = RunFile(state).read()
    parts = [
        PartStatus(entry.name, entry.pid, entry.port, _uptime(run, entry.name))
        for entry in run.parts
        if entry.name != GUARD
    ]
    web = run.part("web")
    missing = find_missing(web.port) if web and web.port and web.process.is_alive() else []
    return RunStatus(run.address, parts, missing)


def _uptime(run: Run, name: str) -> float | None:
    entry = run.part(name)
    if entry is None or not entry.process.is_alive():
        return None
    return time.time() - entry.started


def _request_stop(state: Path) -> None:
    """Send the supervisor the signal that Ctrl-C sends, if it is the one that was noted."""
    supervisor = RunFile(state).read().part(SUPERVISOR)
    process = None if supervisor is None else supervisor.process.find()
    if process is not None:
        process.send_signal(signal.SIGTERM)


def _lock_or_address(
    lock: FolderLock, state: Path, console: Console, stop: StopRequest
) -> str | None:
    """Take the lock; while somebody else holds it, wait until that one answers or has ended."""
    if lock.take():
        return None
    address = _responding_address(state)
    if address is not None:
        return address
    with console.step("Another start or stop is running in this folder"):
        while not stop.wait(0.2):
            address = _responding_address(state)
            if address is not None or lock.take():
                return address
    return None


def _responding_address(state: Path) -> str | None:
    """Return the address of the run in this folder when its web server answers."""
    run = RunFile(state).read()
    web = run.part("web")
    if run.address is None or web is None or web.port is None:
        return None
    return run.address if is_web_ready(web.port) else None


def _print_welcome(state: Path, console: Console, address: str, *, can_stop: bool = False) -> None:
    console.line()
    console.line(f"     LeadQual is up:  {address}")
    login = _read_login(state)
    if login:
        console.line(f"     Sign in as       {login}")
    from_here = "Ctrl-C stops it; `make run PORT=8123` uses another port."
    instruction = from_here if can_stop else "`make stop` stops it."
    console.line(f"     {instruction}")
    console.line()


def _read_login(state: Path) -> str | None:
    """Read the login of the demo workspace; None when a deployment made its own."""
    try:
        login = json.loads((state / "demo.json").read_text(encoding="utf-8"))
        return f"{login['email']}  with password  {login['password']}"
    except (OSError, ValueError, KeyError):
        return None
