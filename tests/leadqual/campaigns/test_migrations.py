"""Migrations of matching with rows in the tables, there and back."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.utils import timezone

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("matching", "0002_map")]


@pytest.fixture
def _newest_after() -> Iterator[None]:
    """Leave the tables as other tests expect them."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def migrated(targets: list[tuple[str, str]]) -> Callable[[str, str], type[Model]]:
    """Migrate, and return the models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps.get_model


@pytest.mark.slow
@pytest.mark.usefixtures("_newest_after")
def test_rows_stay_there_and_back() -> None:
    get = migrated(BEFORE)
    workspace = get("accounts", "Workspace").objects.create(name="W", slug="w")
    user = get("accounts", "User").objects.create(email="a@leadqual.example")
    company = get("leads", "Company").objects.create(workspace=workspace, name="K", name_key="k")
    campaign = get("matching", "Campaign").objects.create(
        workspace=workspace, name="Ports", author=user
    )
    fields = {"workspace": workspace, "company": company, "text_hash": "0" * 64}
    get("matching", "CompanyVector").objects.create(**fields, encoder="a", vector=np.eye(384)[0])
    for position, text in enumerate(("Too small", "Too large", "Right size"), start=1):
        get("matching", "Reason").objects.create(
            campaign=campaign, verdict="dislike", text=text, factor="size", position=position
        )

    newest = [("matching", "0005_seeds_and_drops")]  # Before vectors of words were on their own.
    get = migrated(newest)
    directions = dict(get("matching", "Reason").objects.values_list("text", "direction"))
    get("matching", "CompanyVector").objects.create(
        workspace_id=workspace.pk,
        company_id=company.pk,
        text_hash="0" * 64,
        encoder="b",
        vector=np.eye(32)[0],
    )
    get = migrated(BEFORE)
    left = get("matching", "CompanyVector").objects.values_list("encoder", flat=True)

    assert directions == {"Too small": -1, "Too large": 1, "Right size": 0}
    assert list(left) == ["a"]
    assert get("matching", "Reason").objects.count() == 3


@pytest.mark.slow
@pytest.mark.usefixtures("_newest_after")
def test_what_was_read_before_encoders_were_registered_stays_live() -> None:
    before = [("matching", "0006_no_landmarks"), ("registry", "0002_desired_encoder")]
    get = migrated(before)
    get("registry", "ModelVersion").objects.filter(kind="encoder").delete()
    workspace = get("accounts", "Workspace").objects.create(name="W", slug="w")
    user = get("accounts", "User").objects.create(email="a@leadqual.example")
    encoder, words = "all-MiniLM-L6-v2+former", "a" * 64
    campaign = get("matching", "Campaign").objects.create(
        workspace=workspace,
        name="Ports",
        author=user,
        description="Ports",
        description_vector=np.eye(384)[0],
        description_hash=f"{encoder}:{words}",
    )
    for place, version in enumerate((encoder, encoder, "older")):
        company = get("leads", "Company").objects.create(
            workspace=workspace, name=f"K {place}", name_key=f"k {place}"
        )
        get("matching", "CompanyReading").objects.create(
            workspace=workspace,
            company=company,
            encoder=version,
            company_updated_at=timezone.now(),
            revision=place + 1,
        )

    get = migrated([("matching", "0007_description_vectors")])

    versions = get("registry", "ModelVersion").objects.filter(kind="encoder")
    assert dict(versions.values_list("version", "is_active")) == {encoder: True, "older": False}
    assert versions.get(is_active=True).folder == "pretrained:encoder"
    stored = get("matching", "DescriptionVector").objects.get()
    assert (stored.campaign_id, stored.encoder, stored.text_hash) == (campaign.pk, encoder, words)
