"""Addresses of Try it."""

from django.urls import path

from leadqual.tryout.api.explain_title import ExplainTitleView
from leadqual.tryout.api.text_suggestions import NewSuggestionView
from leadqual.tryout.pages import tryout

pages = [
    path("try/", tryout.title, name="title"),
    path("try/company/", tryout.company, name="company"),
    path("try/reply/", tryout.reply, name="reply"),
    path("try/title/suggest/", tryout.suggest, {"kind": "title"}, name="suggest-title"),
    path("try/company/suggest/", tryout.suggest, {"kind": "company"}, name="suggest-company"),
    path("try/reply/suggest/", tryout.suggest, {"kind": "reply"}, name="suggest-reply"),
]
api = [
    path("titles/explain", ExplainTitleView.as_view(), name="explain-title"),
    path("suggestions/texts", NewSuggestionView.as_view(), name="create-suggestion"),
]
