"""Roles and the audit log."""

import re

import pytest
from django.test import Client

from leadqual.accounts.members import change_role, remove_member
from leadqual.accounts.models import AuditRow, Member, Role, User, Workspace
from tests.emails import sent_emails
from tests.problems import refused

pytestmark = pytest.mark.django_db


def test_trail_says_in_words_what_was_done() -> None:
    row = AuditRow(action="import.undo_started", subject="import:3")

    assert row.in_words == "Import undo started: import 3"


def test_last_manager_keeps_the_role(workspace: Workspace, manager: User) -> None:
    member = Member.objects.get(user=manager)

    with refused("last_manager"):
        change_role(member=member, role=Role.VIEWER, author=manager)
    with refused("last_manager"):
        remove_member(member=member, author=manager)

    member.refresh_from_db()
    assert member.role == Role.MANAGER


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
