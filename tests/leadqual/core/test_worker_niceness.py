"""Processes with jobs yield to the pages by `WORKER_NICENESS`."""

import os
import subprocess
import sys

import pytest

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
from pathlib import Path
group = Path("/proc/self/autogroup")
print("session", group.read_text().split()[-1:] if group.exists() else [])
"""
_WRITTEN = """
from contextlib import suppress
from pathlib import Path
with suppress(OSError):
    Path("/proc/self/autogroup").write_text("5")
"""
# A session leader, and a shell in between: it is neither the leader nor the child of the leader.
_AMONG_OTHERS = ("sh", "-c", 'sh -c \'"$@"; :\' sh "$@"; :', "sh")


@pytest.mark.slow
@pytest.mark.parametrize("niceness", ["0", "5"])
def test_a_process_with_jobs_yields_by_the_setting(niceness: str) -> None:
    assert _printed(_PROCESS, niceness=niceness) == niceness


@pytest.mark.slow
def test_the_session_of_a_worker_yields_where_linux_shares_out_by_session() -> None:
    """What this system lets a session say of itself is seen first: some let it say nothing."""
    untouched, lowered = _printed(_SESSION), _printed(_WRITTEN + _SESSION)

    assert _printed(_PROCESS + _SESSION) == lowered
    assert _printed(_PROCESS + _SESSION, *_AMONG_OTHERS) == untouched


def _printed(code: str, *before: str, niceness: str = "5") -> str:
    """Run code in a session of its own, and return the last line that it prints."""
    environment = os.environ | {
        "WORKER_NICENESS": niceness,
        "DJANGO_SETTINGS_MODULE": "leadqual.settings",
    }
    done = subprocess.run(
        [*before, sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
    )
    return done.stdout.splitlines()[-1]
