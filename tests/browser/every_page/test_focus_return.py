"""Who closes what a key opened is back at the control that opened it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from tests.browser.keyboard import focus_problem, press_on, tab_to
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("transactional_db", "models"),
]


@pytest.fixture
def records(workspace: Workspace) -> None:
    """Six people at six companies whose names say their order."""
    for n in range(6):
        company = make_company(workspace, f"Firm {n}", domain=f"firm{n}.example")
        make_contact(workspace, f"Ada N{n}", email=f"{n}@x.example", company=company)


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def summary(page: Page, name: str) -> Locator:
    return page.locator("summary", has_text=re.compile(f"^{name}$"))


@pytest.mark.usefixtures("records")
def test_dialogs_menus_and_the_side_panel_give_the_focus_back(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/people/")
    export = desk.get_by_role("button", name="Export", exact=True)
    tab_to(desk, export)
    for key, dialog in (("Control+K", "dialog.palette"), ("?", "dialog.keylist")):
        desk.keyboard.press(key)
        expect(desk.locator(dialog)).to_be_visible()
        desk.keyboard.press("Escape")
        expect(desk.locator(dialog)).to_be_hidden()
        expect(export).to_be_focused()
    desk.keyboard.press("?")
    desk.keyboard.press("Enter")  # The focus is on Close.
    expect(export).to_be_focused()

    for name in ("Columns", "More"):
        tab_to(desk, summary(desk, name), keys="Tab" if name == "More" else "Shift+Tab")
        desk.keyboard.press("Enter")
        expect(desk.locator("details.menu[open]")).to_have_count(1)
        desk.keyboard.press("Tab")
        desk.keyboard.press("Escape")
        expect(desk.locator("details.menu[open]")).to_have_count(0)
        expect(summary(desk, name)).to_be_focused()
    desk.keyboard.press("Enter")
    tab_to(desk, link(desk, "Ada N0"))  # Through the menu and out of it: it is not left open.
    expect(desk.locator("details.menu[open]")).to_have_count(0)

    for place, name in (("people", "Ada N2"), ("companies", "Firm 2")):
        desk.goto(f"{live_server.url}/{place}/")
        for _ in range(3):
            desk.keyboard.press("j")
        expect(link(desk, name)).to_be_focused()
        assert not focus_problem(desk)
        desk.keyboard.press("Enter")
        panel = desk.locator(".side")
        expect(panel.get_by_role("heading", level=2)).to_be_focused()
        tab_to(desk, panel.get_by_role("link", name="Close"), keys="Shift+Tab")
        desk.keyboard.press("Enter")
        expect(panel).to_be_hidden()
        expect(link(desk, name)).to_be_focused()


@pytest.mark.usefixtures("records")
def test_form_at_the_address_of_its_place_gives_the_focus_back(
    desk: Page, live_server: LiveServer
) -> None:
    for place, crumb in (("people", "People"), ("companies", "Companies")):
        desk.goto(f"{live_server.url}/{place}/")
        export = desk.get_by_role("button", name="Export", exact=True)
        tab_to(desk, export)
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("heading", name="Export 6")).to_be_visible()
        tab_to(desk, desk.locator("#main").get_by_role("link", name=crumb))
        desk.keyboard.press("Enter")
        expect(export).to_be_focused()

    desk.keyboard.press("j")
    desk.keyboard.press("x")
    tab_to(desk, summary(desk, "More"), keys="Shift+Tab")
    desk.keyboard.press("Enter")
    press_on(desk, "button", "^Merge records")
    expect(desk).not_to_have_url(re.compile(r"/companies/$"))
    desk.go_back()
    expect(summary(desk, "More")).to_be_focused()


@pytest.mark.usefixtures("records")
def test_popover_of_the_selection_gives_the_focus_back(desk: Page, live_server: LiveServer) -> None:
    desk.goto(f"{live_server.url}/companies/")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    edit = desk.get_by_role("button", name="Edit", exact=True)
    tab_to(desk, edit, keys="Shift+Tab")

    desk.keyboard.press("Enter")
    expect(desk.get_by_role("dialog", name="Edit 1 company")).to_be_visible()
    desk.keyboard.press("Escape")

    expect(edit).to_be_focused()
