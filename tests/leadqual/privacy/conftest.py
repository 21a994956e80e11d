"""A state folder of its own for each test of privacy."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture
def state(tmp_path: Path, settings: Settings) -> Path:
    """A folder for uploads, indexes, logs and emails that nobody else uses."""
    settings.STATE_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path
