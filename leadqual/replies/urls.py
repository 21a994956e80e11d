"""Addresses of replies."""

from django.urls import path

from leadqual.replies.api import actions as acting
from leadqual.replies.api import bulk_actions, bulk_corrections, unstored_replies
from leadqual.replies.api import intent_weeks as api_intent_weeks
from leadqual.replies.api import replies as endpoints
from leadqual.replies.api import reply_tasks as api_tasks
from leadqual.replies.api import uploads as api_uploads
from leadqual.replies.pages import (
    actions,
    company_replies,
    deletion,
    inbox,
    intent_weeks,
    reply_tasks,
    snooze,
    uploads,
)

pages = [
    path("replies/", inbox.inbox, name="inbox"),
    path("replies/tasks/", reply_tasks.tasks, name="tasks"),
    path("replies/tasks/<int:task_id>/", reply_tasks.change, name="change_task"),
    path("replies/follow-ups/", reply_tasks.follow_ups, name="follow_ups"),
    path("replies/intents/", intent_weeks.intents, name="intents"),
    path("replies/new/", inbox.new, name="new"),
    path("replies/uploads/", uploads.send, name="uploads"),
    path("replies/uploads/<int:upload_id>/", uploads.upload, name="upload"),
    path("replies/delete/", deletion.delete_selected, name="delete_selected"),
    path("replies/<int:reply_id>/delete/", deletion.delete, name="delete"),
    path(
        "companies/<int:company_id>/replies/",
        company_replies.company_replies,
        name="company_replies",
    ),
    path("replies/mark/", actions.mark, name="mark"),
    path("replies/snooze/", snooze.snooze, name="snooze"),
    path(
        "replies/bulk-actions/<int:reply_step_id>/undo/", actions.undo_step, name="undo_bulk_action"
    ),
    path("replies/<int:reply_id>/thread/", inbox.thread, name="thread"),
    path("replies/<int:reply_id>/correct/", actions.correct, name="correct"),
    path("replies/<int:reply_id>/undo/", actions.undo, name="undo"),
    path("replies/<int:reply_id>/contact/", actions.accept, name="accept"),
    path("replies/<int:reply_id>/dismiss/", actions.dismiss, name="dismiss"),
]
api = [
    path("replies", endpoints.ReplyListView.as_view(), name="replies"),
    path(
        "replies/classify", unstored_replies.ClassifyRepliesView.as_view(), name="classify-replies"
    ),
    path(
        "replies/bulk-corrections",
        bulk_corrections.BulkReplyCorrectionListView.as_view(),
        name="replies-bulk-corrections",
    ),
    path(
        "replies/bulk-corrections/<int:reply_step_id>",
        bulk_corrections.BulkReplyCorrectionView.as_view(),
        name="replies-bulk-correction",
    ),
    path("replies/intents", api_intent_weeks.IntentWeekView.as_view(), name="reply-intents"),
    path("reply-settings", api_tasks.ReplySettingsView.as_view(), name="reply-settings"),
    path("tasks", api_tasks.TaskListView.as_view(), name="tasks"),
    path("tasks/<int:task_id>", api_tasks.TaskView.as_view(), name="task"),
    path("replies/snooze", bulk_actions.SnoozeRepliesView.as_view(), name="snooze-replies"),
    path("replies/delete", bulk_actions.DeleteRepliesView.as_view(), name="delete-replies"),
    path("replies/uploads", api_uploads.ReplyUploadListView.as_view(), name="reply-uploads"),
    path(
        "replies/uploads/<int:upload_id>/emails",
        api_uploads.UploadedEmailListView.as_view(),
        name="uploaded-emails",
    ),
    path("replies/<int:reply_id>", endpoints.ReplyView.as_view(), name="reply"),
    path(
        "replies/<int:reply_id>/corrections",
        acting.ReplyCorrectionView.as_view(),
        name="reply-corrections",
    ),
    path(
        "replies/<int:reply_id>/contact",
        acting.ReplyContactView.as_view(),
        name="reply-contact",
    ),
    path(
        "replies/<int:reply_id>/dismiss",
        acting.ReplyDismissView.as_view(),
        name="reply-dismiss",
    ),
    path("replies/<int:reply_id>/snooze", acting.ReplySnoozeView.as_view(), name="reply-snooze"),
    path("replies/<int:reply_id>/thread", acting.ReplyThreadView.as_view(), name="reply-thread"),
    path("replies/<int:reply_id>/undo", acting.ReplyUndoView.as_view(), name="reply-undo"),
]
