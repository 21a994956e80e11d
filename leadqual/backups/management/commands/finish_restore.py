"""`finish_restore`: the part of `leadqual restore` that runs on the restored database."""

import json
from typing import Any

from django.core.management import BaseCommand, CommandParser

from leadqual.backups.journal.journal_parts import JournalLine
from leadqual.backups.restoring.restored_tables import RestoredBackup, finish_restore


class Command(BaseCommand):
    """Bring a restored database up to date; called by `leadqual restore` alone."""

    help = "Part of `leadqual restore`: brings the restored database up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the backup as JSON, the file of the journal, and the state folder."""
        parser.add_argument("backup")
        parser.add_argument("journal")
        parser.add_argument("state")

    def handle(self, *args: Any, **options: Any) -> None:
        """Finish, and print what the journal changed as JSON."""
        with open(options["journal"], encoding="utf-8") as file:  # noqa: PTH123  # given by a parent
            lines = [JournalLine.from_json(line) for line in file]
        backup = RestoredBackup(**json.loads(options["backup"]))
        done = finish_restore(backup, lines, new_state_dir=options["state"])
        counts = {"erased": done.n_erased, "entries": done.n_entries, "skipped": done.n_skipped}
        self.stdout.write(json.dumps(counts))
