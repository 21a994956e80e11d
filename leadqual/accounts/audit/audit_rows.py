"""Writes rows of the audit log, and deletes them only for an erasure or a purge."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from leadqual.accounts.audit.origin import current_origin
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.accounts.models.audit import COMMAND_LINE

MAX_NAME = 300


def record_audit(
    *,
    workspace: Workspace | None,
    actor: User | None,
    action: str,
    subject: str,
    name: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    details: dict[str, object] | None = None,
) -> AuditRow:
    """Add a row to the audit log; call it in the transaction of the change that it records.

    Adds the API key and IP address of the current request, or a note that a command did it.

    Args:
        workspace: whose log; None for the log of the installation.
        actor: None for automatic changes.
        action: kind and event, e.g. `do_not_contact.set`.
        subject: kind and key, e.g. `contact:17`.
        name: current name of the subject, e.g. `anna@example.com`; shown instead of the key.
        before: values before the change, if any.
        after: values after the change, if any.
        details: anything else worth recording.
    """
    origin = current_origin()
    source_details: dict[str, object] = {"from": COMMAND_LINE} if origin.is_command_line else {}
    return AuditRow.objects.create(
        workspace=workspace,
        actor=actor,
        api_key=origin.api_key,
        ip_address=origin.ip_address,
        action=action,
        subject=subject,
        name=name[:MAX_NAME],
        before=before,
        after=after,
        details=source_details | (details or {}),
    )


def allow_audit_erasure() -> None:
    """Let only the current transaction change and delete rows of the audit log.

    Call it only to erase personal data, to delete expired data, or to purge a workspace or its
    sample data.

    Raises:
        TransactionManagementError: no transaction is open, so it would have no effect.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Audit rows are erased in a transaction.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL leadqual.audit_erasure = 'on'")


def refuse_audit_erasure() -> None:
    """Forbid changes to the audit log again for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL leadqual.audit_erasure = 'off'")


@transaction.atomic
def purge_audit_log(*, workspace: Workspace, before: datetime | None = None) -> int:
    """Delete the audit log of a workspace that is purged; return the number of deleted rows.

    With `before`, delete only older rows: those of sample data.

    Rows about the installation by its API keys stay in the installation's log; the name of the
    key moves to the details, so that the key can be deleted.
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
