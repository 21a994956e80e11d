"""Promises of what follows a reply: pauses, tasks, the whole company, intents by week."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, Role, User, Workspace
from leadqual.core import clock
from leadqual.leads.models import Company, Contact
from leadqual.replies.company_stops import set_stops_company
from leadqual.replies.corrections import correct_reply, undo_reply
from leadqual.replies.follow_ups import change_task, next_working_day
from leadqual.replies.models import Task
from leadqual.replies.proposals import dismiss_proposal
from leadqual.search.exports.export_columns import chosen_columns
from leadqual.search.exports.exported_rows import read_chunks
from tests.leadqual.replies.conftest import STOP, is_blocked, reply_of
from tests.product import client_of, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
MEET = "Sounds good. I would be happy to meet, does Tuesday at 10 suit you for a call?"
JSON = "application/json"


def absence(until: date) -> str:
    """An out-of-office reply that names the day of return."""
    return (
        "Thank you for your email. I am out of the office and will be back on "
        f"{until:%B} {until.day}, {until.year}."
    )


def exported(workspace: Workspace, contact: Contact) -> int:
    """How many rows an export of one person has."""
    columns = chosen_columns(["email"], has_stopped=False)
    chunks = read_chunks(workspace, np.array([contact.pk]), columns, has_stopped=False)
    return sum(len(chunk[0]) for chunk in chunks)


def test_an_absent_person_is_paused_until_the_day_of_return(
    workspace: Workspace, contact: Contact
) -> None:
    until = clock.now().date() + timedelta(days=12)
    assert exported(workspace, contact) == 1

    reply = reply_of(workspace, absence(until), subject="Automatic reply: Offer")

    contact.refresh_from_db()
    assert reply.intent == "out_of_office"
    assert contact.paused_until == until
    assert exported(workspace, contact) == 0
    assert AuditRow.objects.filter(action="contact.paused").count() == 1
    on_that_day = datetime(until.year, until.month, until.day, 8, tzinfo=UTC)
    with clock.using(lambda: on_that_day):
        assert exported(workspace, contact) == 1


def test_a_pause_ends_when_the_reply_is_dismissed_or_labeled_otherwise(
    workspace: Workspace, contact: Contact, manager: User
) -> None:
    until = clock.now().date() + timedelta(days=12)
    reply = reply_of(workspace, absence(until), subject="Automatic reply: Offer")

    correct_reply(reply=reply, intent="objection_bad_timing", author=manager)
    contact.refresh_from_db()
    assert contact.paused_until is None

    undo_reply(reply=reply, author=manager)
    contact.refresh_from_db()
    assert contact.paused_until == until

    dismiss_proposal(reply=reply, author=manager)
    contact.refresh_from_db()
    assert contact.paused_until is None


def test_an_unsubscribe_stops_the_whole_company_where_that_is_wanted(
    workspace: Workspace, contact: Contact, manager: User
) -> None:
    Company.objects.filter(contacts=contact).update(domain="nordkran.example")
    colleague = Contact.objects.create(
        workspace=workspace, company=contact.company, email="ida@elsewhere.example"
    )
    newcomer = Contact.objects.create(workspace=workspace, email="new@nordkran.example")
    set_stops_company(workspace=workspace, stops=True, author=manager)

    reply = reply_of(workspace, STOP)

    assert is_blocked(contact)
    for person in (colleague, newcomer):
        person.refresh_from_db()
        assert person.do_not_contact

    undo_reply(reply=reply, author=manager)
    for person in (contact, colleague, newcomer):
        person.refresh_from_db()
        assert not person.do_not_contact


def test_an_unsubscribe_stops_one_person_as_a_rule(workspace: Workspace, contact: Contact) -> None:
    colleague = Contact.objects.create(
        workspace=workspace, company=contact.company, email="ida@nordkran.example"
    )

    reply_of(workspace, STOP)

    colleague.refresh_from_db()
    assert is_blocked(contact)
    assert not colleague.do_not_contact


def test_willing_to_meet_becomes_a_task_with_an_owner(
    workspace: Workspace, contact: Contact, manager: User
) -> None:
    owner = make_member(workspace, "owner@leadqual.example", Role.QUALIFIER)
    Contact.objects.filter(pk=contact.pk).update(owner=owner)
    reply = reply_of(workspace, "Hm.")

    correct_reply(reply=reply, intent="positive_willing_to_meet", author=manager)

    task = Task.objects.get()
    assert (task.contact, task.owner, task.done_at) == (contact, owner, None)
    assert task.due_on > clock.now().date()
    assert task.due_on.weekday() < 5

    undo_reply(reply=reply, author=manager)
    assert Task.objects.count() == 0


def test_a_task_that_is_done_stays_when_the_reply_is_undone(
    workspace: Workspace, contact: Contact, manager: User, stranger: User
) -> None:
    Contact.objects.filter(pk=contact.pk).update(owner=stranger)
    reply = reply_of(workspace, "Hm.")
    correct_reply(reply=reply, intent="positive_willing_to_meet", author=manager)
    assert Task.objects.get().owner == manager  # Who owns the person is not of the workspace.
    change_task(task=Task.objects.get(), author=manager, is_done=True)

    undo_reply(reply=reply, author=manager)

    assert Task.objects.get().done_by == manager


def test_the_next_working_day_is_no_weekend() -> None:
    assert next_working_day(date(2026, 11, 27)) == date(2026, 11, 30)
    assert next_working_day(date(2026, 11, 25)) == date(2026, 11, 26)


def test_tasks_are_listed_changed_and_done_by_api_and_on_the_page(
    workspace: Workspace, contact: Contact, manager: User, manager_client: Client
) -> None:
    reply = reply_of(workspace, "Hm.")
    correct_reply(reply=reply, intent="positive_willing_to_meet", author=manager)
    other = make_member(workspace, "other@leadqual.example", Role.QUALIFIER)
    outsider = User.objects.create_user("outsider@leadqual.example")
    key = Task.objects.get().pk
    url = f"/api/v1/tasks/{key}"

    mine = manager_client.get("/api/v1/tasks?owner=me").json()["results"]
    shown = manager_client.get("/replies/?panel=tasks").content.decode()
    refused = manager_client.patch(url, {"owner": outsider.pk}, JSON)
    given = manager_client.patch(url, {"owner": other.pk, "due_on": "2026-12-01"}, JSON)
    left = manager_client.get("/api/v1/tasks?owner=me").json()["results"]
    done = manager_client.patch(url, {"is_done": True}, JSON)
    listed = manager_client.get("/api/v1/tasks?is_done=true").json()["results"]
    manager_client.post(f"/replies/tasks/{key}/", {"done": "false"})

    assert [one["id"] for one in mine] == [key]
    assert "Henrik" in shown
    assert refused.status_code == 422
    assert (given.json()["owner"], given.json()["due_on"]) == (other.pk, "2026-12-01")
    assert left == []
    assert done.json()["is_done"]
    assert [one["id"] for one in listed] == [key]
    assert Task.objects.get().done_at is None
    assert AuditRow.objects.filter(action__startswith="task.").count() == 3


def test_only_managers_choose_what_follows_a_reply(
    workspace: Workspace, manager_client: Client
) -> None:
    url = "/api/v1/reply-settings"
    qualifier = client_of(make_member(workspace, "q@leadqual.example", Role.QUALIFIER))

    assert qualifier.put(url, {"stops_company": True}, JSON).status_code == 403
    assert qualifier.post("/replies/follow-ups/", {"stops_company": "on"}).status_code == 403
    assert manager_client.put(url, {"stops_company": True}, JSON).json() == {"stops_company": True}
    manager_client.post("/replies/follow-ups/", {})
    assert manager_client.get(url).json() == {"stops_company": False}
