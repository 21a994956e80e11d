"""Who writes what entries follow from takes their lock before any row, and alone if need be."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core.retries import run_with_retries
from leadqual.leads.do_not_contact.entry_locks import lock_entries_shared
from leadqual.leads.models import Company, Contact, DoNotContact
from leadqual.leads.records.changes import change_record
from leadqual.leads.upserts import CompanyValues, ContactValues, save_company, save_contact
from tests.leadqual.at_once import Racer, other_session
from tests.leadqual.leads.do_not_contact.racing import set_entry

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL, PHONE = "anna@acme.example", "+49 731 5550101"
_HELD_ALONE = """
    SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND classid = 7204
        AND mode = 'ExclusiveLock'
"""
_DEADLOCK = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$"


def _change(person: Contact, author: User) -> object:
    return change_record(record=person, values={"phone": PHONE}, author=author)


def _save(person: Contact, _: User) -> object:
    values = ContactValues(EMAIL, fields={"phone": PHONE})
    return save_contact(workspace=person.workspace, values=values)


@pytest.mark.parametrize("write", [_change, _save])
def test_nobody_who_shares_the_lock_waits_for_a_row_of_who_waits_for_them(
    workspace: Workspace, manager: User, write: Callable[[Contact, User], object]
) -> None:
    save_contact(workspace=workspace, values=ContactValues(EMAIL, fields={"last_name": "Roth"}))
    set_entry(workspace, EMAIL)
    person = Contact.objects.get()

    with other_session() as other:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(7204, %s)", [workspace.pk])
            racer = Racer(lambda: write(person, manager))
            racer.until_waiting()
            cursor.execute("SELECT FROM leads_contact WHERE id = %s FOR UPDATE NOWAIT", [person.pk])
        other.rollback()
        racer.result()

    assert Contact.objects.get().phone == PHONE
    assert DoNotContact.objects.filter(kind="phone", lifted_at=None).exists()


def _rename(company: Company, author: User) -> object:
    return change_record(record=company, values={"domain": "new.example"}, author=author)


def _save_again(company: Company, _: User) -> object:
    values = CompanyValues("Acme", domain="acme.example", fields={"city": "Ulm"})
    return save_company(workspace=company.workspace, values=values)


@pytest.mark.parametrize("write", [_rename, _save_again])
def test_a_company_is_locked_after_the_lock_that_its_domain_needs(
    workspace: Workspace, manager: User, write: Callable[[Company, User], object]
) -> None:
    company, _ = save_company(workspace=workspace, values=CompanyValues("Acme", "acme.example"))

    with other_session() as other:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7204, %s)", [workspace.pk])
            racer = Racer(lambda: write(company, manager))
            racer.until_waiting()
            cursor.execute(
                "SELECT FROM leads_company WHERE id = %s FOR UPDATE NOWAIT", [company.pk]
            )
        other.rollback()
        racer.result()


def test_who_was_ended_by_a_deadlock_holds_the_lock_alone_the_second_time(
    workspace: Workspace,
) -> None:
    held = []

    @transaction.atomic
    def work() -> None:
        lock_entries_shared(workspace.pk)
        with connection.cursor() as cursor:
            cursor.execute(_HELD_ALONE)
            held.append(cursor.fetchone()[0])
            if len(held) == 1:
                cursor.execute(_DEADLOCK)

    run_with_retries(work)
    run_with_retries(work)

    assert held == [0, 1, 0]
