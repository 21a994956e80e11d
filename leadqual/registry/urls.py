"""Addresses of the lab."""

from django.urls import path

from leadqual.registry.api import candidate_models
from leadqual.registry.api import models as endpoints
from leadqual.registry.pages import models

pages = [
    path("lab/", models.lab, name="lab"),
    path("lab/train/", models.train, name="train"),
    path("lab/<int:version_id>/promote/", models.promote, name="promote"),
    path("lab/<int:version_id>/retire/", models.withdraw, name="retire"),
    path("lab/<int:version_id>/evaluate/", models.measure, name="evaluate"),
    path("lab/<int:version_id>/shadow/", models.shadow, name="shadow"),
]
api = [
    path("models", endpoints.ModelListView.as_view(), name="models"),
    path("models/<int:version_id>", endpoints.ModelView.as_view(), name="model"),
    path("models/<int:version_id>/promote", endpoints.PromoteView.as_view(), name="promote-model"),
    path("models/<int:version_id>/evaluate", endpoints.MeasureView.as_view(), name="measure-model"),
    path("models/train", candidate_models.TrainView.as_view(), name="train-model"),
    path(
        "models/<int:version_id>/shadow", candidate_models.ShadowView.as_view(), name="shadow-model"
    ),
    path(
        "models/<int:version_id>/retire", candidate_models.RetireView.as_view(), name="retire-model"
    ),
]
