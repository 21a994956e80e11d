"""Edits of inbound forms and routing rules: their names, and their rows in the audit log."""

from collections.abc import Mapping

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.core.texts.plain_texts import to_plain_line
from leadqual.inbound.models import LONGEST_NAME, InboundForm, RoutingRule


def check_name(text: str, error: type[LeadqualError]) -> str:
    """Return the name of a form or rule on one line; raises `error` if it is empty or too long."""
    name = to_plain_line(text, len(text))
    if not name or len(name) > LONGEST_NAME:
        raise error(f"Enter a name of 1 to {LONGEST_NAME} characters.", WrongValue("name", text))
    return name


def record_edit(
    row: InboundForm | RoutingRule,
    author: User,
    action: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Record an edit in the audit log; the part of `action` before its dot names the table."""
    record_audit(
        workspace=row.workspace,
        actor=author,
        action=action,
        subject=f"{action.partition('.')[0]}:{row.pk}",
        name=row.name,
        before=before,
        after=after,
    )
