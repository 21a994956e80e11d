"""The app of backups."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """Backups of the installation, and restoring them."""

    name = "leadqual.backups"
