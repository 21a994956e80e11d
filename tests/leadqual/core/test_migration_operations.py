"""Steps of migrations that were killed halfway are done again."""

import pytest
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from leadqual.core.migration_operations import AddIndexAgain
from leadqual.leads.models import Contact
from tests.database import empty_database

pytestmark = pytest.mark.django_db(transaction=True)


def state() -> ProjectState:
    return ProjectState.from_apps(Contact._meta.apps)


def n_indexes(name: str, *, valid: bool = True) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid"
            " WHERE c.relname = %s AND i.indisvalid = %s",
            [name, valid],
        )
        return int(cursor.fetchone()[0])


def test_an_index_that_was_left_half_built_is_built_again() -> None:
    name = "contact_for_this_test"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {name} ON leads_contact (city)")
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [name]
        )
    assert n_indexes(name, valid=False) == 1
    step = AddIndexAgain(model_name="contact", index=models.Index(fields=["city"], name=name))
    before, after = state(), state()
    step.state_forwards("leads", after)

    try:
        with connection.schema_editor(atomic=False) as editor:
            step.database_forwards("leads", editor, before, after)
        assert n_indexes(name) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.costs("migrates an empty database")
def test_tables_are_there_only_where_they_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    target = [("taxonomy", "0001_version_0_2_0")]
    record = MigrationRecorder.record_applied

    def killed(recorder: MigrationRecorder, app: str, name: str) -> None:
        record(recorder, app, name)
        if app == "taxonomy":
            raise Killed

    with empty_database():
        monkeypatch.setattr(MigrationRecorder, "record_applied", killed)
        with pytest.raises(Killed):
            MigrationExecutor(connection).migrate(target)
        monkeypatch.undo()
        tables = connection.introspection.table_names()
        assert "accounts_user" in tables
        assert not [one for one in tables if one.startswith("taxonomy")]
        assert not [
            one for one in MigrationRecorder(connection).applied_migrations() if one in target
        ]

        MigrationExecutor(connection).migrate(target)

        assert "taxonomy_function" in connection.introspection.table_names()
