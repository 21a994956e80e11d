"""Addresses of titles."""

from django.urls import path

from leadqual.labelling import api as endpoints
from leadqual.labelling import views

pages = [
    path("titles/", views.titles, name="titles"),
    path("titles/<int:title_id>/", views.title, name="title"),
    path("titles/<int:title_id>/correct/", views.correct, name="correct"),
    path("titles/corrections/<int:correction_id>/undo/", views.undo, name="undo"),
]
api = [
    path("titles", endpoints.TitleListView.as_view(), name="titles"),
    path("titles/classify", endpoints.ClassifyView.as_view(), name="classify-titles"),
    path(
        "titles/<int:title_id>/corrections",
        endpoints.CorrectionListView.as_view(),
        name="title-corrections",
    ),
    path(
        "titles/corrections/<int:correction_id>",
        endpoints.CorrectionView.as_view(),
        name="title-correction",
    ),
]
