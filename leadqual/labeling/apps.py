"""Has the frozen test set asked before staff change titles; names sources to the registry."""

from importlib import import_module

from django.apps import AppConfig


class LabellingConfig(AppConfig):
    """What titles are, and what people said of them."""

    name = "leadqual.labeling"
    label = "labelling"

    def ready(self) -> None:
        """Listen to changes of the taxonomy, and name sources, once the apps are loaded."""
        import_module("leadqual.labeling.quality_gate.taxonomy_guard")
        from leadqual.labeling.training_sources import CompanySource, TitleSource  # noqa: PLC0415
        from leadqual.registry.sources import add_source  # noqa: PLC0415  # needs loaded apps

        add_source("titles", TitleSource())
        add_source("companies", CompanySource())
        from leadqual.accounts.workspaces.export_files import (  # noqa: PLC0415  # needs loaded apps
            register_export_files,
        )
        from leadqual.labeling.workspace_content import EXPORT_FILES  # noqa: PLC0415

        register_export_files(*EXPORT_FILES)
