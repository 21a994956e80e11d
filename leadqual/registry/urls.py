"""Addresses of the lab."""

from django.urls import path

from leadqual.registry.api import api
from leadqual.registry.pages import models

__all__ = ["api", "pages"]

pages = [
    path("lab/", models.lab, name="lab"),
    path("lab/train/", models.train, name="train"),
    path("lab/<int:version_id>/promote/", models.promote, name="promote"),
    path("lab/<int:version_id>/retire/", models.withdraw, name="retire"),
    path("lab/<int:version_id>/evaluate/", models.measure, name="evaluate"),
    path("lab/<int:version_id>/shadow/", models.shadow, name="shadow"),
]
