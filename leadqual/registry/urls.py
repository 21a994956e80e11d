"""Addresses of the lab."""

from django.urls import path

from leadqual.registry import api as endpoints
from leadqual.registry import views

pages = [
    path("lab/", views.lab, name="lab"),
    path("lab/train/", views.train, name="train"),
    path("lab/<int:version_id>/promote/", views.promote, name="promote"),
    path("lab/<int:version_id>/withdraw/", views.withdraw, name="withdraw"),
    path("lab/<int:version_id>/measure/", views.measure, name="measure"),
    path("lab/<int:version_id>/shadow/", views.shadow, name="shadow"),
]
api = [
    path("models", endpoints.ModelListView.as_view(), name="models"),
    path("models/<int:version_id>", endpoints.ModelView.as_view(), name="model"),
    path("models/<int:version_id>/promote", endpoints.PromoteView.as_view(), name="promote-model"),
    path("models/<int:version_id>/measure", endpoints.MeasureView.as_view(), name="measure-model"),
]
