"""The web server answers before models are loaded, and shares them once they are."""

import http.client
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from launcher.supervision.programs import list_programs
from launcher.system.ports import LOOPBACK
from leadqual.companies.models import CompanyVector
from tests.leadqual.at_once import other_session
from tests.processes import ending
from tests.processor_time import REFERENCE, _fixed_work
from tests.waiting import until
from tests.worker import database_url

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("models"),
    pytest.mark.slow,
]
MAX_SECONDS = 5.0
"""Of processor time before the first answer."""


@contextmanager
def web_server(log: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run the web server as the launcher does; gives it and its port."""
    *_, web = list_programs(Path(settings.STATE_DIR), os.environ["REDIS_URL"], 0)
    with socket.create_server((LOOPBACK, 0)) as listening, log.open("wb") as output:
        port = listening.getsockname()[1]
        command = web.command_on(listening.fileno())
        server = subprocess.Popen(
            command,
            env=os.environ | {"DATABASE_URL": database_url(), "STATE_DIR": str(settings.STATE_DIR)},
            pass_fds=[listening.fileno()],
            stdout=output,
            stderr=output,
        )
        with ending(server):
            yield server, port


def answers(port: int) -> bool:
    """Return whether a page of the server answers."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=300)
    try:
        connection.request("GET", "/api/v1/contacts", headers={"Host": LOOPBACK})
        return connection.getresponse().status == 401
    finally:
        connection.close()


def seconds_of(server: psutil.Process) -> float:
    """Return the processor time of a server with its processes."""
    return sum(sum(one.cpu_times()[:2]) for one in (server, *server.children(recursive=True)))


def test_first_answer_comes_before_any_model_is_loaded(tmp_path: Path) -> None:
    with other_session() as other:
        with other.cursor() as cursor:  # Nobody knows meanwhile whether there are vectors.
            cursor.execute(f"LOCK TABLE {CompanyVector._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        with web_server(tmp_path / "log") as (server, port):
            assert answers(port)
            parent = psutil.Process(server.pid)
            seconds, pace = seconds_of(parent), max(1.0, _fixed_work() / REFERENCE)
            assert seconds < MAX_SECONDS * pace
            first = until(lambda: _pair(parent), "Both processes are started.")
            other.rollback()

            until(lambda: _others(parent, first), "Others have what is loaded.")

            assert answers(port)
            os.kill(server.pid, signal.SIGKILL)


def _pair(parent: psutil.Process) -> set[int]:
    """Return both processes once they run; the first may answer before the second is started."""
    now = {one.pid for one in parent.children()}
    return now if len(now) == 2 else set()


def _others(parent: psutil.Process, first: set[int]) -> set[int]:
    """Return both processes once none of the first is left."""
    now = _pair(parent)
    return set() if now & first else now
