"""Steps of migrations that were killed halfway are done again."""

import pytest
from django.db import connection, models
from django.db.migrations.state import ProjectState
from django.test.utils import CaptureQueriesContext

from leadqual.core.migration_operations import AddIndexAgain, DropIndexOfKey
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


def keys_and_indexes() -> tuple[set[str], set[str]]:
    """Give the keys of `job_title_id` as they are defined, and the indexes of it alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'leads_contact'::regclass AND contype = 'f' AND convalidated"
        )
        keys = {one for (one,) in cursor.fetchall() if "(job_title_id)" in one}
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'leads_contact'")
        return keys, {one for (one,) in cursor.fetchall() if one.endswith("(job_title_id)")}


def index_dropped(*, backwards: bool = False) -> list[str]:
    """Take `db_index` from `Contact.job_title`, or give it back; say what was done."""
    field = models.ForeignKey(
        JobTitle, models.PROTECT, related_name="contacts", null=True, blank=True, db_index=False
    )
    step = DropIndexOfKey(model_name="contact", name="job_title", field=field)
    before, after = state(), state()
    step.state_forwards("leads", after)
    with (
        CaptureQueriesContext(connection) as done,
        connection.schema_editor(atomic=False) as editor,
    ):
        if backwards:
            step.database_backwards("leads", editor, after, before)
        else:
            step.database_forwards("leads", editor, before, after)
    return [one["sql"] for one in done if one["sql"].startswith(("ALTER", "DROP", "CREATE"))]


def test_the_index_of_a_key_goes_and_comes_while_the_key_stays() -> None:
    keys, indexes = keys_and_indexes()
    assert (len(keys), indexes) == (1, set())
    index_dropped(backwards=True)
    index_dropped(backwards=True)  # As after a run that was killed.
    assert len(keys_and_indexes()[1]) == 1

    done = index_dropped()

    assert keys_and_indexes() == (keys, set())
    assert [one.split('"')[0] for one in done] == ["DROP INDEX CONCURRENTLY IF EXISTS "]
    assert index_dropped() == []


def test_a_key_that_a_killed_run_has_dropped_comes_again() -> None:
    keys, _ = keys_and_indexes()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'leads_contact'::regclass"
            " AND contype = 'f' AND pg_get_constraintdef(oid) LIKE '%(job_title_id)%'"
        )
        (name,) = cursor.fetchone()
        cursor.execute(f'ALTER TABLE leads_contact DROP CONSTRAINT "{name}"')
    assert keys_and_indexes()[0] == set()

    index_dropped()

    assert keys_and_indexes() == (keys, set())
