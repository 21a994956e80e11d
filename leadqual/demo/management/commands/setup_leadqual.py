"""`setup_leadqual`: everything an installation needs; safe to run at every start."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from classifiers.core.errors import ModelFilesError
from leadqual.core.former_versions import migrate
from leadqual.core.locks import DEPLOYMENT, wait_for_lock
from leadqual.demo.sample_data import ensure_login, fill
from leadqual.registry.encoders import register_named
from leadqual.registry.versions.services import register_pretrained
from leadqual.taxonomy.services import load_taxonomy


class Command(BaseCommand):
    """Create the tables, load the taxonomy, register the models, fill the demo workspace."""

    help = "Migrate, load taxonomy and models and create the demo workspace, if they are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the switches: deployments bring workspaces and people of their own."""
        parser.add_argument(
            "--no-demo", action="store_true", help="do not create the demo workspace"
        )
        parser.add_argument(
            "--demo-later",
            action="store_true",
            help="create the demo workspace empty; `fill_demo` fills it",
        )

    def handle(self, *args: object, **options: Any) -> None:
        """Do what is missing and say it, one line a step; one deployment after another."""
        logging.getLogger("leadqual").setLevel(logging.WARNING)  # The lines below say it better.
        with wait_for_lock(DEPLOYMENT, on_wait=self._say_that_it_waits):
            migrate(verbosity=options["verbosity"] - 1)
            self._set_up(has_demo=not options["no_demo"], is_later=options["demo_later"])

    def _say_that_it_waits(self) -> None:
        self.stdout.write("Another deployment is being set up. Waiting for it to finish.")

    def _set_up(self, *, has_demo: bool, is_later: bool) -> None:
        if load_taxonomy():
            self.stdout.write("Taxonomy loaded")
        for version in register_pretrained():
            is_live = (
                "is live" if version.is_active else "goes live when its embeddings are computed"
            )
            self.stdout.write(f"Model {version.version} {is_live}")
        self._register_encoder()
        if has_demo:
            ensure_login()
        if has_demo and not is_later:
            fill(self.stdout.write)

    def _register_encoder(self) -> None:
        """Want the encoder that the settings name; without it the live one goes on."""
        try:
            version = register_named()
        except ModelFilesError as error:
            self.stderr.write(f"COMPANY_ENCODER: {error} The live encoder stays.")
            return
        if version is not None:
            self.stdout.write(f"Model {version.version} goes live when its embeddings are computed")
