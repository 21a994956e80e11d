"""Web server, worker and what watches them, each in a process or thread of its own."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import brotli  # type: ignore[import-untyped]  # has none
from django.conf import settings

from tests.processes import ending
from tests.programs import needed
from tests.smtp import free_port
from tests.waiting import PATIENCE, until
from tests.worker import database_url

_DECODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
}


def get(address: str, **headers: str) -> tuple[int, bytes]:
    """Return status and body of an address on this machine."""
    with urlopen(Request(address, headers=headers), timeout=PATIENCE) as answer:  # loopback
        return answer.status, answer.read()


@contextmanager
def receiver() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Give the address of an HTTP server, and what was posted to it: paths and bodies."""
    received: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            encoding = self.headers.get("Content-Encoding")
            if encoding is not None:
                body = _DECODERS[encoding](body)
            received.append((self.path, body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", received
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Installation:
    """A web server of two processes and a worker, on the database and the broker of the test."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        """Where pages are."""
        return f"http://127.0.0.1:{self.port}"

    def lines(self, part: str) -> list[dict[str, Any]]:
        """Return the lines of the log of `web` or `worker` that are JSON."""
        text = (self.folder / f"{part}.log").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

    @contextmanager
    def running(self) -> Iterator["Installation"]:
        """Start it, and end it afterwards."""
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "STATE_DIR": str(settings.STATE_DIR),
            "HF_HUB_OFFLINE": "1",
            "ALLOWED_HOSTS": "127.0.0.1",
            **self.settings,
        }
        python = sys.executable
        logger = "--logger-class=leadqual.core.telemetry.server_logs.ServerLogger"
        web = [python, "-m", "gunicorn", "leadqual.wsgi:application", "--workers=2", "--threads=2"]
        web += ["--preload", f"--bind=127.0.0.1:{self.port}", "--no-control-socket", logger]
        worker = [python, "-m", "celery", "-A", "leadqual.celery", "worker", "--concurrency=1"]
        parts = {"web": [*web, "--access-logfile=-"], "worker": [*worker, "--loglevel=INFO"]}
        with ExitStack() as started:
            for name, command in parts.items():
                with (self.folder / f"{name}.log").open("wb") as log:
                    process = subprocess.Popen(  # our own parts
                        command, env=environment, stdout=log, stderr=subprocess.STDOUT
                    )
                started.enter_context(ending(process))
            until(self._is_up, "the web server and the worker")
            yield self

    def _is_up(self) -> bool:
        try:
            _, body = get(f"{self.address}/healthz")
        except OSError:
            return False
        return "worker" not in json.loads(body)["not_ready"]


class Prometheus:
    """A Prometheus server with a folder of its own.

    Args:
        folder: for its settings and data.
        target: host and port that it scrapes.
        rules: file with alert rules.
    """

    def __init__(self, folder: Path, target: str, rules: Path) -> None:
        self._server = needed("Prometheus").path("prometheus")
        self._folder = folder
        self._target = target
        self._rules = rules
        self.port = free_port()

    @contextmanager
    def running(self) -> Iterator["Prometheus"]:
        """Start it, and end it afterwards."""
        config = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(self._rules)],
            "scrape_configs": [
                {"job_name": "leadqual", "static_configs": [{"targets": [self._target]}]}
            ],
        }
        path = self._folder / "prometheus.yml"
        path.write_text(json.dumps(config), encoding="utf-8")  # JSON is YAML.
        command = [
            *(str(self._server), f"--config.file={path}"),
            f"--storage.tsdb.path={self._folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
        ]
        with (self._folder / "prometheus.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)  # see above
        with ending(process):
            yield self

    def query(self, text: str) -> list[dict[str, Any]]:
        """Return the series of a query; none while the server starts."""
        address = f"http://127.0.0.1:{self.port}/api/v1/query?{urlencode({'query': text})}"
        try:
            _, body = get(address)
        except ConnectionError:
            return []
        except OSError as error:
            if getattr(error, "code", 503) == 503:
                return []
            raise
        found: list[dict[str, Any]] = json.loads(body)["data"]["result"]
        return found
