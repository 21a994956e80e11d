"""The only way to change or delete rows of the audit log: erasing a person, purging a workspace.

A trigger of the database refuses every UPDATE, DELETE and TRUNCATE of the table. It guards against
faults and against whoever has got hold of the product's queries; a superuser of the database can
still drop a trigger.
"""

from datetime import datetime

from django.db import connection, transaction

from leadqual.accounts.models import AuditRow, Workspace


def allow_audit_erasure() -> None:
    """Let the current transaction change and delete rows of the audit log, and no other one.

    Call it only where personal data is erased, kept data expires, or a workspace or its sample
    data is purged.

    Raises:
        TransactionManagementError: there is no transaction, so that it would allow nothing.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Audit rows are erased in a transaction.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL leadqual.audit_erasure = 'on'")


def refuse_audit_erasure() -> None:
    """Refuse changes of the audit log again, for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL leadqual.audit_erasure = 'off'")


@transaction.atomic
def purge_audit_log(*, workspace: Workspace, before: datetime | None = None) -> int:
    """Delete the audit log of a workspace that is purged, and return how many rows went.

    With `before` only older rows go: those of sample data.

    What its API keys did to the whole installation stays in the log of the installation; the name
    of the key moves into the details, so that the key can be deleted.
    """
    allow_audit_erasure()
    of_keys = AuditRow.objects.filter(workspace=None, api_key__workspace=workspace)
    for row in of_keys if before is None else ():
        row.details = {**row.details, "api_key": str(row.api_key)}
        row.api_key = None
        row.save(update_fields=["details", "api_key"])
    rows = AuditRow.objects.filter(workspace=workspace)
    n_rows, _ = (rows if before is None else rows.filter(created_at__lt=before)).delete()
    refuse_audit_erasure()
    return n_rows
