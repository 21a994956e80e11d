"""Addresses of replies."""

from django.urls import path

from leadqual.replies import api as endpoints
from leadqual.replies import views

pages = [
    path("replies/", views.inbox, name="inbox"),
    path("replies/new/", views.new, name="new"),
    path("replies/<int:reply_id>/correct/", views.correct, name="correct"),
    path("replies/<int:reply_id>/undo/", views.undo, name="undo"),
    path("replies/<int:reply_id>/contact/", views.create_contact, name="create_contact"),
]
api = [
    path("replies", endpoints.ReplyListView.as_view(), name="replies"),
    path("replies/<int:reply_id>", endpoints.ReplyView.as_view(), name="reply"),
    path(
        "replies/<int:reply_id>/corrections",
        endpoints.ReplyCorrectionView.as_view(),
        name="reply-corrections",
    ),
    path("replies/<int:reply_id>/undo", endpoints.ReplyUndoView.as_view(), name="reply-undo"),
]
