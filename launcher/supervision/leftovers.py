"""End what a run started, whether its supervisor still lives or not."""

import signal
from collections.abc import Callable
from pathlib import Path

from launcher.servers.server_folder import servers_folder
from launcher.servers.server_process import POSTGRES, REDIS, end_server
from launcher.system.processes import Signals, end_session
from launcher.system.run_file import RunFile

SUPERVISOR = "supervisor"
GUARD = "guard"
SERVERS = (POSTGRES.name, REDIS.name)
KILL_SIGNALS: Signals = ((signal.SIGKILL, 5.0),)


def end_programs(
    state: Path, *, is_urgent: Callable[[], bool], ended: Callable[[str], None]
) -> None:
    """End web, beat and worker: who takes in work first, who does it last.

    Args:
        state: state folder of the run.
        is_urgent: asked before each part; True kills it at once.
        ended: called with the name of each part that ran until now.
    """
    run_file = RunFile(state)
    # The one with a port takes in work, whenever it was started.
    latest_first = run_file.read().parts[::-1]
    for entry in sorted(latest_first, key=lambda entry: entry.port is None):
        if entry.name in (SUPERVISOR, GUARD, *SERVERS):
            continue
        was_alive = entry.process.is_alive()
        end_session(entry.process, signals=KILL_SIGNALS if is_urgent() else entry.signals)
        run_file.remove(entry.name)
        if was_alive:
            ended(entry.name)


def end_servers(state: Path, *, ended: Callable[[str], None]) -> None:
    """End Redis and Postgres of a state folder; they are found by where their files lie."""
    place = servers_folder(state.resolve())
    for kind in (REDIS, POSTGRES):
        if end_server(kind, place):
            ended(kind.name)


def end_all(
    state: Path,
    *,
    is_urgent: Callable[[], bool] = lambda: False,
    ended: Callable[[str], None] = lambda _name: None,
) -> None:
    """End everything that belongs to a state folder, and forget it.

    Whoever calls this holds the lock of the folder.
    """
    end_programs(state, is_urgent=is_urgent, ended=ended)
    end_servers(state, ended=ended)
    RunFile(state).clear()
