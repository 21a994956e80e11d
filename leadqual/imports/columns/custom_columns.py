"""Custom fields of a workspace as fields that columns of a file may go to."""

from leadqual.accounts.models import Workspace
from leadqual.leads.models import CustomField
from leadqual.leads.records.custom_fields import fields_of

_RECORD_OF = {"contacts": CustomField.Record.CONTACT, "companies": CustomField.Record.COMPANY}


def custom_fields(workspace: Workspace, kind: str) -> list[CustomField]:
    """Return the fields that a workspace added to what a file has; one query.

    Args:
        workspace: whose.
        kind: `contacts` or `companies`.
    """
    return fields_of(workspace, _RECORD_OF[kind])
