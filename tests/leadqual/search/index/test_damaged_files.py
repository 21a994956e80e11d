"""Index files that were damaged or found no room are named and rebuilt; searches go on."""

import os
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.search.index import index_file_job
from leadqual.search.index.index_file_job import build_files, keep_facets
from leadqual.search.index.index_files import CHECK_INTERVAL_SECONDS, index_folder, read_current
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_counts import counts_of
from tests.leadqual.leads.people import make_contact
from tests.small_disk import small_disk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]
N_PEOPLE = 30


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """A folder for files, which few people are enough for."""
    settings.STATE_DIR = tmp_path
    monkeypatch.setattr(index_file_job, "MIN_ROWS", N_PEOPLE)


@pytest.fixture
def people(workspace: Workspace, manager: User) -> None:
    """Enough people for files."""
    for number in range(N_PEOPLE):
        make_contact(workspace, f"P{number}", email=f"p{number}@acme.example")


def files_of(workspace: Workspace) -> Path:
    current = read_current(workspace.pk)
    assert current is not None
    return index_folder(workspace.pk) / current.folder


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("name", ["names-texts", "bitmaps"])
def test_damaged_file_is_named_and_rebuilt_at_the_next_check(
    workspace: Workspace, people: None, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    build_files(workspace.pk)
    folder = files_of(workspace)
    damage(folder / name)
    assert keep_facets() == 0
    checked = folder.stat().st_mtime - CHECK_INTERVAL_SECONDS - 1

    os.utime(folder, (checked, checked))
    n_rebuilt = keep_facets()

    assert n_rebuilt == 1
    assert [
        vars(one)["files"] for one in caplog.records if one.getMessage() == "facet files damaged"
    ] == [[name]]
    assert files_of(workspace) != folder
    assert counts_of(workspace, ContactQuery()).total == N_PEOPLE


def test_torn_file_is_rebuilt_at_once_and_pages_answer_meanwhile(
    workspace: Workspace, people: None, manager_client: Client
) -> None:
    build_files(workspace.pk)
    folder = files_of(workspace)
    (folder / "bitmaps").write_bytes(b"")

    assert manager_client.get("/people/").status_code == 200
    assert counts_of(workspace, ContactQuery()).total == N_PEOPLE
    assert keep_facets() == 1

    assert files_of(workspace) != folder


def test_full_disk_leaves_no_part_of_files_and_searches_go_on(
    workspace: Workspace, people: None, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk(n_bytes=16_384) as disk:
        settings.STATE_DIR = disk

        n_built = keep_facets()

        assert n_built == 0
        assert [path for path in disk.rglob("*") if path.is_file()] == []
        assert "facet files not written" in caplog.messages
        assert counts_of(workspace, ContactQuery()).total == N_PEOPLE
