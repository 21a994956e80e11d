"""Addresses of the first page."""

from django.urls import path

from leadqual.home.pages import dashboard, palette, recent_changes

pages = [
    path("", dashboard.dashboard, name="dashboard"),
    path("first-steps/hide/", dashboard.hide_steps, name="hide_steps"),
    path("first-steps/show/", dashboard.show_steps, name="show_steps"),
    path("undo/", recent_changes.undo_last, name="undo_last"),
    path("settings/recent-changes/", recent_changes.recent_changes, name="recent_changes"),
    path("palette/", palette.palette_options, name="palette"),
]
