"""Promises about erasing a person on an installation that runs, with all its parts."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launcher.conftest import state_folder
from tests.leadqual.privacy.installation import Installation, bring_in, erase, export_again
from tests.processes import ending

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A LeadQual with the demo workspace, started as `make run` starts it."""
    given = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "STATE_DIR", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in given}
    with state_folder() as state, (tmp_path / "up.log").open("wb") as log:
        command = [str(Path(sys.executable).with_name("leadqual")), "up"]
        program = subprocess.Popen(
            command,
            env=environment | {"STATE_DIR": str(state)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        with ending(program):
            yield Installation(state)


def test_no_dump_and_no_file_of_a_running_installation_names_an_erased_person(
    installation: Installation,
) -> None:
    bring_in(installation)
    before = installation.traces()
    assert any("/uploads/" in name for name in before)
    assert any("leads_contact " in name for name in before)

    erase(installation)

    assert installation.traces() == {}
    export_again(installation)
    assert installation.traces() == {}
