"""Has the frozen test set asked before staff change titles; loads it once for all job processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery.signals import worker_init
from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Collection

    from leadqual.leads.models import JobTitle
    from leadqual.taxonomy.checks import ReachOfChange
    from leadqual.taxonomy.library_values import TitleKnowledge


class LabellingConfig(AppConfig):
    """What titles are, and what people said of them."""

    name = "leadqual.labeling"
    label = "labeling"

    def ready(self) -> None:
        """Connect a signal handler, and register a check and sources, once the apps are loaded."""
        worker_init.connect(_preload_before_fork)
        from leadqual.labeling.training_sources import CompanySource, TitleSource
        from leadqual.leads.services import register_classifier  # needs loaded apps
        from leadqual.registry.model_sources import add_source
        from leadqual.taxonomy.checks import register_check, register_counter

        register_check(_refuse_worse_figures)
        register_counter(_count_reach)
        register_classifier(_classify_now)
        add_source("titles", TitleSource())
        add_source("companies", CompanySource())
        from leadqual.accounts.workspaces.export_files import register_export_files
        from leadqual.labeling.workspace_content import EXPORT_FILES

        register_export_files(*EXPORT_FILES)


def _preload_before_fork(**_signal: object) -> None:
    """Load what titles need in the worker, before it forks: its processes share that memory.

    Before the handler of `campaigns`, an app listed after this one, which freezes what is loaded.
    """
    from leadqual.labeling.preloading import preload
    from leadqual.registry.versions.shared_memory import load_for_workers

    load_for_workers(preload)


def _count_reach(changed: Collection[str], retired: Collection[str]) -> ReachOfChange:
    from leadqual.labeling.corrections import selectors  # needs loaded apps

    return selectors.reach_of_change(changed, retired)


def _refuse_worse_figures(knowledge: TitleKnowledge, *, exempt: Collection[str]) -> None:
    # The guard loads SciPy, which most commands do not need.
    from leadqual.labeling import quality_gate

    quality_gate.refuse_worse_figures(knowledge, exempt=exempt)


def _classify_now(title: JobTitle) -> None:
    from leadqual.labeling.corrections.services import classify_now  # needs the models

    classify_now(title)
