"""What refers to rows is checked for all of them at once, and triggers fire all the same."""

import pytest
from django.db import IntegrityError, connection

from leadqual.accounts.models import Workspace
from leadqual.core.foreign_keys import delete_rows, lock_parents, skip_foreign_key_checks
from leadqual.leads.models import Company, RecordSum
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db


def test_rows_that_another_row_refers_to_stay(workspace: Workspace) -> None:
    free, used = make_company(workspace), make_company(workspace)
    make_contact(workspace, company=used)

    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError):
            delete_rows(cursor, "leads_company", f"VALUES ({free.pk}), ({used.pk})")
        assert delete_rows(cursor, "leads_company", f"VALUES ({free.pk})") == 1

    assert list(Company.objects.all()) == [used]
    sums = RecordSum.objects.filter(workspace=workspace).values_list("n_companies", flat=True)
    assert sum(sums) == 1


def test_nothing_new_refers_to_a_row_that_is_gone(workspace: Workspace) -> None:
    there = make_company(workspace).pk

    with connection.cursor() as cursor:
        lock_parents(cursor, "leads_company", {there})
        with pytest.raises(IntegrityError):
            lock_parents(cursor, "leads_company", {there, there + 1})


def test_the_setting_ends_with_its_block() -> None:
    with connection.cursor() as cursor:
        with skip_foreign_key_checks(cursor):
            pass
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_every_trigger_fires_where_keys_have_been_checked() -> None:
    """A trigger without `ENABLE ALWAYS` would miss rows of imports and of their undo."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled <> 'A'"
        )
        assert cursor.fetchall() == []
