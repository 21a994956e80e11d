"""Address of the first page."""

from django.urls import path

from leadqual.home.pages import palette, today

pages = [
    path("", today.dashboard, name="dashboard"),
    path("palette/", palette.palette_options, name="palette"),
]
