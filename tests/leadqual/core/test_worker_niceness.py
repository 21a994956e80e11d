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


@pytest.mark.slow
@pytest.mark.parametrize("niceness", ["0", "5"])
def test_a_process_with_jobs_yields_by_the_setting(niceness: str) -> None:
    environment = os.environ | {
        "WORKER_NICENESS": niceness,
        "DJANGO_SETTINGS_MODULE": "leadqual.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", _PROCESS],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[-1] == niceness
