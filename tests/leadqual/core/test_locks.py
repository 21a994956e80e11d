"""Only one process of the installation does a piece of work at a time."""

import pytest
from django.db import connection

from leadqual.core.locks import hold_once, wait_for_lock

pytestmark = pytest.mark.django_db(transaction=True)


def test_second_process_is_told_no_until_the_first_is_done() -> None:
    other = connection.copy()
    question = "SELECT pg_try_advisory_lock(hashtextextended('some.work', 0))"
    try:
        with other.cursor() as cursor:
            cursor.execute(question)
            with hold_once("some.work") as is_ours:
                assert not is_ours
            with hold_once("other.work") as is_ours:
                assert is_ours
            cursor.execute("SELECT pg_advisory_unlock_all()")
        with hold_once("some.work") as is_ours:
            assert is_ours
            with other.cursor() as cursor:
                cursor.execute(question)
                assert cursor.fetchone() == (False,)
    finally:
        other.close()


def test_error_gives_the_work_to_others() -> None:
    with pytest.raises(ZeroDivisionError), hold_once("some.work"):
        1 / 0  # noqa: B018

    with hold_once("some.work") as is_ours:
        assert is_ours


def test_second_process_waits_for_its_turn() -> None:
    other, waited = connection.copy(), list[str]()

    def end_the_first() -> None:
        waited.append("told")
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")

    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended('some.work', 0))")
        with wait_for_lock("some.work", on_wait=end_the_first), hold_once("other.work") as is_ours:
            assert is_ours
        assert waited == ["told"]
    finally:
        other.close()
