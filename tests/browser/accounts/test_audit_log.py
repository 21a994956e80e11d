"""The audit log in a browser: lines, filters, at any width."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import User, Workspace
from leadqual.search.lists.services import create_list, rename_list
from tests.browser.accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def log(workspace: Workspace, manager: User) -> None:
    """Some rows of several kinds."""
    create_api_key(workspace=workspace, name="CRM sync", scopes=["read"], author=manager)
    berlin = create_list(workspace=workspace, name="Berlin", author=manager)
    rename_list(contact_list=berlin, name="Berlin and Potsdam", author=manager)
    for email in ("anna@example.com", "a-very-long-name-of-a-person@a-very-long-domain.example"):
        record_audit(
            workspace=workspace,
            actor=None,
            action="do_not_contact.set",
            subject="do_not_contact:1",
            name=email,
        )


@pytest.mark.slow
def test_filters_narrow_the_log_and_nothing_is_cut_off(
    desk: Page, live_server: LiveServer, log: None
) -> None:
    desk.goto(f"{live_server.url}/settings/audit-log/")
    lines = desk.locator("[data-action]")
    expect(lines).to_have_count(5)

    desk.get_by_label("What").select_option(label="Lists")
    desk.get_by_role("button", name="Filter").click()

    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("Berlin and Potsdam")
    expect(lines.first.locator("del")).to_have_text("Berlin")
    for width in (1440, 390):
        desk.set_viewport_size({"width": width, "height": 900})
        assert violations(desk) == []
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.get_by_role("link", name="Reset").click()
    expect(lines).to_have_count(5)
