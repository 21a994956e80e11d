"""A small LeadQual for tests: a real supervisor and real servers, three tiny programs.

Run as `python -m tests.launcher.tree STATE`.
"""

import signal
import sys
from pathlib import Path

from launcher.console import Console, terminal
from launcher.setup.setup import Setup
from launcher.supervision.programs import Program, is_web_ready
from launcher.supervision.starting_page import SOCKET
from launcher.supervision.supervisor import Plan
from launcher.up import up

SLEEP = "import time; time.sleep(600)"
WORK = "import subprocess, time; subprocess.Popen(['/bin/sleep', '600']); time.sleep(600)"
SERVE = """
import http.server, socket, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status": "degraded", "not_ready": ["worker:mail"]}')
server = http.server.HTTPServer(("", 0), Answer, bind_and_activate=False)
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.serve_forever()
"""
SIGNALS = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))


def nothing(_setup: Setup, _console: Console, _state: Path) -> None:
    """Prepare nothing."""


def programs(_state: Path, _redis_url: str, port: int) -> tuple[Program, ...]:
    """Make a worker with a child, a beat that sleeps, and a web server that misses a queue."""

    def sleeper(name: str, code: str = SLEEP) -> Program:
        return Program(name, (sys.executable, "-c", code), SIGNALS, lambda: True)

    command = (sys.executable, "-c", SERVE, SOCKET)
    web = Program("web", command, SIGNALS, lambda: is_web_ready(port), port)
    return (sleeper("worker", WORK), sleeper("beat"), web)


if __name__ == "__main__":
    # The tests may run where some of these are ignored (`nohup`, a background job of a shell).
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    up(
        Path(sys.argv[1]),
        console=terminal(),
        plan=Plan(prepare=nothing, finish=nothing, programs=programs),
    )
