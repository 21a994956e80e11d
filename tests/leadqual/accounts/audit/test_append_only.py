"""The audit log is append-only in the database; erasure has a path of its own."""

import pytest
from django.db import IntegrityError, connection, transaction

from leadqual.accounts.audit.audit_rows import (
    allow_audit_erasure,
    purge_audit_log,
    record_audit,
    refuse_audit_erasure,
)
from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import ApiKey, AuditRow, Role, User, Workspace


@pytest.fixture
def row(workspace: Workspace, manager: User) -> AuditRow:
    """A row of the log."""
    return record_audit(
        workspace=workspace, actor=manager, action="member.added", subject="member:1", name="Ben"
    )


def test_database_refuses_changes_of_the_log(row: AuditRow) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # No check of a key waits for the end.

    for statement in (
        "UPDATE accounts_auditrow SET name = 'somebody else'",
        "UPDATE accounts_auditrow SET actor_id = NULL",
        "DELETE FROM accounts_auditrow",
        "TRUNCATE accounts_auditrow CASCADE",
    ):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    assert AuditRow.objects.get(pk=row.pk).name == "Ben"


def test_rows_are_neither_saved_again_nor_deleted_by_the_models(row: AuditRow) -> None:
    row.name = "somebody else"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditRow.objects.all().delete()

    assert AuditRow.objects.get(pk=row.pk).name == "Ben"


def test_erasure_changes_rows_until_it_is_refused_again(row: AuditRow) -> None:
    allow_audit_erasure()
    AuditRow.objects.filter(pk=row.pk).update(name="erased")
    refuse_audit_erasure()

    with pytest.raises(IntegrityError), transaction.atomic():
        AuditRow.objects.filter(pk=row.pk).update(name="Ben")
    assert AuditRow.objects.get(pk=row.pk).name == "erased"


@pytest.mark.django_db(transaction=True)
def test_erasure_is_allowed_in_its_own_transaction_only(row: AuditRow) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        allow_audit_erasure()
    with transaction.atomic():
        allow_audit_erasure()
        AuditRow.objects.filter(pk=row.pk).update(name="erased")

    with pytest.raises(IntegrityError):
        AuditRow.objects.filter(pk=row.pk).delete()


def test_purge_of_a_workspace_takes_its_log_and_no_other(
    workspace: Workspace, other_workspace: Workspace, manager: User, row: AuditRow
) -> None:
    key, _ = create_api_key(
        workspace=workspace, name="crm", scopes=covered_scopes(Role.MANAGER), author=manager
    )
    record_audit(workspace=other_workspace, actor=None, action="alert.seen", subject="alert:1")
    AuditRow.objects.create(action="model.promoted", subject="model:1", api_key=key)

    assert purge_audit_log(workspace=workspace) == 2

    ApiKey.objects.get(pk=key.pk).delete()
    left = AuditRow.objects.filter(pk__gt=row.pk).order_by("pk")
    assert [each.action for each in left] == ["alert.seen", "model.promoted"]
    assert "crm" in str(left[1].details)
