"""Do-not-contact is set, lifted and kept apart between workspaces; titles are shared."""

from contextlib import suppress
from functools import partial

import pytest
from django.db import OperationalError, connection

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.leads.errors import KeyTakenError
from leadqual.leads.models import Company, Contact, DoNotContact, JobTitle
from leadqual.leads.services import job_title_for, set_do_not_contact
from leadqual.leads.upserts import CompanyValues, ContactValues, save_company, save_contact
from leadqual.search.results.record_rows import contactable
from tests.leadqual.at_once import Racer, other_session
from tests.leadqual.leads.people import lift, make_contact

pytestmark = pytest.mark.django_db


def stop(workspace: Workspace, email: str, author: User | None = None) -> DoNotContact:
    return set_do_not_contact(
        workspace=workspace, email=email, reason="unsubscribe", origin="reply:17", author=author
    )


def test_address_is_stopped_once_with_its_trail(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    mine = make_contact(workspace, email="jana@kelvia.example")
    theirs = make_contact(other_workspace, email="jana@kelvia.example")

    first = stop(workspace, " Jana@Kelvia.example ")
    second = stop(workspace, "jana@kelvia.example")

    assert first == second
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.do_not_contact, theirs.do_not_contact) == (True, False)
    assert [*contactable(workspace, [mine.pk])] == []
    row = AuditRow.objects.get(action="do_not_contact.set")
    assert (row.subject, row.details["origin"]) == (f"do_not_contact:{first.pk}", "reply:17")
    assert "jana" not in str(row.details)


def test_lifted_address_may_be_written_to_and_stopped_again(
    workspace: Workspace, manager: User
) -> None:
    contact = make_contact(workspace, email="jana@kelvia.example")
    former = stop(workspace, "jana@kelvia.example")

    assert lift(workspace, "JANA@kelvia.example", manager)
    assert not lift(workspace, "jana@kelvia.example", manager)

    contact.refresh_from_db()
    former.refresh_from_db()
    assert not contact.do_not_contact
    assert former.lifted_by == manager
    assert AuditRow.objects.filter(action="do_not_contact.lifted").count() == 1
    assert stop(workspace, "jana@kelvia.example") != former


def test_two_spellings_share_one_title_that_waits(workspace: Workspace) -> None:
    one = job_title_for(workspace=workspace, title="Head of Sales (m/w/d)")
    other = job_title_for(workspace=workspace, title="head of  SALES")

    assert one == other
    assert one is not None
    assert one.classified_at is None
    assert job_title_for(workspace=workspace, title="  ") is None


def test_new_title_of_a_contact_moves_the_numbers_of_both(workspace: Workspace) -> None:
    values = ContactValues(email="jana@kelvia.example", title="Head of Sales")
    contact, is_new = save_contact(workspace=workspace, values=values)
    assert is_new

    values = ContactValues(email="jana@kelvia.example", title="CFO")
    again, is_new = save_contact(workspace=workspace, values=values)

    assert (again.pk, is_new) == (contact.pk, False)
    numbers = dict(JobTitle.objects.values_list("title", "n_contacts"))
    assert numbers == {"Head of Sales": 0, "CFO": 1}


@pytest.mark.django_db(transaction=True)
def test_a_person_saved_while_an_import_brings_others_is_counted_beside_them(
    workspace: Workspace, models: None
) -> None:
    title = job_title_for(workspace=workspace, title="CFO")
    assert title is not None
    values = ContactValues(email="jana@kelvia.example", title="CFO")

    with other_session() as other:
        with other.cursor() as cursor:  # As a chunk of an import does, in its transaction.
            cursor.execute(
                "INSERT INTO leads_contact (workspace_id, job_title_id, first_name, last_name,"
                " title, phone, city, state, country)"
                " VALUES (%s, %s, '', 'Roe', 'CFO', '', '', '', '')",
                [workspace.pk, title.pk],
            )
            cursor.execute("UPDATE leads_jobtitle SET n_contacts = n_contacts + 1")
        saving = Racer(lambda: save_contact(workspace=workspace, values=values))
        saving.until_waiting()
        other.commit()
    saving.result()

    title.refresh_from_db()
    assert title.n_contacts == Contact.objects.filter(job_title=title).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_person_who_is_saved_and_an_import_with_the_same_titles_both_come_through(
    workspace: Workspace, models: None
) -> None:
    low, high = (job_title_for(workspace=workspace, title=title) for title in ("CEO", "CFO"))
    assert low is not None
    assert high is not None
    former, moved = (
        ContactValues(email="jana@kelvia.example", title=title) for title in ("CFO", "CEO")
    )
    touch = "UPDATE leads_jobtitle SET n_contacts = n_contacts WHERE id = %s"

    def save(seconds: int) -> Contact:
        with connection.cursor() as cursor:
            cursor.execute(f"SET deadlock_timeout = '{seconds}s'")
            try:
                contact, _ = save_contact(workspace=workspace, values=moved)
            finally:
                cursor.execute("RESET deadlock_timeout")  # Others get this connection later.
        return contact

    # Who looks first gives way. If this machine is slow, the person has looked before the import
    # waited for them, and the import is ended: then once more, with more time.
    for seconds in (1, 10, 100):
        save_contact(workspace=workspace, values=former)
        with other_session() as other, other.cursor() as cursor:
            cursor.execute(f"SET LOCAL deadlock_timeout = '{2 * seconds}s'")
            cursor.execute(touch, [high.pk])
            saving = Racer(partial(save, seconds))
            saving.until_waiting()
            with suppress(OperationalError):
                cursor.execute(touch, [low.pk])
                other.commit()
                break
        saving.result()
    else:
        pytest.fail("The import was ended, each time.")
    contact = saving.result()

    assert contact.job_title == low
    numbers = JobTitle.objects.order_by("pk").values_list("n_contacts", flat=True)
    assert list(numbers) == [1, 0]


def test_fields_that_are_left_out_stay(workspace: Workspace) -> None:
    save_contact(
        workspace=workspace,
        values=ContactValues(
            email="jana@kelvia.example",
            title="CFO",
            company=CompanyValues("Kelvia GmbH", "kelvia.example"),
            fields={"city": "Munich"},
        ),
    )

    contact, _ = save_contact(
        workspace=workspace,
        values=ContactValues(email="jana@kelvia.example", fields={"country": "Germany"}),
    )

    assert (contact.title, contact.city, contact.country) == ("CFO", "Munich", "Germany")
    assert contact.company is not None
    assert contact.company.domain == "kelvia.example"


def test_company_is_found_by_domain_and_else_by_name(workspace: Workspace) -> None:
    first, _ = save_company(workspace=workspace, values=CompanyValues("Kelvia GmbH"))

    filled, is_new = save_company(
        workspace=workspace, values=CompanyValues("KELVIA", "kelvia.example")
    )
    other, other_is_new = save_company(
        workspace=workspace, values=CompanyValues("Kelvia", "kelvia-toys.example")
    )

    assert (filled.pk, is_new) == (first.pk, False)
    assert (other.pk == first.pk, other_is_new) == (False, True)


def test_key_of_another_contact_is_refused_and_nothing_is_written(workspace: Workspace) -> None:
    make_contact(workspace, "Jana Brandt", email="jana@kelvia.example", external_id="7")
    values = ContactValues(
        email="new@kelvia.example", title="A new title", fields={"external_id": "7"}
    )

    with pytest.raises(KeyTakenError, match="external ID"):
        save_contact(workspace=workspace, values=values)

    assert Contact.objects.count() == 1
    assert (JobTitle.objects.count(), Company.objects.count()) == (0, 0)
