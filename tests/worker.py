"""A real Celery worker on the database and the broker of the test."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from leadqual.registry.versions.services import register_pretrained
from leadqual.taxonomy.services import load_taxonomy
from tests.processes import ending


def database_url() -> str:
    """Return the address of the database that this test writes to."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


@contextmanager
def running_worker(log: Path, *options: str) -> Iterator[Path]:
    """Run a worker in a process of its own; gives the file of its log.

    Args:
        log: the file.
        options: of `celery worker`; one process does everything without any.
    """
    load_taxonomy()
    register_pretrained()
    current_app.conf.update(task_always_eager=False)
    environment = os.environ | {"DATABASE_URL": database_url(), "HF_HUB_OFFLINE": "1"}
    environment["STATE_DIR"] = str(settings.STATE_DIR)
    command = [sys.executable, "-m", "celery", "-A", "leadqual", "-q", "worker", "-l", "INFO"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *(options or ("-P", "solo"))],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        with ending(process):
            yield log
    finally:
        current_app.conf.update(task_always_eager=True)


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[Path]:
    """A worker in a process of its own; gives the file of its log."""
    with running_worker(tmp_path / "worker.log") as log:
        yield log
