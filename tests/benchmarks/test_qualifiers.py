"""Qualifiers at once, in short: a web process is killed, and every confirmed verdict is there."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.campaigns.qualifiers import counted, invented_companies, signed_in
from benchmarks.campaigns.qualifiers_load import work
from launcher.supervision.programs import is_web_ready, list_programs
from launcher.system.ports import LOOPBACK
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.setup.services import create_campaign
from leadqual.registry.versions.services import register_pretrained
from tests.processes import ending, wait_for_start
from tests.worker import database_url

ROOT = Path(__file__).parents[2]
SECONDS = 5.0


@pytest.fixture
def web(transactional_db: None, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """A web server with two processes on the database of the test; gives its process and port."""
    register_pretrained()
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "STATIC_ROOT": str(tmp_path / "static"),
        "ALLOWED_HOSTS": "127.0.0.1",
        "HF_HUB_OFFLINE": "1",
        "DJANGO_SETTINGS_MODULE": "leadqual.settings",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, env=environment, cwd=ROOT, check=True)
    log = (tmp_path / "web.log").open("wb")
    with socket.create_server((LOOPBACK, 0)) as listening, log:
        port, descriptor = listening.getsockname()[1], listening.fileno()
        started = list_programs(tmp_path, os.environ["REDIS_URL"], port)
        server = subprocess.Popen(
            next(one for one in started if one.name == "web").command_on(descriptor),
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[descriptor],
        )
        with ending(server):
            wait_for_start(lambda: is_web_ready(port, host="127.0.0.1"), server)
            yield server.pid, port


@pytest.mark.slow
def test_every_confirmed_verdict_is_there_once_though_a_web_process_is_killed(
    web: tuple[int, int], workspace: Workspace
) -> None:
    invented_companies(workspace, 400)
    people = [signed_in(workspace, f"q{n}@leadqual.example") for n in range(4)]
    owner = User.objects.get(pk=people[0].key)
    campaign = create_campaign(workspace=workspace, name="Team", author=owner)

    n_killed = work(
        people,
        port=web[1],
        campaign=campaign.pk,
        seconds=SECONDS,
        pace=5.0,
        web=web[0],
        kill_at=[SECONDS / 2],
        at_least=3,
    )

    figures = counted(campaign, people)
    assert n_killed == 1
    assert all(len(one.acknowledged) >= 3 for one in people)  # as asked for
    assert figures["confirmed_but_not_stored_so"] == 0, figures
    assert figures["stored_but_not_confirmed"] == 0, figures
    assert figures["companies_judged_twice"] == 0, figures
