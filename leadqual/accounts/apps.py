"""Makes the description of API keys known to the OpenAPI page."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, workspaces, keys."""

    name = "leadqual.accounts"

    def ready(self) -> None:
        """Register the schema once the apps are loaded."""
        import_module("leadqual.accounts.schema")
