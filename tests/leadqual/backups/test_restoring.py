"""A restore touches nothing before everything is in order."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from launcher.console import Console
from launcher.errors import LocalError
from launcher.supervision.supervisor import Plan
from launcher.system.state_files import RESTORE_FILE
from launcher.up import up
from leadqual.accounts.models import Workspace
from leadqual.backups.database import Database
from leadqual.backups.errors import (
    BackupError,
    DamagedBackupError,
    JournalError,
    RestoreRefusedError,
)
from leadqual.backups.services import conninfo
from tests.leadqual.backups.commands import Commands
from tests.leadqual.backups.conftest import Life, all_files
from tests.product import make_workspace
from tests.waiting import PATIENCE


def upload(life: Life, content: bytes) -> None:
    folder = life.state / "uploads" / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "list.csv").write_bytes(content)


def beside(life: Life) -> list[str]:
    database = Database(conninfo())
    names = ("restoring", "replaced", "verify")
    return [name for name in names if database.beside(name).exists()]


@pytest.mark.slow
def test_nothing_is_touched_before_everything_is_in_order(
    life: Life, key_file: tuple[Path, str]
) -> None:
    identity, public = key_file
    upload(life, b"then")
    summary = life.back_up(public)
    make_workspace()
    upload(life, b"now")
    files = all_files(life.state)

    with pytest.raises(RestoreRefusedError, match="--replace"):
        life.restore(summary, identity=identity)
    with psycopg.connect(conninfo()), pytest.raises(RestoreRefusedError, match="sessions"):
        life.restore(summary, identity=identity, may_replace=True)
    with pytest.raises(BackupError, match="--identity"):
        life.restore(summary, may_replace=True)
    with pytest.raises(JournalError, match="--without-journal"):
        life.restore(summary, identity=identity, may_replace=True, journal=life.place)
    archive = life.place.folder / summary.archive  # type: ignore[attr-defined]  # a folder
    content = archive.read_bytes()
    archive.write_bytes(content[:-9_000])
    with pytest.raises(DamagedBackupError):
        life.restore(summary, identity=identity, may_replace=True)

    assert Workspace.objects.count() == 1
    assert all_files(life.state) == files
    assert beside(life) == []


@pytest.mark.slow
def test_a_wrong_name_typed_after_all_checks_changes_nothing(life: Life) -> None:
    upload(life, b"then")
    summary = life.back_up()
    upload(life, b"now")
    files = all_files(life.state)
    folder = str(life.place.folder)  # type: ignore[attr-defined]  # a folder
    words = ("restore", summary.name, "--from", folder, "--without-journal", "--replace")
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of Postgres

    refused = Commands(life).run(*words, typed="leadqual\n")

    assert refused.returncode != 0
    assert "Checking every checksum" in refused.stdout
    assert "not the name" in refused.stderr
    assert {name: all_files(life.state).get(name) for name in files} == files
    assert beside(life) == []


@pytest.mark.slow
def test_another_key_is_refused_where_the_backup_has_none(life: Life) -> None:
    summary = life.back_up()
    (life.state / "secret").write_text("only-for-tests\n")
    (life.state / "erasure.key").write_text("another\n")

    with pytest.raises(RestoreRefusedError, match=r"ERASURE_KEY .* must be what it was"):
        life.restore(summary, may_replace=True)


@pytest.mark.slow
def test_a_full_disk_of_the_backup_is_told(life: Life, tmp_path: Path) -> None:
    from leadqual.backups.archive.backup_places import FolderPlace
    from tests.small_disk import small_disk

    with small_disk(n_bytes=200_000) as folder:
        with pytest.raises(BackupError, match="no room"):
            life.back_up(place=FolderPlace(folder))

        assert list(folder.iterdir()) == []


def test_the_product_does_not_start_half_restored(tmp_path: Path) -> None:
    import io

    (tmp_path / RESTORE_FILE).write_text('{"name": "leadqual-x"}')

    with pytest.raises(LocalError, match="restore was interrupted"):
        up(tmp_path, console=Console(io.StringIO()), plan=Plan())


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [("-c", "import leadqual.wsgi"), ("-m", "celery", "--app=leadqual.celery", "worker")],
    ids=["web", "worker"],
)
def test_programs_of_the_image_do_not_start_half_restored(
    words: Sequence[str], tmp_path: Path
) -> None:
    (tmp_path / RESTORE_FILE).write_text('{"name": "leadqual-x"}')

    done = subprocess.run(
        [sys.executable, *words],
        env=os.environ | {"STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode != 0
    assert "restore was interrupted" in done.stderr
