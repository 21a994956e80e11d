"""Parts of files that a killed process left are deleted; files that still arrive stay."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from pytest_django.fixtures import Settings

from leadqual.core.files.uploads import IncomingFile, WholeFileStorage, delete_abandoned
from tests.processes import ending

LONG_AGO = 1_000_000_000
_ARRIVING = """
import sys
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1])
from leadqual.core.files.uploads import IncomingFile
file = IncomingFile("list.csv")
file.write(b"half")
file.flush()
print(file.temporary_file_path(), flush=True)
input()
"""


@pytest.fixture
def uploads(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_the_part_of_a_file_goes_once_its_process_was_killed(uploads: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _ARRIVING, str(uploads)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with ending(process):
        assert process.stdout is not None
        part = Path(process.stdout.readline().strip())
        os.utime(part, (LONG_AGO, LONG_AGO))

        assert delete_abandoned() == 0
        assert part.exists()

        process.kill()

    assert delete_abandoned() == 1
    assert not part.exists()


def test_a_file_that_was_just_made_stays(uploads: Path) -> None:
    with IncomingFile("list.csv") as file:
        assert delete_abandoned() == 0
        assert Path(file.temporary_file_path()).exists()


def test_whole_files_stay(uploads: Path) -> None:
    whole = uploads / "list.csv"
    whole.touch()
    os.utime(whole, (LONG_AGO, LONG_AGO))

    assert delete_abandoned() == 0
    assert whole.exists()


def test_no_file_gets_the_name_of_a_former_one(uploads: Path) -> None:
    """A row that names a former file, and deletes it late or is restored, must not mean it."""
    storage = WholeFileStorage(uploads)
    former = storage.save("imports/list.csv", ContentFile(b"former"))
    storage.delete(former)

    now = storage.save("imports/list.csv", ContentFile(b"now"))
    storage.delete(former)

    assert now != former
    assert Path(storage.path(now)).read_bytes() == b"now"
