"""Writes of the audit log."""

from collections.abc import Mapping

from leadqual.accounts.audit.origin import current_origin
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.accounts.models.audit import FROM_COMMAND_LINE

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
    """Add a row to the audit log; call it in the transaction of what it records.

    The API key and the IP address of the current request are added here, or that a command did it.

    Args:
        workspace: whose log; None for what concerns the whole installation.
        actor: None where the product acted by itself.
        action: kind and what happened, e.g. `do_not_contact.set`.
        subject: kind and key, e.g. `contact:17`.
        name: what the subject is called now, e.g. `anna@example.com`; shown instead of the key.
        before: values before the change, if any.
        after: values after the change, if any.
        details: what else belongs to it.
    """
    origin = current_origin()
    where: dict[str, object] = {"from": FROM_COMMAND_LINE} if origin.is_command_line else {}
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
        details=where | (details or {}),
    )
