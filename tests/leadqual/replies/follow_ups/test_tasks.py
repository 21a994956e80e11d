"""Tasks: one for a conversation, and those that people add to a person or a company."""

from datetime import date

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.core import clock
from leadqual.leads.models import Contact
from leadqual.replies.corrections import correct_reply
from leadqual.replies.follow_ups import add_task, change_task, tasks_about
from leadqual.replies.models import Reply, Task
from leadqual.search.timeline import timeline_of
from tests.leadqual.replies.conftest import reply_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
DAY = date(2026, 12, 1)
JSON = "application/json"
HTMX = {"HX-Request": "true"}


def agreeing(workspace: Workspace, author: User, text: str = "Hm.") -> Reply:
    """A reply of Henrik that agrees to a meeting."""
    reply = reply_of(workspace, text)
    correct_reply(reply=reply, intent="positive_willing_to_meet", author=author)
    reply.refresh_from_db()
    return reply


def test_replies_of_one_person_make_one_task_about_the_last_of_them(
    workspace: Workspace, contact: Contact, manager: User
) -> None:
    agreeing(workspace, manager, "First")
    change_task(task=Task.objects.get(), author=manager, due_on=DAY)

    last = agreeing(workspace, manager, "Second")

    task = Task.objects.get()
    assert (task.reply, task.contact, task.due_on) == (last, contact, DAY)


def test_without_its_last_reply_the_task_is_about_the_one_before(
    workspace: Workspace, contact: Contact, manager: User
) -> None:
    first = agreeing(workspace, manager, "First")
    last = agreeing(workspace, manager, "Second")

    correct_reply(reply=last, intent="objection_bad_timing", author=manager)
    assert Task.objects.get().reply == first

    correct_reply(reply=first, intent="objection_bad_timing", author=manager)
    assert not Task.objects.exists()


def test_only_a_later_reply_opens_a_task_again_after_it_was_done(
    workspace: Workspace, contact: Contact, manager: User
) -> None:
    first = agreeing(workspace, manager, "First")
    change_task(task=Task.objects.get(), author=manager, is_done=True)

    correct_reply(reply=first, intent="positive_willing_to_meet", author=manager)
    assert Task.objects.filter(done_at=None).count() == 0

    last = agreeing(workspace, manager, "Second")
    assert Task.objects.get(done_at=None).reply == last


def test_a_task_is_added_done_reopened_and_undone_beside_a_person(
    workspace: Workspace, contact: Contact, qualifier_client: Client, viewer_client: Client
) -> None:
    url = f"/people/{contact.pk}/tasks/add/"
    sent = {"text": " Call  back ", "due_on": "2026-12-01"}

    added = qualifier_client.post(url, sent, headers=HTMX)
    task = Task.objects.get()
    page = f"/replies/tasks/{task.pk}/"

    assert "Call back" in added.content.decode()
    assert (task.text, task.due_on, task.contact) == ("Call back", DAY, contact)
    assert viewer_client.post(url, sent).status_code == 403
    qualifier_client.post(page, {"done": "true"}, headers=HTMX)
    assert "Call back" not in qualifier_client.get(f"/people/{contact.pk}/tasks/").content.decode()
    assert "Task done: Call back" in {event.words for event in timeline_of(contact).events}
    qualifier_client.post(f"{page}reopen/")
    assert Task.objects.get().done_at is None
    qualifier_client.post(f"{page}delete/")
    assert not Task.objects.exists()
    actions = AuditRow.objects.filter(action__startswith="task.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        *("task.created", "task.done", "task.reopened", "task.deleted")
    ]


def test_a_task_without_text_or_day_is_not_added(
    contact: Contact, qualifier_client: Client
) -> None:
    for sent in [
        {"text": " ", "due_on": "2026-12-01"},
        {"text": "x" * 201, "due_on": "2026-12-01"},
        {"text": "Call", "due_on": "tomorrow"},
        {},
    ]:
        answer = qualifier_client.post(f"/people/{contact.pk}/tasks/add/", sent)

        assert answer.status_code == 302
        assert not Task.objects.exists()


def test_a_company_has_its_own_tasks_and_those_of_its_people(
    contact: Contact, manager: User
) -> None:
    company = contact.company
    assert company is not None
    mine = add_task(record=company, text="Send offer", due_on=DAY, author=manager)
    theirs = add_task(record=contact, text="Call", due_on=DAY, author=manager)

    assert list(tasks_about(company)) == [mine, theirs]
    assert list(tasks_about(contact)) == [theirs]


def test_the_api_adds_and_deletes_tasks(
    workspace: Workspace, contact: Contact, manager_client: Client
) -> None:
    body = {"text": "Call", "due_on": "2026-12-01"}

    made = manager_client.post("/api/v1/tasks", {**body, "contact": contact.pk}, JSON)
    neither = manager_client.post("/api/v1/tasks", body, JSON)
    unknown = manager_client.post("/api/v1/tasks", {**body, "company": 999_999}, JSON)
    gone = manager_client.delete(f"/api/v1/tasks/{made.json()['id']}")

    assert (made.status_code, made.json()["text"]) == (201, "Call")
    assert (neither.status_code, unknown.status_code, gone.status_code) == (422, 422, 204)
    assert not Task.objects.exists()


def test_tasks_of_another_workspace_are_not_there(
    contact: Contact, manager: User, stranger_client: Client
) -> None:
    task = add_task(record=contact, text="Call", due_on=clock.now().date(), author=manager)

    assert stranger_client.get(f"/people/{contact.pk}/tasks/").status_code == 404
    for name in ("", "reopen/", "delete/"):
        assert stranger_client.post(f"/replies/tasks/{task.pk}/{name}").status_code == 404
    body = {"text": "Call", "due_on": "2026-12-01", "contact": contact.pk}
    assert stranger_client.post("/api/v1/tasks", body, JSON).status_code in {403, 404, 422}
    assert Task.objects.count() == 1
