"""The app of duplicates."""

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    """Duplicates of people and companies."""

    name = "leadqual.duplicates"
