"""Addresses of Look up, and those of before that lead to it."""

from django.urls import path

from leadqual.lookup import api as endpoints

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
