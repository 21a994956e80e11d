"""Addresses of Try it, and of what is on record about replies."""

from django.urls import path

from leadqual.tryout.api import predictions
from leadqual.tryout.pages import predictions as pages_predictions
from leadqual.tryout.pages import tryout

pages = [
    path("try/", tryout.title, name="title"),
    path("try/company/", tryout.company, name="company"),
    path("try/reply/", tryout.reply, name="reply"),
    path("try/title/suggest/", tryout.suggest, {"kind": "title"}, name="suggest-title"),
    path("try/company/suggest/", tryout.suggest, {"kind": "company"}, name="suggest-company"),
    path("try/reply/suggest/", tryout.suggest, {"kind": "reply"}, name="suggest-reply"),
    path("replies/predictions/", pages_predictions.reply_predictions, name="reply-predictions"),
]
api = [
    path(
        "replies/predictions",
        predictions.ReplyPredictionsView.as_view(),
        name="reply-predictions",
    ),
]
