"""Addresses of Look up, and those of before that lead to it."""

from django.urls import path

from leadqual.lookup import api as endpoints
from leadqual.lookup import pages as views

pages = [
    path("look-up/", views.title, name="title"),
    path("look-up/company/", views.company, name="company"),
    path("look-up/reply/", views.reply, name="reply"),
    *(
        path(f"look-up/{kind}/suggest/", views.suggest, {"kind": kind}, name=f"suggest-{kind}")
        for kind in views.KINDS
    ),
    *(
        path(address, views.former_address, {"kind": kind, "text": text}, name=name)
        for address, kind, text, name in (
            ("try/", "title", "", "former"),
            ("try/company/", "company", "", "former"),
            ("try/reply/", "reply", "", "former"),
            ("titles/predictions/", "title", "", "former-title"),
            ("companies/predictions/", "company", "company", "former-company"),
            ("replies/predictions/", "reply", "text", "former-reply"),
        )
    ),
]
api = [
    path("titles/explain", endpoints.ExplainTitleView.as_view(), name="explain-title"),
    path("suggestions/texts", endpoints.NewSuggestionView.as_view(), name="create-suggestion"),
    path("titles/predictions", endpoints.PredictionsView.as_view(), name="predictions"),
    path(
        "companies/predictions",
        endpoints.CompanyPredictionsView.as_view(),
        name="company-predictions",
    ),
    path("replies/predictions", endpoints.ReplyPredictionsView.as_view(), name="reply-predictions"),
]
