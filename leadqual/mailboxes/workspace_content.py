"""What a workspace holds here: files of its export. Secrets never leave."""

from leadqual.accounts.workspaces.workspace_export import ExportFile
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
