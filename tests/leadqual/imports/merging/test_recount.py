"""Titles are counted anew beside people who move at the same moment."""

from functools import partial

import pytest
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from leadqual.accounts.models import Workspace
from leadqual.imports.import_locks import lock_counting
from leadqual.imports.merging.titles import count_pending, recount_titles
from leadqual.imports.models import ImportBatch
from leadqual.imports.tasks import resume_imports
from leadqual.leads.models import Contact, JobTitle
from tests.leadqual.at_once import Racer, other_session
from tests.leadqual.imports.conftest import Import

pytestmark = pytest.mark.django_db(transaction=True)


TOUCH = "UPDATE leads_jobtitle SET n_contacts = n_contacts WHERE id = %s"


def execute(database: BaseDatabaseWrapper, sql: str, *values: int) -> None:
    with database.cursor() as cursor:
        cursor.execute(sql, values)


@transaction.atomic
def recount(workspace: Workspace) -> None:
    with connection.cursor() as cursor:
        recount_titles(cursor, workspace.pk)


@pytest.fixture
def owing(bring: Import, models: None) -> ImportBatch:
    """An import of people of two titles that were never counted; the first row was written last."""
    batch = bring("email,title\na@a.example,CFO\nb@a.example,CEO\n")
    JobTitle.objects.update(n_contacts=7)
    JobTitle.objects.filter(pk=first_title().pk).update(n_contacts=8)
    ImportBatch.objects.filter(pk=batch.pk).update(owes_counts=True)
    return batch


def first_title() -> JobTitle:
    return JobTitle.objects.order_by("pk")[0]


def numbers() -> set[int]:
    return set(JobTitle.objects.values_list("n_contacts", flat=True))


def test_a_person_who_moves_meanwhile_is_counted_once(workspace: Workspace, models: None) -> None:
    title = JobTitle.objects.create(workspace=workspace, title="CFO", normalised="cfo")
    Contact.objects.create(workspace=workspace, last_name="Roe", job_title=title)
    mover = Contact.objects.create(workspace=workspace, last_name="Lee")

    with other_session() as other:  # As somebody who is saved, in a transaction of its own.
        sql = "UPDATE leads_contact SET job_title_id = %s WHERE id = %s"
        execute(other, sql, title.pk, mover.pk)
        execute(other, "UPDATE leads_jobtitle SET n_contacts = n_contacts + 1")
        counting = Racer(partial(recount, workspace))
        counting.until_waiting()
        other.commit()
    counting.result()

    title.refresh_from_db()
    assert title.n_contacts == Contact.objects.filter(job_title=title).count() == 2


def test_a_count_and_a_person_who_moves_do_not_block_each_other(
    owing: ImportBatch, workspace: Workspace
) -> None:
    low, high = JobTitle.objects.order_by("pk")

    with other_session() as other:  # In the order of keys, as `move_bearer` does.
        execute(other, TOUCH, low.pk)
        counting = Racer(partial(recount, workspace))
        counting.until_waiting()
        execute(other, TOUCH, high.pk)
        other.commit()
    counting.result()

    assert numbers() == {1}


@pytest.mark.slow
def test_nobody_who_resumes_or_stops_an_import_waits_for_its_count(owing: ImportBatch) -> None:
    with other_session() as other:
        execute(other, TOUCH, first_title().pk)
        counting = Racer(partial(count_pending, owing.pk))
        counting.until_waiting()
        execute(other, "SELECT FROM imports_importbatch WHERE id = %s FOR UPDATE NOWAIT", owing.pk)
        other.commit()
    counting.result()

    owing.refresh_from_db()
    assert (numbers(), owing.owes_counts) == ({1}, False)


@pytest.mark.slow
def test_what_is_stored_while_titles_are_counted_is_owed_again(owing: ImportBatch) -> None:
    with other_session() as other:
        execute(other, TOUCH, first_title().pk)
        counting = Racer(partial(count_pending, owing.pk))
        counting.until_waiting()
        execute(other, "UPDATE imports_importbatch SET n_rows = n_rows + 1 WHERE id = %s", owing.pk)
        other.commit()
    counting.result()

    owing.refresh_from_db()
    assert (numbers(), owing.owes_counts) == ({1}, True)


@pytest.mark.slow
def test_the_schedule_waits_for_nobody_who_counts(owing: ImportBatch, workspace: Workspace) -> None:
    with other_session() as other:
        execute(other, "SELECT pg_advisory_xact_lock(7203, %s)", workspace.pk)
        Racer(resume_imports).result_beside(other)

    assert numbers() == {7, 8}
    with transaction.atomic():
        assert lock_counting(workspace.pk, waits=False)
    resume_imports()
    assert numbers() == {1}


@pytest.mark.slow
def test_a_count_that_fails_keeps_no_other_from_its_turn(
    owing: ImportBatch, bring: Import, other_workspace: Workspace
) -> None:
    second = bring("email,title\nc@b.example,CTO\n", into=other_workspace)
    ImportBatch.objects.filter(pk=second.pk).update(owes_counts=True)
    JobTitle.objects.filter(workspace=other_workspace).update(n_contacts=9)

    with other_session() as other:
        execute(other, TOUCH, first_title().pk)
        resuming = Racer(resume_imports)
        resuming.until_waiting()
        resuming.cancel()  # The count of the first workspace fails.
        resuming.result()

    assert numbers() == {7, 8, 1}
    resume_imports()
    assert numbers() == {1}
