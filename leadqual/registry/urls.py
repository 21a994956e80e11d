"""Addresses of the lab."""

from django.urls import path

from leadqual.registry import views

pages = [
    path("lab/", views.lab, name="lab"),
    path("lab/<int:version_id>/promote/", views.promote, name="promote"),
    path("lab/<int:version_id>/withdraw/", views.withdraw, name="withdraw"),
]
