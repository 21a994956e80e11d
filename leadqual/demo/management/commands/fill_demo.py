"""`fill_demo`: the weeks before today in the demo workspace; safe to run at every start."""

import logging
from typing import Any

from django.core.management.base import BaseCommand

from leadqual.core.locks import DEPLOYMENT, wait_for_lock
from leadqual.demo.sample_data import fill


class Command(BaseCommand):
    """Fill the demo workspace that `setup_leadqual --demo-later` created."""

    help = "Fill the demo workspace, while it is used already."

    def handle(self, *_args: object, **_options: Any) -> None:
        """Do what is missing and say it; one deployment after another."""
        logging.getLogger("leadqual").setLevel(logging.WARNING)  # The lines below say it better.
        with wait_for_lock(DEPLOYMENT, on_wait=lambda: None):
            fill(self.stdout.write)
