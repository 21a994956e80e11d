"""Throw-away Postgres and Redis for one test run, started before Django reads its settings."""

import atexit
import os
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from leadqual.local.throwaway import throwaway_servers

STARTED = ExitStack()

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # Before NumPy: the processes of the tests share the cores.


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Set the environment of the settings; servers named by `TEST_*` are used as they are.

    Of several processes (`-n`) each has servers of its own; the one that only hands out the tests
    has none.
    """
    folder = Path(STARTED.enter_context(tempfile.TemporaryDirectory(prefix="leadqual-test-")))
    # Also where the run ends before it began; after the folder, whose own clean-up else came first.
    atexit.register(STARTED.close)
    folder.chmod(0o755)  # Postgres runs as another user where the tests run as root.
    (folder / "static").mkdir()
    given = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_REDIS_URL")
    hands_out = getattr(early_config.known_args_namespace, "numprocesses", None)
    if hands_out and "PYTEST_XDIST_WORKER" not in os.environ:
        given = "postgresql://127.0.0.1/none", "redis://127.0.0.1"
    elif not all(given):
        servers = STARTED.enter_context(throwaway_servers(folder))
        given = servers.postgres.url, servers.redis.url
    os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = map(str, given)
    os.environ["STATE_DIR"] = str(folder)
    os.environ.setdefault("SECRET_KEY", "only-for-tests")
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop.
    yield
