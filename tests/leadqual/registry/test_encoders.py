"""Another encoder: named by the settings, wanted by staff, refused where it must not be loaded."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.model_files import MODULES_FILE
from classifiers.core.errors import ModelFilesError
from leadqual.accounts.models import AuditRow, User
from leadqual.registry.encoder_baselines import baseline_of
from leadqual.registry.encoders import choose, register_named, setting_problem
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import active_model, desired_encoder
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.services import register_pretrained
from tests.classifiers.companies.tiny_models import tiny_bert
from tests.product import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(tmp_path: Path, settings: Settings, models: None) -> Path:
    """A model in a folder that the settings name."""
    settings.COMPANY_ENCODER = tiny_bert(tmp_path / "tiny model")
    return Path(settings.COMPANY_ENCODER)


def test_without_a_setting_the_shipped_encoder_is_live_and_none_is_wanted(models: None) -> None:
    assert register_named() is None
    assert setting_problem() == ""
    assert active_model("encoder").version == load_encoder().version == CompanyEncoder().version
    assert desired_encoder() is None


@pytest.mark.slow
def test_the_named_encoder_is_wanted_once_under_a_name_of_its_own(model: Path) -> None:
    found = register_named()

    assert found is not None
    assert found.version == f"tiny-model@{found.checksum[:8]}"
    assert desired_encoder() == found
    assert load_encoder().version == CompanyEncoder().version
    assert register_named() is None
    assert AuditRow.objects.filter(action="encoder.desired", actor=None).count() == 1


@pytest.mark.slow
def test_other_files_in_the_same_folder_are_another_encoder(model: Path) -> None:
    first = register_named()
    tiny_bert(model, seed=1)

    second = register_named()

    assert first is not None
    assert second is not None
    assert first.version != second.version
    assert desired_encoder() == second
    assert ModelVersion.objects.get(pk=first.pk).is_desired is False


@pytest.mark.slow
@pytest.mark.parametrize("spoil", ["missing", "pickle", "code"])
def test_a_model_that_must_not_be_loaded_is_refused_and_the_live_one_goes_on(
    model: Path, manager: User, settings: Settings, spoil: str
) -> None:
    if spoil == "missing":
        settings.COMPANY_ENCODER = f"{model}-gone"
    elif spoil == "pickle":
        (model / "pytorch_model.bin").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    else:
        (model / MODULES_FILE).write_text(json.dumps([{"type": "os.system", "path": ""}]))

    with pytest.raises(ModelFilesError):
        register_named()
    told = StringIO()
    call_command("setup_leadqual", "--no-demo", stdout=StringIO(), stderr=told)

    assert "The live encoder stays" in told.getvalue()
    assert desired_encoder() is None
    assert load_encoder().version == CompanyEncoder().version
    page = client_of(manager).get("/lab/models/", {"kind": "encoder"}).content.decode()
    assert "The encoder in COMPANY_ENCODER is not used" in page


@pytest.mark.slow
def test_the_product_says_at_its_start_that_another_encoder_comes(model: Path) -> None:
    told = StringIO()

    call_command("setup_leadqual", "--no-demo", stdout=told)

    assert "tiny-model@" in told.getvalue()
    assert "goes live when its embeddings are computed" in told.getvalue()


@pytest.mark.slow
def test_page_shows_how_far_it_is_and_only_staff_stop_it(model: Path, manager: User) -> None:
    found = register_named()
    assert found is not None
    ModelVersion.objects.filter(pk=found.pk).update(progress=0.25, n_waiting=1200)

    page = client_of(manager).get("/lab/models/", {"kind": "encoder"}).content.decode()
    refused = client_of(manager).post(f"/lab/{found.pk}/retire/")

    assert f"Next: {found.version}" in page
    assert "25" in page
    assert "1,200 companies left" in page
    assert "Cancel" not in page
    assert refused.status_code == 403
    assert desired_encoder() == found
    manager.is_staff = True
    manager.save()
    assert "Cancel" in client_of(manager).get("/lab/models/?kind=encoder").content.decode()
    client_of(manager).post(f"/lab/{found.pk}/retire/")
    assert desired_encoder() is None


@pytest.mark.slow
def test_staff_choose_an_encoder_and_it_reads_first(model: Path, manager: User) -> None:
    found = register_named()
    assert found is not None
    manager.is_staff = True
    manager.save()
    client = client_of(manager)
    client.post(f"/lab/{found.pk}/retire/")

    page = client.post(f"/lab/{found.pk}/promote/", follow=True).content.decode()

    assert "goes live when all companies are embedded" in page
    assert desired_encoder() == found
    assert choose(version=active_model("encoder"), author=manager)  # It is: nothing changes.
    assert desired_encoder() == found


def test_what_is_no_encoder_cannot_be_taken_back(models: None, manager: User) -> None:
    manager.is_staff = True
    manager.save()
    client: Client = client_of(manager)

    live = active_model("titles")
    client.post(f"/lab/{live.pk}/retire/")
    assert active_model("titles") == live  # The live one is not a candidate: nothing is withdrawn.
    live = active_model("encoder")
    page = client.post(f"/lab/{live.pk}/retire/", follow=True).content.decode()
    assert "Nothing was changed" in page
    assert active_model("encoder") == live


def test_vectors_of_the_former_encoder_answer_until_all_companies_are_read_again(
    models: None,
) -> None:
    shipped = CompanyEncoder().version
    former = "all-MiniLM-L6-v2+former"
    ModelVersion.objects.filter(version=shipped).update(version=former)

    added = register_pretrained()

    assert [version.version for version in added] == [shipped]
    assert desired_encoder() == added[0]
    live = load_encoder()
    assert live.version == former  # New companies are read by the same model under its name.
    assert live.encode(["bread"]).shape == (1, 384)
    assert baseline_of(former).n_dimensions == 384
