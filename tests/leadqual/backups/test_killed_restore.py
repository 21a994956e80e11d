"""A restore that is killed leaves the old installation, or one that the same command finishes."""

import io
import signal
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.db import connection

from launcher.console import Console
from launcher.errors import LocalError
from launcher.supervision.supervisor import Plan
from launcher.system.state_files import RESTORE_FILE
from launcher.up import up
from leadqual.accounts.models import Workspace
from leadqual.backups.archive.archive_format import BackupSummary
from leadqual.backups.database import Database
from leadqual.backups.restoring.restore_backup import FORMER, STAGING
from leadqual.backups.services import conninfo
from tests.leadqual.backups.commands import COMMAND, Commands
from tests.leadqual.backups.conftest import Life, Rows, all_files, all_rows
from tests.product import make_workspace

pytestmark = pytest.mark.slow
DYING = ("-m", "tests.leadqual.backups.dying_restore")
LISTS = "uploads/imports"
Step = tuple[str, str, int]
"""Name of an event, end of its path, and which one of those is the last thing to happen."""


@dataclass(frozen=True, slots=True)
class Then:
    """An installation at the time of its backup, which has changed since.

    Args:
        summary: of the backup.
        rows: of all tables.
        files: of the state folder.
    """

    summary: BackupSummary
    rows: Rows
    files: Mapping[str, bytes]


@pytest.fixture
def then(life: Life) -> Then:
    """A backup, after which rows and files changed."""
    make_workspace()
    (life.state / LISTS).mkdir(parents=True)
    (life.state / LISTS / "list.csv").write_bytes(b"then")
    found = Then(life.back_up(), all_rows(), all_files(life.state))
    Workspace.objects.all().delete()
    (life.state / LISTS / "list.csv").write_bytes(b"now")
    (life.state / LISTS / "later.csv").write_bytes(b"later")
    return found


def restore(life: Life, then: Then, *words: str, dies_at: Step | None = None) -> int:
    """Run the command; return its exit code."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of Postgres
    folder = str(life.place.folder)  # type: ignore[attr-defined]  # a folder
    command = ["restore", then.summary.name, "--from", folder, "--without-journal", *words]
    program = (*DYING, *map(str, dies_at)) if dies_at else COMMAND
    done = Commands(life).run(*command, typed=f"{then.summary.name}\n", program=program)
    assert done.returncode in {0, -signal.SIGKILL}, done.stdout + done.stderr
    return done.returncode


def test_before_the_switch_the_old_installation_is_as_it_was(life: Life, then: Then) -> None:
    step = ("subprocess.Popen", "pg_restore", 1)
    rows, files = all_rows(), all_files(life.state)

    assert restore(life, then, "--replace", dies_at=step) == -signal.SIGKILL

    assert not (life.state / RESTORE_FILE).exists()
    assert all_rows() == rows
    there = all_files(life.state)
    assert {name: there.get(name) for name in files} == files
    assert restore(life, then, "--replace") == 0
    assert all_rows() == then.rows


@pytest.mark.parametrize(
    ("step", "is_new"),
    [
        (("os.mkdir", FORMER, 1), False),
        (("os.rename", f"{STAGING}/uploads", 1), True),
        (("os.remove", RESTORE_FILE, 1), True),
    ],
)
def test_during_the_switch_the_same_command_finishes_it(
    life: Life, then: Then, step: Step, *, is_new: bool
) -> None:
    rows = all_rows()

    assert restore(life, then, "--replace", dies_at=step) == -signal.SIGKILL

    assert all_rows() == (then.rows if is_new else rows)
    with pytest.raises(LocalError, match="restore was interrupted"):
        up(life.state, console=Console(io.StringIO()), plan=Plan())
    assert restore(life, then) == 0
    assert all_rows() == then.rows
    there = all_files(life.state)
    assert {name: there.get(name) for name in then.files} == dict(then.files)
    assert f"{LISTS}/later.csv" not in there
    assert not any((life.state / name).exists() for name in (RESTORE_FILE, STAGING, FORMER))
    database = Database(conninfo())
    assert not any(database.beside(name).exists() for name in ("restoring", "replaced"))
