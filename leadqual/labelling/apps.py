"""Has the frozen test set asked before staff change what is known of titles."""

from importlib import import_module

from django.apps import AppConfig


class LabellingConfig(AppConfig):
    """What titles are, and what people said of them."""

    name = "leadqual.labelling"

    def ready(self) -> None:
        """Listen to changes of the taxonomy once the apps are loaded."""
        import_module("leadqual.labelling.guarding")
