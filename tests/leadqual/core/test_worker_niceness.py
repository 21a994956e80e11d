"""Processes with jobs yield to the pages by `WORKER_NICENESS`."""

import os
import subprocess
import sys

import pytest

from leadqual.core.worker_signals import AUTOGROUP

_PROCESS = """
import os, django
django.setup()
from celery.signals import worker_process_init
from leadqual.core import worker_signals
worker_signals.connect()
before = os.nice(0)
worker_process_init.send(sender=None)
print(os.nice(0) - before)
"""
_SESSION = """
group = worker_signals.AUTOGROUP
print(group.read_text().split()[-1] if group.exists() else "not shared out by session")
"""


@pytest.mark.slow
@pytest.mark.parametrize("niceness", ["0", "5"])
def test_a_process_with_jobs_yields_by_the_setting(niceness: str) -> None:
    assert _printed(_PROCESS, niceness=niceness) == niceness


@pytest.mark.slow
def test_the_session_of_a_worker_yields_where_linux_shares_out_by_session() -> None:
    is_shared_out = AUTOGROUP.exists()
    there = AUTOGROUP.read_text().split()[-1] if is_shared_out else "not shared out by session"

    own = _printed(_PROCESS + _SESSION, niceness="5", is_own_session=True)
    assert own == ("5" if is_shared_out else there)
    assert _printed(_PROCESS + _SESSION, niceness="5") == there  # That of these tests.


def _printed(code: str, *, niceness: str, is_own_session: bool = False) -> str:
    environment = os.environ | {
        "WORKER_NICENESS": niceness,
        "DJANGO_SETTINGS_MODULE": "leadqual.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        start_new_session=is_own_session,
    )
    return done.stdout.splitlines()[-1]
