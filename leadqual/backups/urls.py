"""Address of backups."""

from django.urls import path

from leadqual.backups.pages import last_backups

pages = [path("lab/monitoring/backups/", last_backups.page, name="page")]
