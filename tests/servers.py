"""Throw-away Postgres and Redis for one test run, started before Django reads its settings."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from leadqual.local.postgres import start_postgres
from leadqual.local.redis import start_redis
from leadqual.local.servers import Server

SERVERS: list[Server] = []
FOLDERS: list[Path] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Set the environment of the settings; servers that it names are used as they are."""
    folder = Path(tempfile.mkdtemp(prefix="leadqual-test-"))
    folder.chmod(0o755)  # Postgres runs as another user where the tests run as root.
    FOLDERS.append(folder)
    atexit.register(_clean_up)  # also where the run ends before it began
    os.environ.setdefault("SECRET_KEY", "only-for-tests")
    (folder / "static").mkdir()
    os.environ["STATE_DIR"] = str(folder)
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop.
    if "TEST_DATABASE_URL" in os.environ:
        os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    else:
        SERVERS.append(start_postgres(folder, durable=False))
        os.environ["DATABASE_URL"] = SERVERS[-1].url
    if "TEST_REDIS_URL" in os.environ:
        os.environ["REDIS_URL"] = os.environ["TEST_REDIS_URL"]
    else:
        SERVERS.append(start_redis(folder, durable=False))
        os.environ["REDIS_URL"] = SERVERS[-1].url
    yield


def _clean_up() -> None:
    for server in SERVERS:
        server.stop()
    for folder in FOLDERS:
        shutil.rmtree(folder, ignore_errors=True)
