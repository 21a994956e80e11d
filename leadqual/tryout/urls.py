"""Addresses of Try it, and of what is on record about replies."""

from django.urls import path

from leadqual.tryout import api_predictions, views, views_predictions

pages = [
    path("try/", views.title, name="title"),
    path("try/company/", views.company, name="company"),
    path("try/reply/", views.reply, name="reply"),
    path("try/title/suggest/", views.suggest, {"kind": "title"}, name="suggest-title"),
    path("try/company/suggest/", views.suggest, {"kind": "company"}, name="suggest-company"),
    path("try/reply/suggest/", views.suggest, {"kind": "reply"}, name="suggest-reply"),
    path("replies/predictions/", views_predictions.reply_predictions, name="reply-predictions"),
]
api = [
    path(
        "replies/predictions",
        api_predictions.ReplyPredictionsView.as_view(),
        name="reply-predictions",
    ),
]
