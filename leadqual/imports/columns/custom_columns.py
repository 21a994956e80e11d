"""Custom fields of a workspace as targets for file columns."""

from collections.abc import Mapping

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import WrongValue
from leadqual.imports.errors import MappingError
from leadqual.imports.models import ImportBatch
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.models import CustomField
from leadqual.leads.models.records import LONGEST_LABEL
from leadqual.leads.records.custom_fields import create_field, fields_of
from leadqual.leads.records.record_values import CUSTOM

NEW_FIELD = "new_field"
"""Used instead of a field code: the import creates a custom field named like the column."""

_RECORD_OF = {"contacts": CustomField.Record.CONTACT, "companies": CustomField.Record.COMPANY}


def custom_fields(workspace: Workspace, kind: str) -> list[CustomField]:
    """Return the workspace's custom fields for this kind of record; one query.

    Args:
        workspace: whose.
        kind: `contacts` or `companies`.
    """
    return fields_of(workspace, _RECORD_OF[kind])


def create_new_fields(
    batch: ImportBatch, mapping: Mapping[str, str], author: User
) -> dict[str, str]:
    """Create the custom fields that columns need; return the mapping with their codes.

    Args:
        batch: of a workspace.
        mapping: name of a column → code of its field, or `NEW_FIELD`.
        author: stored with the fields.

    Raises:
        MappingError: there are too many fields, or one of this name.
    """
    found = dict(mapping)
    for column in (name for name, code in mapping.items() if code == NEW_FIELD):
        try:
            field = create_field(
                workspace=batch.workspace,
                record=_RECORD_OF[batch.kind],
                label=column[:LONGEST_LABEL],
                kind=CustomField.Kind.TEXT,
                choices=(),
                author=author,
            )
        except CustomFieldError as error:
            raise MappingError(error.message, WrongValue(("mapping", column))) from error
        found[column] = f"{CUSTOM}{field.code}"
    return found
