"""A model that one host registers is fetched by the others, and compared with its checksum."""

import shutil
from pathlib import Path

import pytest

from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError
from leadqual.accounts.models import User
from leadqual.core.files.file_store import FileStore
from leadqual.registry.candidates import register_folder
from leadqual.registry.versions.loading import _business_model, load_business_model
from leadqual.registry.versions.model_files import folder_of
from leadqual.registry.versions.promotion import retire
from leadqual.registry.versions.services import promote
from tests.leadqual.core.files.stores import Host, on_host, store

__all__ = ["on_host", "store"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, models: None) -> Path:
    """A model of business models that this installation does not know, as training writes it."""
    found = tmp_path / "trained"
    shipped = artifacts.load(artifacts.pretrained("companies"), kind="companies")
    artifacts.save(
        found,
        kind="companies",
        version="companies-new",
        config={**shipped.config, "by_name": {"": 1.0, "words_": 1.0}},
        arrays=shipped.arrays,
        report={},
    )
    return found


def test_another_host_answers_by_a_model_that_it_fetches(
    folder: Path, staff: User, store: FileStore, on_host: Host
) -> None:
    on_host("one")
    version = register_folder(folder, author=staff)
    shutil.rmtree(folder)

    home = on_host("two")
    promote(version=version, author=staff)
    _business_model.cache_clear()
    loaded = load_business_model()

    assert loaded is not None
    there = folder_of(version.folder)
    assert there.is_relative_to(home)
    assert artifacts.load(there, kind="companies").checksum == version.checksum
    assert len(store.names("models")) == 4


def test_other_files_in_the_store_are_refused(
    folder: Path, staff: User, store: FileStore, on_host: Host
) -> None:
    on_host("one")
    version = register_folder(folder, author=staff)
    (manifest,) = (name for name in store.names("models") if name.endswith(artifacts.MANIFEST))
    other = artifacts.pretrained("companies") / artifacts.MANIFEST
    store.put(other, manifest)

    home = on_host("two")
    with pytest.raises(ArtifactError, match="another model"):
        folder_of(version.folder)

    assert [path for path in (home / "models").rglob("*") if path.is_file()] == []


def test_a_retired_model_is_deleted_from_the_store(
    folder: Path,
    staff: User,
    store: FileStore,
    on_host: Host,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    on_host("one")
    version = register_folder(folder, author=staff)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        retire(version=version, author=staff)

    assert store.names("models") == []
    on_host("two")
    with pytest.raises(ArtifactError, match="no files"):
        folder_of(version.folder)
