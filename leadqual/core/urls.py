"""Addresses of the machine room."""

from django.urls import path

from leadqual.core import views

pages = [path("healthz", views.healthz, name="healthz")]
