"""Roles and the audit log."""

import re

import pytest
from django.test import Client

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import AuditRow, Member, Role, User, Workspace
from leadqual.accounts.services import LastManagerError, change_role, remove_member
from tests.emails import sent_emails

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("action", "subject", "words"),
    [
        ("import.undo_started", "import:3", "Import undo started: import 3"),
        ("title.corrected", "job_title:12", "Title corrected: job title 12"),
    ],
)
def test_trail_says_in_words_what_was_done(action: str, subject: str, words: str) -> None:
    assert AuditRow(action=action, subject=subject).in_words == words


def test_settings_show_the_trail_in_words(
    manager_client: Client, manager: User, workspace: Workspace
) -> None:
    create_api_key(workspace=workspace, name="crm", scopes=["read"], author=manager)

    page = manager_client.get("/settings/audit-log/").content.decode()

    assert "API key created: crm" in page
    assert "api_key.created" not in re.sub(r'data-action="[^"]*"', "", page)


def test_last_manager_keeps_the_role(workspace: Workspace, manager: User) -> None:
    member = Member.objects.get(user=manager)

    with pytest.raises(LastManagerError):
        change_role(member=member, role=Role.VIEWER, author=manager)

    member.refresh_from_db()
    assert member.role == Role.MANAGER


def test_nobody_sees_a_page_without_login() -> None:
    response = Client().get("/settings/")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


def test_every_id_stands_once_on_each_settings_page(manager_client: Client) -> None:
    for path in ("/settings/", "/settings/members/", "/settings/keys/", "/settings/audit-log/"):
        page = manager_client.get(path).content.decode()

        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) > 5
        assert sorted(ids) == sorted(set(ids))
        assert set(re.findall(r'<label[^>]*\sfor="([^"]+)"', page)) <= set(ids)


def test_switch_to_a_foreign_workspace_or_to_what_is_none_is_refused(
    manager_client: Client, other_workspace: Workspace
) -> None:
    before = manager_client.session.get("workspace_id")

    for wanted in (str(other_workspace.pk), "²", "9" * 40, "a\0b"):
        answer = manager_client.post("/account/workspace/", {"workspace": wanted})
        assert answer.status_code == 302

    assert manager_client.session.get("workspace_id") == before


def test_removed_member_sees_nothing_any_more(
    manager_client: Client, viewer: User, viewer_client: Client
) -> None:
    member = Member.objects.get(user=viewer)

    manager_client.post(f"/settings/members/{member.pk}/remove/")

    assert viewer_client.get("/settings/").status_code == 403
    assert AuditRow.objects.filter(action="member.removed").exists()


def test_removed_member_gets_an_email_and_one_who_leaves_does_not(
    manager: User, viewer: User, qualifier: User, workspace: Workspace
) -> None:
    removed, leaving = Member.objects.get(user=viewer), Member.objects.get(user=qualifier)

    remove_member(member=removed, author=manager)
    remove_member(member=leaving, author=qualifier)

    (email,) = sent_emails()
    assert email.to == [viewer.email]
    assert workspace.name in email.subject
    assert workspace.name in email.body


def test_removing_a_colleague_asks_first(manager_client: Client, viewer: User) -> None:
    member = Member.objects.get(user=viewer)

    page = manager_client.get("/settings/members/").content.decode()

    confirmations = re.findall(r'<details class="confirm">.*?</details>', page, re.DOTALL)
    address = f"/settings/members/{member.pk}/remove/"
    assert page.count(address) == 1
    assert any(address in confirmation for confirmation in confirmations)


def test_last_manager_cannot_be_removed(manager_client: Client, manager: User) -> None:
    member = Member.objects.get(user=manager)

    manager_client.post(f"/settings/members/{member.pk}/remove/")

    assert Member.objects.filter(pk=member.pk).exists()


def test_member_of_another_workspace_does_not_exist(manager_client: Client, stranger: User) -> None:
    member = Member.objects.get(user=stranger)

    answer = manager_client.post(f"/settings/members/{member.pk}/remove/")

    assert answer.status_code == 404
    assert Member.objects.filter(pk=member.pk).exists()
