"""Export files of mailboxes, without secrets."""

from leadqual.accounts.workspaces.export_files import ExportFile
from leadqual.mailboxes.models import Mailbox

EXPORT_FILES = (
    ExportFile(
        "mailboxes.csv",
        lambda workspace_id: Mailbox.objects.filter(workspace=workspace_id),
        {
            name: name
            for name in (
                *("id", "name", "host", "port", "security", "username", "sign_in", "folders"),
                *("since", "known_only", "state", "checked_at", "created_at"),
            )
        },
    ),
)
