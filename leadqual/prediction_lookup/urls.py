"""Addresses of what is on record about predictions."""

from django.urls import path

from leadqual.prediction_lookup.api import predictions
from leadqual.prediction_lookup.pages import lookup

pages = [
    path("titles/predictions/", lookup.titles, name="titles"),
    path("companies/predictions/", lookup.companies, name="companies"),
    path("replies/predictions/", lookup.replies, name="replies"),
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
