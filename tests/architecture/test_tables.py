"""Promises about the tables that no linter checks."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from leadqual.accounts.models import Workspace

OURS = [model for model in apps.get_models() if model.__module__.startswith("leadqual.")]
# Shared by all tenants, or bound to a workspace by a row that they belong to.
SHARED = {"taxonomy", "registry"}


def reaches_workspace(model: type[models.Model], *, depth: int = 3) -> bool:
    """Say whether a row belongs to a workspace, itself or by what it cannot be without."""
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and not field.null:
            target = field.related_model
            if target is Workspace or (depth and reaches_workspace(target, depth=depth - 1)):
                return True
    return False


@pytest.mark.django_db
def test_migrations_say_all_that_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_row_of_a_customer_belongs_to_a_workspace() -> None:
    of_nobody = {
        *("accounts.Workspace", "accounts.User", "accounts.AuditRow"),
        "accounts.OutgoingEmail",  # Of an account, of an invitation, or of neither.
        "labelling.ShownPrediction",  # What Try it showed to the public belongs to nobody.
        *(
            "watching.Limit",
            "watching.HourFigure",
            "watching.FailedJob",
        ),  # Of the whole installation, for staff.
        *("watching.Alert", "watching.Delivery"),  # Some of them are of the installation.
        *("backups.BackupRun", "backups.JournalChange", "backups.JournalState"),
    }
    of_customers = [
        model
        for model in OURS
        if model._meta.app_label not in SHARED and model._meta.label not in of_nobody
    ]

    assert [one._meta.label for one in of_customers if not reaches_workspace(one)] == []


def test_every_rule_of_a_table_has_a_name_that_can_be_read() -> None:
    names = [constraint.name for model in OURS for constraint in model._meta.constraints]

    assert [name for name in names if not name.replace("_", "").isalnum()] == []


@pytest.mark.django_db
def test_company_vectors_are_half_precision_with_an_index_for_cosine() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'company_vector_hnsw'")
        (definition,) = cursor.fetchone()
        cursor.execute(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
            "WHERE attrelid = 'matching_companyvector'::regclass AND attname = 'vector'"
        )
        (kind,) = cursor.fetchone()

    assert kind == "halfvec"  # Of any length: a second encoder may lie beside the first.
    assert "hnsw (((vector)::halfvec(384)) halfvec_cosine_ops)" in definition
    assert definition.endswith("WHERE (vector_dims(vector) = 384)")
