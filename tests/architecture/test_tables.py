"""Promises about all tables: rows of customers have a workspace, and migrations are complete."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from leadqual.accounts.models import Workspace

OURS = [model for model in apps.get_models() if model.__module__.startswith("leadqual.")]
SHARED = {"taxonomy", "registry", "backups"}
"""Apps of the whole installation."""
OF_NOBODY = {
    *("accounts.Workspace", "accounts.User", "accounts.AuditRow"),
    "accounts.OutgoingEmail",  # Of an account, of an invitation, or of neither.
    "labeling.ShownPrediction",  # What Look up showed to the public belongs to nobody.
    *("monitoring.Limit", "monitoring.HourFigure", "monitoring.FailedJob"),  # For staff.
    *("monitoring.Alert", "monitoring.Delivery"),  # Some of them are of the installation.
}


def reaches_workspace(model: type[models.Model], *, depth: int = 3) -> bool:
    """Return whether a row belongs to a workspace, itself or by what it cannot be without."""
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and not field.null:
            target = field.related_model
            if target is Workspace or (depth and reaches_workspace(target, depth=depth - 1)):
                return True
    return False


def test_every_row_of_a_customer_belongs_to_a_workspace() -> None:
    found = {
        one._meta.label
        for one in OURS
        if one._meta.app_label not in SHARED and not reaches_workspace(one)
    }

    assert found - OF_NOBODY == set()


@pytest.mark.django_db
def test_migrations_say_all_that_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
