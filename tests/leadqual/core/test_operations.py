"""Steps of migrations that were killed halfway are done again."""

from collections.abc import Sequence

import pytest
from django.db import connection, models
from django.db.backends.ddl_references import Statement
from django.db.migrations.state import ProjectState

from leadqual.core.operations import AddIndexAgain, AlterFieldWhole
from leadqual.leads.models import Contact, JobTitle

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


def foreign_keys() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'leads_contact'::regclass"
            " AND contype = 'f' ORDER BY conname"
        )
        return [name for (name,) in cursor.fetchall()]


def test_a_foreign_key_stays_where_altering_its_field_breaks_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    field = models.ForeignKey(
        JobTitle, models.PROTECT, related_name="contacts", null=True, blank=True, db_index=True
    )
    step = AlterFieldWhole(model_name="contact", name="job_title", field=field)
    before, after = state(), state()
    step.state_forwards("leads", after)
    keys = foreign_keys()

    with connection.schema_editor(atomic=False) as editor:
        execute = editor.execute

        def killed(sql: str | Statement, params: Sequence[object] | None = ()) -> None:
            if "ADD CONSTRAINT" in str(sql):
                raise SystemExit
            execute(sql, params)

        monkeypatch.setattr(editor, "execute", killed)
        with pytest.raises(SystemExit):
            step.database_forwards("leads", editor, before, after)

    assert foreign_keys() == keys
