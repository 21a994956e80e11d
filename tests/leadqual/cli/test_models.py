"""`leadqual models`: from a folder to live and back."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from classifiers.core import artifacts
from leadqual.accounts.models import AuditRow, User
from leadqual.cli.files.input_files import FileError
from leadqual.registry.models import ModelVersion, Training, Trial
from leadqual.registry.selectors import active_model
from tests.leadqual.cli.test_imports import called

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def staff(settings: Settings, tmp_path: Path, models: None) -> User:
    """The only member of staff, in an installation of its own."""
    settings.STATE_DIR = tmp_path / "state"
    return User.objects.create_superuser("staff@leadqual.example", "x")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Another model of business models, as training writes it."""
    shipped = artifacts.load(artifacts.pretrained("companies"), kind="companies")
    artifacts.save(
        tmp_path / "trained",
        kind="companies",
        version="companies-new",
        config={**shipped.config, "by_name": {"": 1.0, "words_": 1.0}},
        arrays=shipped.arrays,
        report={},
        data_hash="d" * 64,
    )
    return tmp_path / "trained"


def passing(candidate: ModelVersion) -> None:
    """Say that a candidate was measured and passes."""
    Trial.objects.all().delete()
    Trial.objects.create(
        candidate=candidate,
        live=active_model("companies"),
        state=Trial.State.DONE,
        gates=[{"key": "size", "name": "Size", "passes": True, "refusal": ""}],
        finished_at="2026-11-21T12:00:00Z",
    )


def test_a_folder_goes_live_by_commands_and_back_and_who_did_it_is_kept(
    folder: Path, staff: User
) -> None:
    former = active_model("companies")

    assert "is a candidate" in called("models", "register", str(folder)).output
    candidate = ModelVersion.objects.get(version__startswith="companies-new")
    unmeasured = called("models", "promote", candidate.version).exception
    passing(candidate)
    listed = called("models", "list").output
    promoted = called("models", "promote", candidate.version, "--reason", "asked for").output
    went_live = active_model("companies")
    back = called("models", "roll-back", "companies").output

    assert "was not evaluated" in str(unmeasured)
    assert "1 of 1 gates passed." in listed
    assert promoted == f"{candidate.version} is live.\n"
    assert went_live == candidate
    assert back == f"{former.version} is live.\n"
    assert AuditRow.objects.filter(action="model.promoted", actor=staff).count() == 2
    assert "is retired" in called("models", "retire", candidate.version).output
    assert f"retired    {candidate.version}" in called("models", "list").output


def test_what_cannot_be_done_says_so(tmp_path: Path) -> None:
    live = active_model("companies").version
    for words, said in (
        (("register", str(tmp_path)), "Nothing was registered"),
        (("promote", "nothing"), "There is no version"),
        (("check", live), "is not a candidate"),
        (("retire", live), "is live"),
        (("shadow", live), "is not a candidate"),
        (("roll-back", "companies"), "no previous model"),
        (("retrain", "encoder"), "cannot be retrained"),
        (("retrain", "companies"), "no corrections to learn from"),
    ):
        error = called("models", *words).exception
        assert isinstance(error, FileError), words
        assert said in str(error)
    assert not Training.objects.exists()
