"""The role, its privileges and the policies: made once, completed where something is missing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from leadqual.accounts.row_security import row_security_problems, set_up_row_security

pytestmark = pytest.mark.django_db


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def changes(asked: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in asked if one["sql"].startswith(("CREATE", "ALTER TABLE", "DROP"))]


@contextmanager
def user_who_creates_no_roles() -> Iterator[None]:
    """Be another user of the database."""
    run("SET LOCAL ROLE row_security_test")
    try:
        yield
    finally:
        run("SET LOCAL ROLE NONE")


def test_nothing_is_missing_after_migrate_and_nothing_is_made_twice() -> None:
    with CaptureQueriesContext(connection) as asked:
        problems = [*row_security_problems(), *set_up_row_security()]

    assert problems == []
    assert changes(asked) == []


def test_tables_without_their_policy_or_privileges_are_named_and_get_them(
    settings: Settings,
) -> None:
    run(
        "DROP POLICY leadqual_workspace ON leads_company",
        "ALTER TABLE leads_contact DISABLE ROW LEVEL SECURITY",
        "COMMENT ON POLICY leadqual_workspace ON leads_note IS 'of an earlier version'",
        f'REVOKE INSERT ON leads_jobtitle FROM "{settings.ROW_SECURITY_ROLE}"',
    )

    before, left = " ".join(row_security_problems()), set_up_row_security()

    for table in ("leads_company", "leads_contact", "leads_note", "table leads_jobtitle"):
        assert table in before
    assert (left, row_security_problems()) == ([], [])


def test_the_role_may_use_tables_that_are_made_later(settings: Settings) -> None:
    run("CREATE TABLE made_later (id bigserial PRIMARY KEY)")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%(role)s, 'made_later', 'SELECT, INSERT, UPDATE, DELETE'),"
            " has_sequence_privilege(%(role)s, 'made_later_id_seq', 'USAGE')",
            {"role": settings.ROW_SECURITY_ROLE},
        )
        assert cursor.fetchone() == (True, True)


def test_a_user_who_creates_no_roles_is_told_what_the_administrator_runs(
    settings: Settings,
) -> None:
    run("CREATE ROLE row_security_test NOLOGIN")
    settings.ROW_SECURITY_ROLE = "leadqual_web_elsewhere"
    with user_who_creates_no_roles():
        found = row_security_problems(), set_up_row_security()

    assert found[0] == found[1]
    assert 'CREATE ROLE "leadqual_web_elsewhere"' in found[0][0]
    assert 'TO "row_security_test"' in found[0][0]

    run(found[0][0].split("`")[1])
    with user_who_creates_no_roles():
        assert all("leadqual_web_elsewhere" not in one for one in row_security_problems())


def test_nothing_is_made_or_missed_where_it_is_off(settings: Settings) -> None:
    run("DROP POLICY leadqual_workspace ON leads_company")
    settings.ROW_SECURITY = "off"

    with CaptureQueriesContext(connection) as asked:
        assert [*row_security_problems(), *set_up_row_security()] == []
    assert len(asked) == 0
