"""Vectors that no encoder needs any more go; those of the live, wanted and last one stay."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.pool import index_files, vector_cleanup
from leadqual.companies import readings
from leadqual.companies.models import CompanyReading, CompanyVector
from leadqual.leads.models import Company
from leadqual.registry.encoders import choose
from leadqual.registry.models import ModelVersion
from leadqual.registry.versions.services import desire, promote, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_encoders(db: None) -> None:
    ModelVersion.objects.filter(kind="encoder").delete()


@pytest.fixture
def company(workspace: Workspace) -> Company:
    return Company.objects.create(workspace=workspace, name="Kelvia", name_key="kelvia")


def encoder(version: str, company: Company, **fields: object) -> ModelVersion:
    """Register an encoder that has read a company."""
    owner = {"workspace_id": company.workspace_id, "company": company, "encoder": version}
    CompanyVector.objects.create(**owner, text_hash="0" * 64, vector=np.eye(32)[0])
    CompanyReading.objects.create(
        **owner, company_updated_at=company.updated_at, revision=readings.next_revision()
    )
    return ModelVersion.objects.create(
        kind="encoder", version=version, folder=version, checksum="", **fields
    )


def left() -> set[str]:
    """Return the encoders that have both, a vector and a reading."""
    readings = set(CompanyReading.objects.values_list("encoder", flat=True))
    assert readings == set(CompanyVector.objects.values_list("encoder", flat=True))
    return readings


def test_the_former_encoder_comes_back_in_one_step_for_two_weeks(
    company: Company, manager: User
) -> None:
    first, second = encoder("first", company), encoder("second", company)
    promote(version=first, author=None)
    promote(version=second, author=None)

    vector_cleanup.work()
    assert left() == {"first", "second"}
    ModelVersion.objects.filter(version="second").update(
        promoted_at=timezone.now() - vector_cleanup.RETENTION - timedelta(minutes=1)
    )
    vector_cleanup.work()

    assert left() == {"second"}
    first.refresh_from_db()
    assert (first.progress, first.has_vectors) == (0, False)
    assert not choose(version=first, author=manager)  # It reads every company first.
    first.refresh_from_db()
    assert (first.is_desired, first.is_active) == (True, False)


def test_what_is_wanted_stays_and_what_is_wanted_no_more_goes(company: Company) -> None:
    promote(version=encoder("live", company), author=None)
    wanted, other = encoder("wanted", company, progress=0.5), encoder("other", company, progress=1)
    desire(version=wanted, author=None)

    vector_cleanup.work()
    assert left() == {"live", "wanted"}  # The other one had never been live.
    desire(version=other, author=None)
    vector_cleanup.work()
    assert left() == {"live"}
    assert withdraw(version=other, author=None)
    assert not withdraw(version=other, author=None)


def test_an_encoder_whose_vectors_are_partly_gone_does_not_come_back_at_once(
    company: Company, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = Company.objects.create(workspace=company.workspace, name="Fjord", name_key="fjord")
    former, live = encoder("former", company), encoder("live", company)
    CompanyReading.objects.create(
        workspace=second.workspace,
        company=second,
        encoder="former",
        company_updated_at=second.updated_at,
        revision=readings.next_revision(),
    )
    promote(version=former, author=None)
    promote(version=live, author=None)
    ModelVersion.objects.filter(version="live").update(
        promoted_at=timezone.now() - 2 * vector_cleanup.RETENTION
    )
    monkeypatch.setattr(vector_cleanup, "_CHUNK", 1)

    vector_cleanup.work(seconds=0)  # As if it was killed after its first part.
    n_left = CompanyReading.objects.filter(encoder="former").count()
    is_live = choose(version=former, author=manager)

    assert n_left == 1
    assert not is_live
    vector_cleanup.work()
    assert CompanyReading.objects.filter(encoder="former").count() == 1  # It is wanted again.


def test_index_files_go_with_their_encoder(company: Company) -> None:
    promote(version=encoder("live", company), author=None)
    encoder("other", company, progress=0.5)
    folder = index_files.folder_for(company.workspace_id, "other")
    folder.mkdir(parents=True)
    kept = index_files.folder_for(company.workspace_id, "live")
    kept.mkdir(parents=True)

    vector_cleanup.work()

    assert not folder.exists()
    assert kept.exists()
    index_files.delete_files(company.workspace_id, "live")
