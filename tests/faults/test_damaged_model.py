"""The files of a live model are damaged: it is named, pages stay up, rolling back ends it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from classifiers.core import artifacts
from classifiers.titles.model.network import load_model, save_model
from leadqual.accounts.models import User, Workspace
from leadqual.labeling.tasks import classify_titles
from leadqual.leads.models import JobTitle
from leadqual.registry.errors import BrokenModelError
from leadqual.registry.models import ModelVersion
from leadqual.registry.versions.promotion import roll_back
from tests.leadqual.leads.people import make_contact

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
VERSION = "titles-live"
PAGES = ("/", "/people/", "/companies/", "/titles/", "/imports/", "/campaigns/", "/lab/")
UNKNOWN = "Harbour pilot liaison for tall ships"


def shorten(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def change_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.fixture
def live_folder(models: None, tmp_path: Path) -> Path:
    """The folder of a title model that went live after the one of the product."""
    save_model(tmp_path, load_model(), report={}, data_hash="d" * 64)
    ModelVersion.objects.filter(kind="titles").update(is_active=False)
    ModelVersion.objects.create(
        kind="titles",
        version=VERSION,
        folder=str(tmp_path),
        checksum=artifacts.load(tmp_path, kind="titles").checksum,
        origin=ModelVersion.Origin.REGISTERED,
        is_active=True,
    )
    return tmp_path


@pytest.mark.parametrize("damage", [shorten, change_a_byte, Path.unlink])
def test_damaged_live_model_is_named_and_pages_stay_up_until_it_is_rolled_back(
    live_folder: Path,
    damage: Callable[[Path], None],
    workspace: Workspace,
    staff: User,
    staff_client: Client,
    api: Client,
) -> None:
    title = JobTitle.objects.create(workspace=workspace, title=UNKNOWN, normalised=UNKNOWN.lower())
    make_contact(workspace, "Ann Lee", job_title=title)
    damage(live_folder / artifacts.ARRAYS)

    pages = {path: staff_client.get(path).status_code for path in PAGES}
    refused = api.post("/api/v1/titles/classify", {"titles": [UNKNOWN]}, "application/json")
    with pytest.raises(BrokenModelError, match=VERSION):
        classify_titles()

    assert set(pages.values()) == {200}, pages
    assert (refused.status_code, refused.json()["code"]) == (503, "broken_model")
    assert VERSION in refused.json()["detail"]
    roll_back(kind="titles", author=staff)
    classify_titles()
    title.refresh_from_db()
    assert title.classified_at is not None
    answer = api.post("/api/v1/titles/classify", {"titles": [UNKNOWN]}, "application/json")
    assert answer.status_code == 200
