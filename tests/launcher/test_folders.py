import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.servers.redis import start_redis
from launcher.servers.server_folder import (
    LOCATION_FILE,
    ServerFolder,
    remove_servers,
    servers_folder,
)

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can have a folder that the servers' account cannot enter"
)


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder that nobody but root may enter."""
    folder = Path(tempfile.mkdtemp(prefix="leadqual-closed-"))
    yield folder
    shutil.rmtree(folder)


def test_servers_of_a_closed_folder_lie_elsewhere_and_are_removed_with_it(closed: Path) -> None:
    server = start_redis(closed / "state")

    place = servers_folder(closed / "state")
    server.stop()

    assert (place / "redis").is_dir()
    assert closed not in place.parents
    assert ServerFolder.of(closed / "state").path == place
    remove_servers(closed / "state")
    assert not place.exists()
    assert not (closed / "state" / LOCATION_FILE).exists()


def test_a_project_that_was_moved_keeps_its_servers_and_a_copy_has_its_own(closed: Path) -> None:
    first = ServerFolder.of(closed / "first")
    shutil.copytree(closed / "first", closed / "copy")

    copy = ServerFolder.of(closed / "copy")

    assert copy.path != first.path
    (closed / "first").rename(closed / "moved")
    assert ServerFolder.of(closed / "moved").path == first.path
    for name in ("moved", "copy"):
        remove_servers(closed / name)


def test_a_broken_note_is_no_note(closed: Path) -> None:
    (closed / LOCATION_FILE).write_text(json.dumps(["not", "a", "note"]), encoding="utf-8")

    assert servers_folder(closed) == closed / "servers"
