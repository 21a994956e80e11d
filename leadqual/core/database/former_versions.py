"""Refuses databases of versions whose migrations are no longer here."""

from typing import Any

from django.core.management import CommandError
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

LAST_BEFORE = "64fdb6c9"
"""The last commit with the migrations that those of version 0.2.0 replace."""


def refuse_former_versions(connection: Any) -> None:
    """Look whether all migrations were applied that those of the code replace; changes nothing.

    Django itself would take part of them for none or leave out the app without a word.

    Raises:
        CommandError: some are missing; it says how to upgrade.
    """
    applied = MigrationRecorder(connection).applied_migrations().keys()
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    here = loader.disk_migrations
    unfinished = {
        app
        for (app, _), migration in here.items()
        if any(one[0] == app for one in applied) and set(migration.replaces) - applied - here.keys()
    }
    if unfinished:
        raise CommandError(
            f"This database is of a version before 0.2.0 ({', '.join(sorted(unfinished))}). "
            f"Upgrade it with the code of commit {LAST_BEFORE} first, then with this one: see "
            "docs/operations/upgrading.md. Nothing was changed."
        )
