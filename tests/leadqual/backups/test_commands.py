"""The commands of backups that need no server."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from leadqual.backups.archive.backup_places import FolderPlace
from leadqual.cli import app
from leadqual.cli.files.input_files import FileError
from tests.leadqual.backups.test_archives import written


def run(*words: str) -> str:
    """Run a command that succeeds; gives what it prints."""
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def refusal(*words: str) -> str:
    """Run a command that is refused; gives why."""
    done = CliRunner().invoke(app, list(words))
    assert isinstance(done.exception, FileError)
    return str(done.exception)


def test_a_backup_for_a_new_key_is_listed_and_verified(tmp_path: Path) -> None:
    key, place = str(tmp_path / "key"), str(tmp_path / "backups")
    public = re.search(r"age1\w+", run("backup", "new-key", key))
    assert public is not None
    written(FolderPlace(Path(place)), public[0])

    listed = run("backup", "list", "--from", place)
    verified = run("backup", "verify", "latest", "--from", place, "--identity", key)

    assert listed.startswith("b  ")
    assert "encrypted" in listed
    assert verified.startswith("Good: b  ")
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    assert "--identity" in refusal("backup", "verify", "b", "--from", place)
    assert "exists" in refusal("backup", "new-key", key)


def test_an_unknown_backup_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BACKUP_TO", raising=False)
    monkeypatch.setenv("STATE_DIR", str(tmp_path))

    nothing = refusal("backup", "verify", "latest", "--from", str(tmp_path / "none"))
    written(FolderPlace(tmp_path / "some"))

    assert nothing == f"There are no backups in {tmp_path / 'none'}."
    assert "no backup named x" in refusal("backup", "verify", "x", "--from", str(tmp_path / "some"))
    assert "BACKUP_TO" in refusal("backup", "list")


def test_a_restore_begins_before_there_are_models() -> None:
    command = "import leadqual.backups.restoring.restore_backup"

    done = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_what_is_wrong_with_a_path_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    missing = str(tmp_path / "none" / "key")
    public = re.search(r"age1\w+", run("backup", "new-key", str(tmp_path / "key")))
    assert public is not None
    place = tmp_path / "backups"
    written(FolderPlace(place), public[0])
    verify = ("backup", "verify", "latest", "--from", str(place), "--identity")

    assert "is not a folder" in refusal("backup", "list", "--from", str(tmp_path / "file"))
    assert "cannot be written: No such file" in refusal("backup", "new-key", missing)
    assert "cannot be read: No such file" in refusal(*verify, missing)


def test_a_restore_wants_the_journal(tmp_path: Path) -> None:
    place = tmp_path / "backups"
    written(FolderPlace(place))

    assert "--without-journal" in refusal("restore", "b", "--from", str(place))
