"""Hosts of one installation: processes with folders of their own, and a network where permitted.

They share Postgres behind PgBouncer, Redis and an S3-compatible store, and nothing else.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fsspec
import pytest
from django.conf import settings
from moto.server import ThreadedMotoServer

from tests.imap_proxy import CuttingProxy
from tests.leadqual.cli.files.store_servers import KEYS
from tests.pgbouncer import running_pgbouncer
from tests.smtp import free_port
from tests.worker import database_url

ROOT = Path(__file__).resolve().parent.parent
_SECONDS = 900.0  # Two web servers and three workers start on as many cores as there are.


@dataclass(frozen=True, slots=True)
class Network:
    """Where hosts are.

    Args:
        shared: address of the servers that all hosts reach.
        own: address of the host with a network of its own; that of the servers where none is.
        enter: words before a command that runs there.
        missing: why there is no network of its own; empty where there is.
    """

    shared: str
    own: str
    enter: tuple[str, ...] = ()
    missing: str = ""


@contextmanager
def second_network() -> Iterator[Network]:
    """Make a network namespace that reaches this machine by a pair of interfaces."""
    name, number = f"lq{uuid.uuid4().hex[:8]}", os.getpid() % 250 + 1
    here, there = f"10.213.{number}.1", f"10.213.{number}.2"
    steps = (
        f"ip netns add {name}",
        f"ip link add {name}a type veth peer name {name}b",
        f"ip link set {name}b netns {name}",
        f"ip addr add {here}/24 dev {name}a",
        f"ip link set {name}a up",
        f"ip netns exec {name} ip addr add {there}/24 dev {name}b",
        f"ip netns exec {name} ip link set {name}b up",
        f"ip netns exec {name} ip link set lo up",
    )
    try:
        for step in steps:
            subprocess.run(step.split(), check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        _remove(name)
        yield Network("127.0.0.1", "127.0.0.1", missing=f"no network namespace: {error}")
        return
    try:
        yield Network(here, there, ("ip", "netns", "exec", name))
    finally:
        _remove(name)


def _remove(name: str) -> None:
    for step in (f"ip link del {name}a", f"ip netns del {name}"):
        try:
            subprocess.run(step.split(), check=False, capture_output=True)
        except OSError:
            return


@dataclass(slots=True)
class Host:
    """One host: its folder, its processes, and how its web server is asked.

    Args:
        name: of its folder.
        folder: of its own.
        address: of its web server.
        environment: of its processes.
        enter: words before their commands.
    """

    name: str
    folder: Path
    address: str
    environment: Mapping[str, str]
    enter: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start_web(self) -> None:
        """Start a web server as the image does."""
        server = (sys.executable, "-m", "gunicorn", "leadqual.wsgi:application", "--preload")
        options = (f"--bind={self.address}:{self.port}", "--workers=1", "--threads=4")
        self._start("web", *server, *options, "--worker-class=gthread", "--no-control-socket")

    def start_worker(self, queues: str = "") -> None:
        """Start a worker of some queues, or of all."""
        command = (sys.executable, "-c", "from leadqual.cli import main; main()", "worker")
        self._start("worker", *command, "--concurrency=1", f"--queues={queues}")

    def start_beat(self) -> None:
        """Start the schedule."""
        schedule = f"--schedule={self.folder / 'beat-schedule'}"
        self._start("beat", sys.executable, "-m", "celery", "--app=leadqual.beat", "beat", schedule)

    def run(self, *words: str) -> str:
        """Run a command of `leadqual` here; return what it prints."""
        command = (sys.executable, "-c", "from leadqual.cli import main; main()", *words)
        done = subprocess.run(
            [*self.enter, *command],
            env=dict(self.environment),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Ask its web server; give the status and the JSON, or the bytes of anything else."""
        status, sent, raw = self.page(method, path, body, headers=headers)
        is_json = "json" in (sent.get("Content-Type") or "")
        return status, json.loads(raw) if is_json else raw

    def page(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Message, bytes]:
        """Ask its web server; give status, headers and content."""
        given = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body, given["Content-Type"] = json.dumps(body).encode(), "application/json"
        connection = http.client.HTTPConnection(self.address, self.port, timeout=300)
        try:
            connection.request(method, path, body=body, headers=given)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def kill(self, *parts: str) -> None:
        """End processes as a host does that loses its power."""
        for part in parts or tuple(self.processes):
            process = self.processes.pop(part)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def log_of(self, part: str) -> str:
        """Return what a process has written."""
        return (self.folder / f"{part}.log").read_text(encoding="utf-8", errors="replace")

    def _start(self, part: str, *command: str) -> None:
        with (self.folder / f"{part}.log").open("ab") as log:
            self.processes[part] = subprocess.Popen(
                [*self.enter, *command],
                env=dict(self.environment),
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


@dataclass(frozen=True, slots=True)
class Installation:
    """What hosts share, and a way to add one."""

    network: Network
    folder: Path
    shared: Mapping[str, str]
    hosts: list[Host]

    def add_host(self, name: str, *, is_elsewhere: bool = False) -> Host:
        """Add a host, in the second network where asked and possible."""
        folder = self.folder / name
        folder.mkdir()
        environment = os.environ | self.shared | {"STATE_DIR": str(folder)}
        network = self.network
        where = (network.own, network.enter) if is_elsewhere else (network.shared, ())
        host = Host(name, folder, where[0], environment, where[1])
        self.hosts.append(host)
        return host


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """Run what hosts share; at the end, end all hosts."""
    with ExitStack() as stack:
        network = stack.enter_context(second_network())
        pooled = running_pgbouncer(folder / "pgbouncer", database_url(), listen=network.shared)
        redis_there = urlsplit(settings.REDIS_URL)
        relay = CuttingProxy(redis_there.port or 6379, host=network.shared)
        stack.callback(relay.close)
        store = ThreadedMotoServer(network.shared, free_port(), verbose=False)
        store.start()
        stack.callback(store.stop)
        host, port = store.get_host_and_port()
        user = redis_there.netloc.rpartition("@")[0]
        relay_direct = CuttingProxy(urlsplit(database_url()).port or 5432, host=network.shared)
        stack.callback(relay_direct.close)
        direct = urlsplit(database_url())
        owner = direct.netloc.rpartition("@")[0]
        addresses = {network.shared, network.own, "127.0.0.1", "localhost"}
        shared = {
            **KEYS,
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "FILE_STORE": "s3://shared/leadqual",
            "DATABASE_URL": stack.enter_context(pooled),
            "DATABASE_DIRECT_URL": direct._replace(
                netloc=f"{owner}@{network.shared}:{relay_direct.port}"
            ).geturl(),
            "REDIS_URL": redis_there._replace(
                netloc=f"{user}@{network.shared}:{relay.port}"
            ).geturl(),
            "ALLOWED_HOSTS": ",".join(sorted(addresses)),
            "DJANGO_SETTINGS_MODULE": "leadqual.settings",
            "STATIC_ROOT": str(folder / "static"),
            "PYTHONPATH": str(ROOT),
        }
        storage = fsspec.filesystem(
            "s3",
            skip_instance_cache=True,
            key=KEYS["AWS_ACCESS_KEY_ID"],
            secret=KEYS["AWS_SECRET_ACCESS_KEY"],
            endpoint_url=shared["AWS_ENDPOINT_URL"],
        )
        storage.mkdir("shared")
        found = Installation(network, folder, shared, [])
        try:
            yield found
        finally:
            for one in found.hosts:
                one.kill()


def wait_until(holds: Callable[[], bool], what: str, *, hosts: list[Host]) -> None:
    """Wait for an event; with the logs of all hosts where it does not come."""
    begun = time.monotonic()
    while not holds():
        ended = [
            f"{host.name} {part}"
            for host in hosts
            for part, process in host.processes.items()
            if process.poll() is not None
        ]
        if ended or time.monotonic() - begun > _SECONDS:
            logs = "\n".join(
                f"== {host.name} {part}\n{host.log_of(part)[-3_000:]}"
                for host in hosts
                for part in host.processes
            )
            pytest.fail(f"{what} did not happen; ended: {ended}\n{logs}")
        time.sleep(0.2)
