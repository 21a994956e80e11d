"""Addresses of the first page."""

from django.urls import path

from leadqual.home.pages import dashboard, palette

pages = [
    path("", dashboard.dashboard, name="dashboard"),
    path("first-steps/hide/", dashboard.hide_steps, name="hide_steps"),
    path("first-steps/show/", dashboard.show_steps, name="show_steps"),
    path("palette/", palette.palette_options, name="palette"),
]
