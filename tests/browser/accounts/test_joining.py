"""A colleague is invited, joins in a browser of their own, and is removed again."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from tests.browser.accessibility import violations
from tests.emails import sent_emails

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ANNA = "anna.lindqvist@people.example"
OWN = "violet-harbor-lantern-42"
SHOTS = os.environ.get("SHOTS", "")
WIDTHS = (1440, 390)


def look(page: Page, name: str) -> None:
    """Check a page at both widths: nothing is cut off, axe finds no fault."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def test_invited_colleague_joins_with_an_own_password_and_is_told_when_removed(
    desk: Page, live_server: LiveServer, workspace: Workspace, new_page: Callable[..., Page]
) -> None:
    desk.goto(f"{live_server.url}/settings/members/")
    desk.get_by_label("Email addresses").fill(f"{ANNA}, nonsense")
    desk.get_by_role("button", name="Invite people").click()
    expect(desk.get_by_role("status").filter(has_text=ANNA)).to_be_visible()
    expect(desk.get_by_role("alert").filter(has_text="nonsense")).to_be_visible()
    expect(desk.get_by_role("row").filter(has_text=ANNA)).to_be_visible()
    look(desk, "members-invited")

    link = re.search(r"http\S+/account/invitations/\S+", str(sent_emails()[0].body))
    assert link
    guest = new_page()
    guest.goto(link[0])
    expect(guest).to_have_url(f"{live_server.url}/account/invitations/")
    look(guest, "invitation")
    guest.get_by_label("First name").fill("Anna")
    guest.get_by_label("Password", exact=True).fill("short")
    guest.get_by_label("Repeat password").fill("short")
    guest.get_by_role("button", name="Create account and join").click()
    expect(guest.locator(".error").first).to_be_visible()
    look(guest, "invitation-refused")
    guest.get_by_label("Password", exact=True).fill(OWN)
    guest.get_by_label("Repeat password").fill(OWN)
    guest.get_by_role("button", name="Create account and join").click()
    expect(guest.get_by_role("heading", level=1)).to_be_visible()
    guest.goto(f"{live_server.url}/settings/")
    expect(guest.get_by_role("main")).to_contain_text("Northwind Sales")
    look(guest, "general-of-member")

    desk.reload()
    row = desk.get_by_role("row").filter(has_text=ANNA)
    row.locator("summary").click()
    look(desk, "members-remove")
    row.get_by_role("button", name=re.compile("Remove from workspace")).click()
    expect(desk.get_by_role("row").filter(has_text=ANNA)).to_have_count(0)

    guest.get_by_role("link", name="Members").click()
    expect(guest.locator("main[data-state=removed]")).to_be_visible()
    look(guest, "removed")
    guest.get_by_label("Name").fill("Eastwind")
    guest.get_by_role("button", name="Create workspace").click()
    guest.goto(f"{live_server.url}/settings/")
    expect(guest.get_by_role("main")).to_contain_text("Eastwind")


def test_manager_deletes_a_workspace_and_restores_it(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    desk.goto(f"{live_server.url}/settings/")
    look(desk, "general")
    desk.get_by_role("link", name="Export or delete workspace").click()
    expect(desk.get_by_label("Type the workspace name")).to_be_visible()
    look(desk, "delete")
    desk.get_by_label("Type the workspace name").fill("Northwind")
    desk.get_by_label("Delete without an export").check()
    desk.get_by_role("button", name="Delete workspace").click()
    expect(desk.locator(".error")).to_be_visible()
    desk.get_by_label("Type the workspace name").fill("Northwind Sales")
    desk.get_by_role("button", name="Delete workspace").click()
    expect(desk.get_by_role("button", name=re.compile("Restore"))).to_be_visible()
    look(desk, "workspaces-deleted")

    desk.get_by_role("button", name=re.compile("Restore")).click()
    desk.goto(f"{live_server.url}/settings/")

    expect(desk.get_by_role("main")).to_contain_text("Northwind Sales")
