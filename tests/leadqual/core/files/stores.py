"""A store that hosts share, as a folder and as an S3-compatible server, and hosts of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import fsspec
import pytest
from pytest_django.fixtures import Settings

from leadqual.core.files import folder_versions
from leadqual.core.files.file_store import FileStore, file_store
from tests.leadqual.cli.files.store_servers import KEYS, running_store

Host = Callable[[str], Path]


@pytest.fixture(params=["folder", "s3"])
def store(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[FileStore]:
    """An empty store that the settings name."""
    if request.param == "folder":
        settings.FILE_STORE = str(tmp_path / "mounted")
        yield opened()
        return
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with running_store() as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        bucket = f"bucket-{tmp_path.name.lower().replace('_', '-')}"[:60].strip("-")
        fsspec.filesystem("s3", skip_instance_cache=True).mkdir(bucket)
        settings.FILE_STORE = f"s3://{bucket}/leadqual"
        yield opened()


def opened() -> FileStore:
    """Return the store of the settings."""
    found = file_store()
    assert found is not None
    return found


@pytest.fixture
def on_host(tmp_path: Path, settings: Settings) -> Host:
    """Go on as another host: with a folder of its own, and nothing looked for yet."""

    def go(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        settings.STATE_DIR, settings.MEDIA_ROOT = folder, folder / "uploads"
        folder_versions._checked_at.clear()
        return folder

    return go
