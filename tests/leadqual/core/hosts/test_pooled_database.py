"""Behind PgBouncer in transaction pooling everything works as without it."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core.hosts.direct_connection import chunked_cursor, one_session
from leadqual.core.locks import hold_once
from leadqual.leads.models import Company
from leadqual.monitoring.outcomes import outcomes
from tests.pgbouncer import pooled

__all__ = ["pooled"]

pytestmark = pytest.mark.django_db(transaction=True)


def session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@pytest.fixture
def many_sessions(pooled: None) -> None:
    """The pool has several sessions, which transactions get in turn."""
    others = [connection.copy() for _ in range(3)]
    for other in others:
        other.set_autocommit(autocommit=False)
        other.cursor().execute("SELECT 1")
    for other in others:
        other.rollback()
        other.close()
    assert len({session() for _ in range(12)}) > 1


@pytest.mark.usefixtures("many_sessions")
def test_work_is_done_once_at_a_time_whatever_the_session() -> None:
    with hold_once("some.work") as is_ours:
        answers = []
        for _ in range(8):
            session()
            with hold_once("some.work") as is_also_ours:
                answers.append(is_also_ours)

        assert (is_ours, set(answers)) == (True, {False})
    for _ in range(8):
        with hold_once("some.work") as is_ours:
            assert is_ours


@pytest.mark.usefixtures("many_sessions")
def test_work_of_two_numbers_is_done_once_at_a_time() -> None:
    with hold_once(7_202, 5), hold_once(7_202, 5) as is_ours:
        assert not is_ours


@pytest.mark.usefixtures("many_sessions")
def test_one_session_keeps_temporary_tables_and_the_pool_has_none() -> None:
    with one_session():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE of_this_session (id int)")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO of_this_session VALUES (1)")
        assert len({session() for _ in range(12)}) == 1

    for _ in range(8):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM of_this_session")


@pytest.mark.usefixtures("many_sessions")
def test_one_session_refuses_to_hide_what_an_open_transaction_wrote() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError), one_session():
        pass


@pytest.mark.slow
@pytest.mark.usefixtures("many_sessions")
def test_rows_are_read_in_chunks_with_other_transactions_between(workspace: Workspace) -> None:
    Company.objects.bulk_create(
        Company(workspace=workspace, name=f"Company {number}") for number in range(2_500)
    )
    found = []

    for number, key in enumerate(Company.objects.order_by("pk").values_list("pk").iterator(100)):
        found.append(key)
        if number % 100 == 0:
            session()
    with chunked_cursor() as cursor:
        cursor.execute("SELECT id FROM leads_company ORDER BY id")
        session()
        again = cursor.fetchall()

    assert len(found) == 2_500
    assert found == again


@pytest.mark.usefixtures("many_sessions")
def test_outcomes_of_models_are_read(workspace: Workspace, manager: User) -> None:
    assert manager.pk
    assert list(outcomes("titles", workspace, date(2026, 1, 1), date(2026, 2, 1))) == []
