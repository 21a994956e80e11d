"""Upgrades from the commits of released versions: in place, and with both codes side by side."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen

import pytest

from launcher.supervision.programs import is_web_ready
from launcher.supervision.throwaway_servers import Servers, throwaway_servers
from launcher.system.ports import any_free_port
from tests.deployment.compose import ROOT
from tests.deployment.released_code import (
    Installation,
    Release,
    named_in_the_changes,
    releases,
    unpack,
    why_it_cannot_run,
)
from tests.deployment.upgrade_traffic import ROWS, Traffic, Visitor
from tests.waiting import until

PATIENCE = 1_200.0  # seconds, for a machine that does much else
ROUNDS = 2
ROWS_SCRIPT = Path(__file__).with_name("upgraded_rows.py")
_CREATE_KEY = """
import django; django.setup()
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User
from leadqual.accounts.workspaces.services import create_workspace
manager = User.objects.create_superuser("manager@example.com", "only-for-tests-of-upgrades")
workspace = create_workspace(name="Upgrade", author=manager)
scopes = [one.value for one in Scope if one.name != "INSTALLATION"]
print(create_api_key(workspace=workspace, name="Test", scopes=scopes, author=manager)[1])
"""


def test_the_table_has_the_commit_of_each_version_that_the_changes_describe() -> None:
    listed = {release.name: release.commit for release in releases()}

    assert named_in_the_changes()
    assert named_in_the_changes().items() <= listed.items()


@pytest.mark.slow
@pytest.mark.parametrize(
    "release", [one for one in releases() if one.is_tested], ids=lambda one: one.name
)
def test_an_upgrade_in_place_keeps_every_row_page_and_answer(
    release: Release, tmp_path: Path
) -> None:
    if why := why_it_cannot_run(release):
        pytest.skip(why)
    code = unpack(release, tmp_path)

    with throwaway_servers(tmp_path / "servers") as servers:
        _installation(code, servers, tmp_path, "old").run(str(ROWS_SCRIPT), str(tmp_path))
        printed = _installation(ROOT, servers, tmp_path, "new").run(str(ROWS_SCRIPT), str(tmp_path))

    assert json.loads(printed.splitlines()[-1]) == {}


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(
    "release", [one for one in releases() if one.without_stop], ids=lambda one: one.name
)
def test_old_and_new_code_work_side_by_side(release: Release, tmp_path: Path) -> None:
    if why := why_it_cannot_run(release):
        pytest.skip(why)
    with throwaway_servers(tmp_path / "servers") as servers:
        _upgrade(unpack(release, tmp_path), servers, tmp_path)


def _upgrade(code: Path, servers: Servers, folder: Path) -> None:
    """Upgrade in the order of docs/operations/upgrading.md."""
    old = _installation(code, servers, folder, "old")
    new = _installation(ROOT, servers, folder, "new")
    _set_up(old)
    key = old.run("-c", _CREATE_KEY).splitlines()[-1]
    with ExitStack() as old_web, ExitStack() as old_jobs, ExitStack() as new_parts:
        old_jobs.enter_context(_jobs(old, "old"))
        before = Visitor("before", port=old_web.enter_context(_web(old, "old")), key=key)
        old_web.callback(before.close)
        before.everything()
        with Traffic(before) as traffic:
            _set_up(new)
            traffic.wait_for_rounds(ROUNDS)
            old_jobs.close()
            new_parts.enter_context(_jobs(new, "new"))
            traffic.wait_for_rounds(ROUNDS)
        assert traffic.errors == []
        after = Visitor("after", port=new_parts.enter_context(_web(new, "new")), key=key)
        new_parts.callback(after.close)
        with Traffic(before, after) as both:
            both.wait_for_rounds(ROUNDS)
        assert both.errors == []
        with Traffic(after) as alone:
            old_web.close()
            alone.wait_for_rounds(ROUNDS)
        assert alone.errors == []
        assert after.n_people() == after.done["import"] * ROWS
        assert after.n_people(of=before) == before.done["import"] * ROWS
    assert [line for name in ("old", "new") for line in _failures(folder, name)] == []


def _set_up(installation: Installation) -> None:
    installation.run("manage.py", "migrate", "--no-input", "--verbosity=0")
    installation.run("manage.py", "setup_leadqual", "--no-demo")


@contextmanager
def _web(installation: Installation, name: str) -> Iterator[int]:
    """Run a web server; gives its port."""
    port = any_free_port()
    web = installation.start(
        f"{name}-web",
        *("gunicorn", "leadqual.wsgi:application", f"--bind=127.0.0.1:{port}", "--preload"),
        *("--worker-class=gthread", "--workers=1", "--threads=4", "--no-control-socket"),
    )
    with _ended(web):
        _wait_until(lambda: is_web_ready(port, host="127.0.0.1"), web)
        yield port


@contextmanager
def _jobs(installation: Installation, name: str) -> Iterator[None]:
    """Run worker and beat."""
    app = ("celery", "--app=leadqual.celery")
    parts = [
        installation.start(
            f"{name}-worker", *app, "worker", "--concurrency=1", f"--hostname={name}@upgrade"
        ),
        installation.start(
            f"{name}-beat",
            *("celery", "--app=leadqual.beat", "beat"),
            f"--schedule={installation.logs / name}-schedule",
        ),
    ]
    with _ended(*parts):
        yield


@contextmanager
def _ended(*parts: Popen[bytes]) -> Iterator[None]:
    """Let parts finish what they do, and end them."""
    try:
        yield
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            part.wait(PATIENCE)


def _wait_until(is_so: Callable[[], bool], part: Popen[bytes]) -> None:
    def is_so_while_it_runs() -> bool:
        assert part.poll() is None, "a part ended"
        return is_so()

    until(is_so_while_it_runs, patience=PATIENCE)


def _failures(folder: Path, name: str) -> list[str]:
    """Return the lines about errors in the logs of one code."""
    lines = [
        f"{path.name}: {line}"
        for path in sorted(folder.glob(f"{name}-*.log"))
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    words = ('"level": "ERROR"', '"level": "CRITICAL"', "Traceback", "unregistered task")
    return [line for line in lines if any(word in line for word in words)]


def _installation(code: Path, servers: Servers, folder: Path, name: str) -> Installation:
    state = folder / "state"
    state.mkdir(exist_ok=True)
    environment = {
        "DATABASE_URL": servers.postgres.url,
        "REDIS_URL": servers.redis.url,
        "SECRET_KEY": "only-for-tests-of-upgrades",
        "ERASURE_KEY": "only-for-tests-of-upgrades",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "API_RATE": "100000/min",
        "STATE_DIR": str(state),
        "STATIC_ROOT": str(folder / f"static-{name}"),
        "DJANGO_SETTINGS_MODULE": "leadqual.settings",
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    return Installation(code, environment, folder)
