"""State folders that a server's account can enter, and that leave nothing behind."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from launcher.servers.server_folder import remove_servers
from launcher.supervision.leftovers import end_all


@contextmanager
def state_folder() -> Iterator[Path]:
    """Make a state folder; whatever runs in it is ended at the end."""
    folder = Path(tempfile.mkdtemp(prefix="leadqual-state-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        end_all(folder)
        remove_servers(folder)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def used_state() -> Iterator[Path]:
    """A state folder for many tests: making the files of Postgres takes a second."""
    with state_folder() as folder:
        yield folder


@pytest.fixture
def state(used_state: Path) -> Iterator[Path]:
    """A state folder in which nothing runs, though it may have been used before."""
    yield used_state
    end_all(used_state)


@pytest.fixture
def new_state() -> Iterator[Path]:
    """A state folder with nothing in it."""
    with state_folder() as folder:
        yield folder
