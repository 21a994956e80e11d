"""Addresses of replies."""

from django.urls import path

from leadqual.replies.api import many_replies, replies, unstored_replies
from leadqual.replies.api import reply_tasks as reply_tasks_api
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

api = [*replies.api, *many_replies.api, *reply_tasks_api.api, *unstored_replies.api]
