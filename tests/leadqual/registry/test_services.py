"""A desired encoder beside the live one."""

import pytest
from django.db import IntegrityError, transaction

from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import active_model
from leadqual.registry.versions.services import promote

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_encoders(db: None) -> None:
    """Start without the shipped one."""
    ModelVersion.objects.filter(kind="encoder").delete()


def encoder(version: str, **fields: object) -> ModelVersion:
    """Register an encoder."""
    return ModelVersion.objects.create(
        kind="encoder", version=version, folder=version, checksum="0" * 64, **fields
    )


def test_desired_encoder_goes_live_in_one_step_and_back() -> None:
    live, desired = encoder("one", is_active=True), encoder("two", is_desired=True, progress=1.0)

    promote(version=desired, author=None)

    assert active_model("encoder") == desired
    assert not desired.is_desired
    promote(version=live, author=None)
    assert active_model("encoder") == live
    assert not ModelVersion.objects.filter(is_desired=True).exists()


def test_one_encoder_is_desired_and_it_is_not_the_live_one() -> None:
    live = encoder("one", is_active=True)
    encoder("two", is_desired=True)
    rows = ModelVersion.objects.filter(pk=live.pk)

    for change, rule in (
        ({"is_desired": True, "is_active": False}, "one_desired_model_of_a_kind"),
        ({"is_desired": True}, "desired_model_is_an_encoder_not_live"),
        ({"is_desired": True, "kind": "titles"}, "desired_model_is_an_encoder_not_live"),
        ({"progress": 1.5}, "model_version_progress"),
    ):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            rows.update(**change)
