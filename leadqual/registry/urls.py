"""Addresses of the lab."""

from django.urls import URLPattern, path

from leadqual.registry import views

pages: list[URLPattern] = [path("lab/", views.lab, name="lab")]
