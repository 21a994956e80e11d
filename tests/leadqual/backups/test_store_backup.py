"""A whole backup in an S3-compatible store: made, listed, verified and restored by the commands."""

import os
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from leadqual.imports.merging.import_job import run_import
from tests.leadqual.backups.commands import Commands
from tests.leadqual.backups.conftest import Life, all_files, all_rows
from tests.leadqual.backups.test_destroying import add_model, started_import
from tests.leadqual.cli.files.store_servers import KEYS, running_store

pytestmark = pytest.mark.slow
PLACE = "s3://backups/leadqual"
N_BYTES = 40 * 2**20


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A store with a bucket for backups."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with running_store() as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        fsspec.filesystem("s3", skip_instance_cache=True).mkdir("backups")
        yield address


@pytest.mark.usefixtures("endpoint")
def test_everything_comes_back_from_a_store(life: Life, key_file: tuple[Path, str]) -> None:
    identity, public = key_file
    run_import(started_import().pk)
    add_model(life.state)
    (life.state / "exports").mkdir()
    (life.state / "exports" / "of-several-parts.csv").write_bytes(os.urandom(N_BYTES))
    commands = Commands(life, {"BACKUP_TO": PLACE, "BACKUP_RECIPIENTS": public})
    key = ("--identity", str(identity))

    made = commands.succeed("backup")
    rows, files = all_rows(), all_files(life.state)
    listed = commands.succeed("backup", "list")
    verified = commands.succeed("backup", "verify", "latest", "--restore", *key)
    life.destroy()
    restored = commands.succeed("restore", "latest", *key)

    (line,) = listed.splitlines()
    assert f"Made {line}" in made
    assert f"Good: {line}" in verified
    assert f"Restored {line.split()[0]}" in restored
    assert "encrypted" in line
    assert all_rows() == rows
    there = all_files(life.state)
    assert {name: there.get(name) for name in files} == files


def test_a_backup_beside_what_it_protects_says_so(life: Life) -> None:
    inside, elsewhere = life.state / "copies", life.state.parent / "copies"
    commands = Commands(life)

    told = commands.succeed("backup", "--to", str(inside))
    verified = commands.succeed("backup", "verify", "latest", "--from", str(inside), "--restore")
    untold = commands.succeed("backup", "--to", str(elsewhere))

    assert "inside STATE_DIR" in told
    assert "Restored beside the database" in verified
    assert "inside STATE_DIR" not in untold
