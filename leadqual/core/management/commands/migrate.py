"""`migrate`, one deployment after another: Django itself lets two of them trip over each other."""

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from leadqual.core.database.schema_dump import load_schema_dump
from leadqual.core.locks import DEPLOYMENT, in_turn


class Command(migrate.Command):
    """Django's command; a second one waits for the first, and finds everything done."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate once no other deployment works on the database; an empty one gets all tables."""

        def on_wait() -> None:
            self.stdout.write("Another deployment is being set up. Waiting for it to finish.")

        names = ("app_label", "plan", "check_unapplied", "fake", "prune")
        is_whole = not any(options[name] for name in names)
        with in_turn(DEPLOYMENT, on_wait=on_wait):
            if is_whole and options["database"] == DEFAULT_DB_ALIAS:
                load_schema_dump()
            super().handle(*args, **options)
