"""`make_facet_migration`: the migration that a new facet of contacts or companies needs."""

from pathlib import Path

from django.core.management.base import BaseCommand

from leadqual.leads import migrations
from leadqual.search.index.trigger_migration import write_migration


class Command(BaseCommand):
    """Write the migration if facets have columns that no trigger watches."""

    help = "Write the migration that lets triggers watch the columns of every facet."

    def handle(self, *args: object, **options: object) -> None:
        """Write it and print its path."""
        path = write_migration(Path(migrations.__path__[0]))
        self.stdout.write(f"Wrote {path.name}" if path else "Every column is watched")
