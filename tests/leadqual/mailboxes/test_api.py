"""Promises of the API of mailboxes: managers alone, no secret in any answer."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import Role, Workspace
from leadqual.mailboxes.models import Mailbox
from leadqual.mailboxes.services import MailboxValues
from leadqual.replies.models import Reply
from tests.dovecot import PASSWORD, Dovecot
from tests.leadqual.mailboxes.conftest import an_email, checked
from tests.product import client_of, make_member

pytestmark = pytest.mark.django_db
URL = "/api/v1/mailboxes"
JSON = "application/json"


@pytest.fixture
def body(values: MailboxValues) -> dict[str, Any]:
    """A mailbox as a program sends it."""
    return {
        "name": "Sales",
        "host": values.host,
        "port": values.port,
        "username": values.username,
        "secret": PASSWORD,
        "known_only": False,
    }


def test_a_program_connects_tests_checks_changes_and_removes_a_mailbox(
    manager_client: Client, dovecot: Dovecot, body: dict[str, Any]
) -> None:
    dovecot.deliver(body["username"], [an_email(1), an_email(2)])

    tried = manager_client.post(f"{URL}/test", body, JSON)
    made = manager_client.post(URL, body, JSON)
    key = made.json()["id"]
    checked(Mailbox.objects.get(pk=key))
    shown = manager_client.get(f"{URL}/{key}")
    changed = manager_client.patch(f"{URL}/{key}", {"name": "Sales team"}, JSON)
    again = manager_client.post(f"{URL}/{key}/test")
    now = manager_client.post(f"{URL}/{key}/check")
    paused = manager_client.post(f"{URL}/{key}/pause")
    refused = manager_client.post(f"{URL}/{key}/check")
    resumed = manager_client.post(f"{URL}/{key}/resume")
    listed = manager_client.get(URL)
    removed = manager_client.delete(f"{URL}/{key}")

    folders = {one["name"]: one for one in tried.json()["folders"]}
    assert folders["Sent"]["is_sent"]
    assert not folders["Junk"]["is_read"]
    assert made.status_code == 201
    assert shown.json()["counts"]["n_replies"] == 2
    assert {one["name"] for one in shown.json()["progress"]} >= {"INBOX", "Sent"}
    assert changed.json()["name"] == "Sales team"
    assert again.status_code == 200
    assert now.status_code == 202
    assert paused.json()["state"] == "paused"
    assert refused.status_code == 409
    assert resumed.json()["state"] == "active"
    assert [one["id"] for one in listed.json()["results"]] == [key]
    assert removed.status_code == 204
    assert Mailbox.objects.count() == 0
    assert Reply.objects.count() == 2
    answers = (tried, made, shown, changed, again, now, paused, resumed, listed)
    assert all(PASSWORD not in one.content.decode() for one in answers)


def test_a_wrong_password_is_an_answer_and_no_mailbox(
    manager_client: Client, body: dict[str, Any]
) -> None:
    answer = manager_client.post(f"{URL}/test", {**body, "secret": PASSWORD[::-1]}, JSON)

    assert answer.status_code == 422
    assert answer.json()["code"] == "mailbox_sign_in"
    assert Mailbox.objects.count() == 0


def test_others_than_managers_see_no_mailbox(workspace: Workspace, mailbox: Mailbox) -> None:
    qualifier = client_of(make_member(workspace, "q@leadqual.example", Role.QUALIFIER))

    for path in ("", f"/{mailbox.pk}"):
        assert qualifier.get(f"{URL}{path}").status_code == 403
    assert qualifier.get("/settings/mailboxes/").status_code == 403


def test_pages_connect_show_and_remove_a_mailbox(
    manager_client: Client, dovecot: Dovecot, body: dict[str, Any]
) -> None:
    dovecot.deliver(body["username"], [an_email(1)])
    given = {**body, "security": "tls", "since": "2026-01-01"}
    del given["known_only"]

    empty = manager_client.get("/settings/mailboxes/", follow=True)
    tried = manager_client.post("/settings/mailboxes/", {**given, "test": "1"})
    n_after_test = Mailbox.objects.count()
    wrong = manager_client.post(
        "/settings/mailboxes/", {**given, "test": "1", "secret": PASSWORD[::-1]}
    )
    manager_client.post("/settings/mailboxes/", given)
    mailbox = checked(Mailbox.objects.get())
    page = f"/settings/mailboxes/{mailbox.pk}/"
    shown = manager_client.get(page)
    tested = manager_client.post(f"{page}test/")
    manager_client.post(f"{page}pause/")
    saved = manager_client.post(page, {**given, "name": "Team", "secret": ""})
    manager_client.post(f"{page}resume/")
    manager_client.post(f"{page}check/")
    listed = manager_client.get("/settings/mailboxes/", follow=True)
    manager_client.post(f"{page}remove/")

    assert empty.status_code == 200
    assert "INBOX" in tried.content.decode()
    assert n_after_test == 0
    assert wrong.status_code == 422
    assert "INBOX" in shown.content.decode()
    assert tested.status_code == 200
    assert saved.status_code == 302
    assert "Team" in listed.content.decode()
    assert Mailbox.objects.count() == 0
    assert Reply.objects.count() == 1
    for one in (empty, tried, wrong, shown, tested, listed):
        assert PASSWORD not in one.content.decode()
