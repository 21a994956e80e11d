"""CSV files of a workspace export; each app registers its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from leadqual.accounts.models import AuditRow, Invitation, Member


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One CSV file of the export.

    Args:
        name: e.g. `contacts.csv`.
        rows: takes the primary key of a workspace.
        columns: column name → field of the row, or lookup of a related field.
    """

    name: str
    rows: Callable[[int], QuerySet[Any]]
    columns: Mapping[str, str]


def register_export_files(*files: ExportFile) -> None:
    """Register files of an app at startup."""
    _files.update({file.name: file for file in files})


def export_files() -> list[ExportFile]:
    """Return the files of all apps, sorted by name."""
    return [file for _, file in sorted(_files.items())]


_files: dict[str, ExportFile] = {}
ACCOUNT_FILES = (
    ExportFile(
        "members.csv",
        lambda workspace_id: Member.objects.filter(workspace=workspace_id),
        {
            "email": "user__email",
            "first_name": "user__first_name",
            "last_name": "user__last_name",
            "role": "role",
            "since": "created_at",
        },
    ),
    ExportFile(
        "invitations.csv",
        lambda workspace_id: Invitation.objects.filter(workspace=workspace_id),
        {
            "email": "email",
            "role": "role",
            "invited_by": "invited_by__email",
            "created_at": "created_at",
            "expires_at": "expires_at",
            "accepted_at": "accepted_at",
            "withdrawn_at": "withdrawn_at",
        },
    ),
    ExportFile(
        "audit_log.csv",
        lambda workspace_id: AuditRow.objects.filter(workspace=workspace_id),
        {
            "time": "created_at",
            "actor": "actor__email",
            "api_key": "api_key__name",
            "ip_address": "ip_address",
            "action": "action",
            "subject": "subject",
            "name": "name",
            "before": "before",
            "after": "after",
            "details": "details",
        },
    ),
)
