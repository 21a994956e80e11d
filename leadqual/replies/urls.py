"""Addresses of replies."""

from django.urls import path

from leadqual.replies import api as endpoints
from leadqual.replies import api_acting as acting
from leadqual.replies import views, views_acting, views_uploads
from leadqual.replies.pages import deleting

pages = [
    path("replies/", views.inbox, name="inbox"),
    path("replies/new/", views.new, name="new"),
    path("replies/uploads/", views_uploads.send, name="uploads"),
    path("replies/uploads/<int:upload_id>/", views_uploads.upload, name="upload"),
    path("replies/delete/", deleting.delete_selected, name="delete_selected"),
    path("replies/<int:reply_id>/delete/", deleting.delete, name="delete"),
    path("replies/mark/", views_acting.mark, name="mark"),
    path("replies/steps/<int:reply_step_id>/undo/", views_acting.undo_step, name="undo_step"),
    path("replies/<int:reply_id>/thread/", views.thread, name="thread"),
    path("replies/<int:reply_id>/correct/", views_acting.correct, name="correct"),
    path("replies/<int:reply_id>/undo/", views_acting.undo, name="undo"),
    path("replies/<int:reply_id>/contact/", views_acting.accept, name="accept"),
    path("replies/<int:reply_id>/dismiss/", views_acting.dismiss, name="dismiss"),
]
api = [
    path("replies", endpoints.ReplyListView.as_view(), name="replies"),
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
    path("replies/<int:reply_id>/thread", acting.ReplyThreadView.as_view(), name="reply-thread"),
    path("replies/<int:reply_id>/undo", acting.ReplyUndoView.as_view(), name="reply-undo"),
]
