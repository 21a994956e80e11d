"""Tables of replies, one file for each subject."""

from leadqual.replies.models.follow_ups import ReplySettings, Task
from leadqual.replies.models.replies import (
    BulkReplyCorrection,
    ProposedContact,
    Reply,
    ReplyCorrection,
    Upload,
    UploadedMail,
    intent_choices,
)
from leadqual.replies.models.sent_emails import SentEmail

__all__ = [
    "BulkReplyCorrection",
    "ProposedContact",
    "Reply",
    "ReplyCorrection",
    "ReplySettings",
    "SentEmail",
    "Task",
    "Upload",
    "UploadedMail",
    "intent_choices",
]
