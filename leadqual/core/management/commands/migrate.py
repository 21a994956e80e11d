"""`migrate`, one deployment after another: Django itself lets two of them trip over each other."""

from typing import Any

from django.core.management.commands import migrate

from leadqual.core.locks import DEPLOYMENT, in_turn


class Command(migrate.Command):
    """Django's command; a second one waits for the first, and finds everything done."""

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  # as Django has it
        """Migrate once no other deployment works on the database."""

        def on_wait() -> None:
            self.stdout.write("Another deployment is being set up. Waiting for it to finish.")

        with in_turn(DEPLOYMENT, on_wait=on_wait):
            super().handle(*args, **options)
