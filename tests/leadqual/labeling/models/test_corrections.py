"""Rules of the tables of labelling."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.leads.models import Company

pytestmark = pytest.mark.django_db


def test_company_has_one_current_correction_and_keeps_the_former_ones(
    workspace: Workspace, manager: User
) -> None:
    company = Company.objects.create(workspace=workspace, name="K", name_key="k")
    fields = {
        "workspace": workspace,
        "company": company,
        "author": manager,
        "former": {"business_model": "b2b"},
    }
    corrections = BusinessModelCorrection.objects
    first = corrections.create(**fields, business_model="b2c")

    with (
        pytest.raises(IntegrityError, match="one_current_business_model_correction"),
        transaction.atomic(),
    ):
        corrections.create(**fields, business_model="both")
    with (
        pytest.raises(IntegrityError, match="undone_business_model_correction_is_not_current"),
        transaction.atomic(),
    ):
        corrections.filter(pk=first.pk).update(undone_at=timezone.now())
    corrections.filter(pk=first.pk).update(is_current=False, undone_at=timezone.now())
    with (
        pytest.raises(IntegrityError, match="business_model_correction_label"),
        transaction.atomic(),
    ):
        corrections.create(**fields, business_model="b2x")
    second = corrections.create(**fields, business_model="public")

    assert list(corrections.all()) == [second, first]
