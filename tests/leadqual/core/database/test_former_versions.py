"""Databases of former versions are taken along where all of their migrations were applied."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet

from leadqual.core import former_versions

pytestmark = pytest.mark.django_db
NEW = "0001_version_0_2_0"


def rows() -> QuerySet[Any]:
    return MigrationRecorder(connection).migration_qs


def migrate() -> None:
    call_command("migrate", skip_checks=False, verbosity=0, interactive=False)


def set_up() -> None:
    former_versions.migrate(verbosity=0)


def noted() -> set[tuple[str, str]]:
    return set(rows().values_list("app", "name"))


def test_nothing_runs_where_all_former_migrations_were_applied() -> None:
    everything = noted()
    rows().filter(name=NEW).delete()  # As the former code left it.

    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    migrate()

    assert noted() == everything


@pytest.mark.parametrize(
    ("begin", "kept"),
    [
        (migrate, "0001_version_0_1_0"),  # Of a state between two versions.
        (set_up, "0001_initial"),  # Of version 0.1.0.
    ],
)
def test_a_database_that_lacks_former_migrations_is_refused(
    begin: Callable[[], None], kept: str
) -> None:
    rows().filter(app="leads").delete()
    MigrationRecorder(connection).record_applied("leads", kept)
    before = noted()

    with pytest.raises(CommandError, match=r"before 0\.2\.0 \(leads\).*upgrading\.md"):
        begin()

    assert noted() == before


def test_the_last_former_migration_of_an_app_that_nothing_needs_is_missed_too() -> None:
    rows().filter(app="webhooks", name=NEW).delete()
    rows().filter(app="backups").exclude(name="0001_initial").delete()

    with pytest.raises(CommandError, match=r"\(backups\)"):
        migrate()


def test_an_app_that_was_not_there_yet_gets_its_tables() -> None:
    rows().filter(app="webhooks").delete()
    with connection.cursor() as cursor:
        names = [one for one in connection.introspection.table_names() if "webhooks_" in one]
        cursor.execute(f"DROP TABLE {', '.join(names)} CASCADE")

    migrate()

    assert {one for one in connection.introspection.table_names() if "webhooks_" in one} == set(
        names
    )
