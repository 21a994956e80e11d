"""Addresses of what is on record about predictions."""

from django.urls import path

from leadqual.prediction_lookup.api import predictions
from leadqual.prediction_lookup.pages.lookup import look_up

pages = [
    path("titles/predictions/", look_up, {"slug": "titles"}, name="titles"),
    path("companies/predictions/", look_up, {"slug": "companies"}, name="companies"),
    path("replies/predictions/", look_up, {"slug": "replies"}, name="replies"),
]
api = [
    path("titles/predictions", predictions.PredictionsView.as_view(), name="predictions"),
    path(
        "companies/predictions",
        predictions.CompanyPredictionsView.as_view(),
        name="company-predictions",
    ),
    path(
        "replies/predictions",
        predictions.ReplyPredictionsView.as_view(),
        name="reply-predictions",
    ),
]
