"""Workers, beat and web server: how each starts, shows that it answers, and ends."""

import http.client
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zlib import crc32

import redis
from celery import Celery
from kombu.exceptions import OperationalError

from launcher.supervision.starting_page import SOCKET
from launcher.system.environment_secrets import read_secret
from launcher.system.ports import LOOPBACK
from launcher.system.processes import Signals

READY_SECONDS = 180.0
RESPONSE_SECONDS = 15.0
CORES = os.cpu_count() or 1
WORKER_PROCESSES = min(4, CORES)
INTERACTIVE_QUEUES = "import,mail,webhooks,celery"
"""Queues of jobs that people started and see the end of; `leadqual.core.hosts.job_queues` has them.
Their worker runs nothing else, so embedding, training and maintenance cannot delay them."""
# Their values are in the environment of every part, so the parts do not read the files.
_FILE_VARIABLES = {
    f"{name}_FILE" for name in ("SECRET_KEY", "ERASURE_KEY", "DATABASE_URL", "REDIS_URL")
}


@dataclass(frozen=True, slots=True)
class Program:
    """One long-running part of LeadQual.

    Attributes:
        command: its program and arguments.
        signals: end it in good order.
        answers: says whether it does its work yet.
        port: on which it answers; its command holds `SOCKET`, for the socket that listens there.
    """

    name: str
    command: tuple[str, ...]
    signals: Signals
    answers: Callable[[], bool]
    port: int | None = None

    def command_on(self, descriptor: int) -> tuple[str, ...]:
        return tuple(word.replace(SOCKET, str(descriptor)) for word in self.command)


def child_environment(
    *, state: Path, database_url: str, redis_url: str, secret: str, erasure_key: str
) -> dict[str, str]:
    """Return the environment of every part: what `.env.example` describes, filled in."""
    inherited = {name: value for name, value in os.environ.items() if name not in _FILE_VARIABLES}
    return {
        **inherited,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": secret,
        "ERASURE_KEY": read_secret("ERASURE_KEY") or erasure_key,
        "ALLOWED_HOSTS": ",".join(
            filter(None, (inherited.get("ALLOWED_HOSTS"), LOOPBACK, "localhost"))
        ),
        "STATE_DIR": str(state),
        "DJANGO_SETTINGS_MODULE": "leadqual.settings",
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONUNBUFFERED": "1",
        # macOS ends a forked process that uses its frameworks, as NumPy does, without this.
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
        # Threads share the memory that they gave back; else each keeps some for itself.
        "MALLOC_ARENA_MAX": inherited.get("MALLOC_ARENA_MAX") or "2",
        # The same for tables of the facet index: their own allocator would keep what was freed.
        "ARROW_DEFAULT_MEMORY_POOL": inherited.get("ARROW_DEFAULT_MEMORY_POOL") or "system",
        # NumPy multiplies small matrices alone: its threads would wait for each other.
        "OPENBLAS_NUM_THREADS": inherited.get("OPENBLAS_NUM_THREADS") or "1",
        # The processes of the worker share the cores instead of fighting for them.
        "OMP_NUM_THREADS": inherited.get("OMP_NUM_THREADS")
        or str(max(1, CORES // WORKER_PROCESSES)),
    }


def list_programs(state: Path, redis_url: str, port: int) -> tuple[Program, ...]:
    """Describe the parts in the order of their start; they end in the opposite order."""
    interactive, others = f"--queues={INTERACTIVE_QUEUES}", f"--exclude-queues={INTERACTIVE_QUEUES}"
    return (
        _worker_program("worker", state, redis_url, interactive, n_processes=WORKER_PROCESSES + 1),
        _worker_program("background", state, redis_url, others, n_processes=WORKER_PROCESSES),
        _beat_program(state, redis_url),
        _web_program(port),
    )


def node_name(part: str, state: Path) -> str:
    """Return the name that a part of this folder has among those of all hosts of one Redis."""
    return f"{part}-{crc32(str(state.resolve()).encode()):08x}@{socket.gethostname()}"


def _worker_program(
    part: str, state: Path, redis_url: str, queues: str, *, n_processes: int
) -> Program:
    name = node_name(part, state)
    options = ("--without-gossip", "--without-mingle", queues, f"--concurrency={n_processes}")
    return Program(
        name=part,
        command=(*_celery_command("worker", app="leadqual.celery"), f"--hostname={name}", *options),
        # A job has some seconds to finish; then it is handed back to the queue.
        signals=((signal.SIGTERM, 6), (signal.SIGQUIT, 3), (signal.SIGKILL, 5)),
        answers=partial(_is_pong_received, redis_url, name),
    )


def _beat_program(state: Path, redis_url: str) -> Program:
    name = node_name("beat", state)
    options = (f"--hostname={name}", f"--schedule={state / 'beat-schedule'}")
    return Program(
        name="beat",
        command=(
            *_celery_command("beat", app="leadqual.beat"),
            *options,
            "--enable-remote-control",
        ),
        signals=((signal.SIGTERM, 5), (signal.SIGKILL, 5)),
        answers=partial(_is_pong_received, redis_url, name),
    )


def _web_program(port: int) -> Program:
    worker = "--worker-class=leadqual.core.requests.unread_requests.ServerWorker"
    options = (worker, "--workers=2", "--threads=4", "--preload")
    limits = ("--timeout=120", "--graceful-timeout=8", "--no-control-socket")
    logger = "--logger-class=leadqual.core.telemetry.server_logs.ServerLogger"
    logs = (logger, "--access-logfile=-")
    server = (sys.executable, "-m", "gunicorn", "leadqual.wsgi:application")
    config_option = "--config=python:leadqual.web_processes"
    return Program(
        name="web",
        command=(*server, config_option, f"--bind=fd://{SOCKET}", *options, *limits, *logs),
        signals=((signal.SIGTERM, 10), (signal.SIGKILL, 5)),
        answers=partial(is_web_ready, port),
        port=port,
    )


def _celery_command(command: str, *, app: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", f"--app={app}", "--quiet", command)


def _is_pong_received(redis_url: str, name: str) -> bool:
    """Ask a worker or beat through the broker, the way that every job goes."""
    app = Celery(broker=redis_url, set_as_current=False)
    try:
        return bool(app.control.ping(destination=[name], timeout=0.5, limit=1))
    except (OSError, redis.RedisError, OperationalError):  # The last one is Kombu's own.
        return False
    finally:
        app.close()


def is_web_ready(port: int, *, host: str = LOOPBACK) -> bool:
    """Return whether the web server and what it needs are well.

    Args:
        port: of this machine.
        host: name under which the server is asked, one of `ALLOWED_HOSTS`.
    """
    found = _read_health(port, host)
    return found is not None and found[0] == http.HTTPStatus.OK


def find_missing(port: int) -> list[str]:
    """Name what the web server misses, such as a worker that hangs; "web" where it is silent."""
    found = _read_health(port, LOOPBACK)
    try:
        return ["web"] if found is None else [*map(str, json.loads(found[1])["not_ready"])]
    except (ValueError, KeyError):
        return ["web"]


def _read_health(port: int, host: str) -> tuple[int, bytes] | None:
    """Return status and body of what the web server says of its health; None where it is silent."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=RESPONSE_SECONDS)
    # Behind a proxy that speaks HTTPS everything else would be sent there.
    headers = {"Host": host, "X-Forwarded-Proto": "https"}
    try:
        connection.request("GET", "/healthz", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
