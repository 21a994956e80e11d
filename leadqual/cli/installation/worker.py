"""`leadqual worker`: a worker next to those of other hosts, for some queues or all."""

import fcntl
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from leadqual.cli.installation.database import read_settings, require_settings
from leadqual.core.hosts.queue_names import JobQueue

QUEUES = ", ".join(queue.shown for queue in JobQueue)
_MAX_WORKERS = 100  # Of one name in one folder.


def worker(
    queues: Annotated[
        str, typer.Option(help=f"Queues to take jobs from, with commas: {QUEUES}. Default: all.")
    ] = "",
    concurrency: Annotated[
        int, typer.Option(help="Processes. Default: one for each core, at most 4.", min=1, max=256)
    ] = min(4, os.cpu_count() or 1),
) -> None:
    """Run background jobs here, next to the workers of other hosts, until Ctrl-C.

    Needs the environment of the installation: DATABASE_URL, REDIS_URL, SECRET_KEY, ERASURE_KEY, and
    FILE_STORE where hosts share files. In the folder of `make run` it finds them by itself.
    """
    from launcher.supervision.programs import node_name
    from launcher.up import state_folder

    require_settings()
    chosen, state = _choose_queues(queues), state_folder()
    wanted = "-".join(queue.shown for queue in chosen) if queues else "all"
    name = node_name(_free_name(state / "workers", f"worker-{wanted}"), state)
    os.environ["STATE_DIR"] = str(state)
    read_settings()
    command = (sys.executable, "-m", "celery", "--app=leadqual.celery", "--quiet", "worker")
    options = (
        f"--hostname={name}",
        f"--queues={','.join(chosen)}",
        f"--concurrency={concurrency}",
        "--without-gossip",
        "--without-mingle",
    )
    os.execv(sys.executable, (*command, *options))  # noqa: S606  # this very program


def _choose_queues(queues: str) -> list[JobQueue]:
    by_name = {queue.shown: queue for queue in JobQueue}
    names = [name.strip() for name in queues.split(",") if name.strip()]
    if unknown := [name for name in names if name not in by_name]:
        raise typer.BadParameter(f"There is no queue {unknown[0]}. Choose from {QUEUES}.")
    return [by_name[name] for name in dict.fromkeys(names)] or list(JobQueue)


def _free_name(folder: Path, wanted: str) -> str:
    """Return a name that no other worker of this folder has; it is ours until this process ends.

    Celery knows workers by their names, and a new one puts the jobs of its predecessor back.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for number in range(1, _MAX_WORKERS + 1):
        name = wanted if number == 1 else f"{wanted}-{number}"
        descriptor = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            continue
        fcntl.fcntl(descriptor, fcntl.F_SETFD, 0)  # Held by the worker that takes our place.
        return name
    raise typer.BadParameter(f"{_MAX_WORKERS} workers of these queues already run here.")
