"""Addresses of the machine room."""

from django.urls import path

from leadqual.core.pages import errors_and_health

pages = [
    path("healthz", errors_and_health.healthz, name="healthz"),
    path("readyz", errors_and_health.readyz, name="readyz"),
]
