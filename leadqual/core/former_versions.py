"""Refuses databases of versions that the squashed migrations cannot upgrade."""

import gc
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

UPGRADE_COMMIT = "64fdb6c9"
"""The last commit with the migrations that version 0.2.0 replaced."""


def check_former_versions(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  # of Django
    databases: Sequence[str] | None = None,
    **_options: Any,
) -> list[CheckMessage]:
    """Check that all replaced migrations were applied.

    Django itself would treat a part of them as none, or silently skip the app.
    """
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    here = loader.disk_migrations
    unfinished = set()
    for alias in databases or ():
        applied = MigrationRecorder(connections[alias]).applied_migrations().keys()
        for (app, _), migration in here.items():
            names = {app, *(of for of, _ in migration.replaces)}
            is_missing = bool(set(migration.replaces) - applied - here.keys())
            if is_missing and any(one[0] in names for one in applied):
                unfinished.add(app)
    if not unfinished:
        return []
    return [
        Error(
            f"This database is of a version before 0.2.0 ({', '.join(sorted(unfinished))}). "
            f"Upgrade it with the code of commit {UPGRADE_COMMIT} first, then with this one: see "
            "docs/operations/upgrading.md. Nothing was changed.",
            id="leadqual.E001",
        )
    ]


def migrate(*, verbosity: int) -> None:
    """Run `manage.py migrate` with this check only, because all checks would import every page.

    Raises:
        CommandError: the database version is too old; nothing was changed.
    """
    for error in check_former_versions(None, ["default"]):
        raise CommandError(error.msg)
    gc.disable()  # Django makes 6,000 classes on the way, which a collector would look at for 2 s.
    try:
        call_command("migrate", interactive=False, verbosity=verbosity)
    finally:
        gc.enable()
