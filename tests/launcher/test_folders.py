import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.servers.redis import start_redis
from launcher.servers.server_process import (
    NOTE,
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
    assert not (closed / "state" / NOTE).exists()


def test_a_copy_of_a_project_does_not_share_the_servers_of_the_first(closed: Path) -> None:
    first = ServerFolder.of(closed / "first")
    shutil.copytree(closed / "first", closed / "copy")

    copy = ServerFolder.of(closed / "copy")

    assert copy.path != first.path
    for name in ("first", "copy"):
        remove_servers(closed / name)


def test_a_project_that_was_moved_keeps_its_servers(closed: Path) -> None:
    first = ServerFolder.of(closed / "first")
    (closed / "first").rename(closed / "moved")

    moved = ServerFolder.of(closed / "moved")

    assert moved.path == first.path
    remove_servers(closed / "moved")


def test_a_broken_note_is_no_note(closed: Path) -> None:
    (closed / NOTE).write_text(json.dumps(["not", "a", "note"]), encoding="utf-8")

    assert servers_folder(closed) == closed / "servers"
