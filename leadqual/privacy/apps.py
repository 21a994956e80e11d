"""The app of personal data."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """What is held of people, and how it is given out and erased."""

    name = "leadqual.privacy"
