"""What a workspace holds here: files of its export."""

from leadqual.accounts.workspaces.export_files import ExportFile
from leadqual.replies.models import Reply, ReplyCorrection, Task

EXPORT_FILES = (
    ExportFile(
        "replies.csv",
        lambda workspace_id: Reply.objects.filter(workspace=workspace_id),
        {
            name: name
            for name in (
                *("id", "message_id", "sender", "subject", "text", "received_at", "intent"),
                *("category", "score", "source", "action", "state", "back_on", "contact_id"),
                *("corrected_at", "created_at", "snoozed_until"),
            )
        },
    ),
    ExportFile(
        "reply_corrections.csv",
        lambda workspace_id: ReplyCorrection.objects.filter(reply__workspace=workspace_id),
        {
            "reply_id": "reply_id",
            "intent": "intent",
            "former_intent": "former_intent",
            "by": "author__email",
            "created_at": "created_at",
            "undone_at": "undone_at",
        },
    ),
    ExportFile(
        "tasks.csv",
        lambda workspace_id: Task.objects.filter(workspace=workspace_id),
        {
            **{name: name for name in ("contact_id", "company_id", "reply_id", "text", "due_on")},
            "owner": "owner__email",
            **{name: name for name in ("created_at", "done_at")},
        },
    ),
)
