"""The main pages, all pages, and the states that only a press brings about pass axe."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import Campaign
from tests.browser.accessibility import violations, violations_in_both_themes
from tests.browser.conftest import DESK
from tests.browser.every_page.layout_problems import layout_problems
from tests.browser.queueing import press, waits
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]
N_PARTS, N_MAIN_PARTS = 10, 2
PHONE = ViewportSize(width=390, height=844)
EMPTY = (
    "/",
    "/people/",
    "/companies/",
    "/campaigns/",
    "/titles/",
    "/replies/",
    "/imports/",
    "/people/lists/",
    "/duplicates/",
    "/settings/audit-log/",
)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(N_PARTS))
def test_every_page_passes_axe_with_data(
    page: Page, live_server: LiveServer, all_pages: list[str], part: int
) -> None:
    problems = {}
    for address in all_pages[part::N_PARTS]:
        page.goto(live_server.url + address)
        if found := violations_in_both_themes(page):
            problems[address] = found

    assert problems == {}


@pytest.mark.parametrize("part", range(N_MAIN_PARTS))
def test_main_pages_pass_axe_and_hold_hard_names_on_a_phone(
    page: Page, live_server: LiveServer, main_pages: list[str], part: int
) -> None:
    problems = {}
    for address in main_pages[part::N_MAIN_PARTS]:
        page.set_viewport_size(DESK)
        page.goto(live_server.url + address)
        found = [one["id"] for one in violations(page)]
        page.set_viewport_size(PHONE)
        if found := [*found, *layout_problems(page)]:
            problems[address] = found

    assert problems == {}


@pytest.mark.slow
def test_pages_of_an_empty_workspace_and_errors_pass_axe(
    desk: Page, live_server: LiveServer
) -> None:
    problems = {}
    for address in (*EMPTY, "/nowhere/", "/companies/?country=Nowhere&q=nobody"):
        desk.goto(live_server.url + address)
        problems[address] = violations_in_both_themes(desk)
    desk.goto(f"{live_server.url}/campaigns/new/")
    desk.get_by_role("button", name=re.compile("^Create campaign")).evaluate(
        "one => { one.form.noValidate = true; one.click(); }"
    )
    expect(desk.locator("[aria-invalid=true]").first).to_be_visible()
    problems["a form with an error"] = violations_in_both_themes(desk)

    assert not any(problems.values()), problems


@pytest.mark.slow
def test_dialogs_menus_and_selections_pass_axe(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    title = make_title(workspace, "Head of Sales", {"sales": 0.9})
    for name in ("Ada", "Bea"):
        email = f"{name.lower()}@x.example"
        company = make_company(workspace, f"{name} GmbH")
        make_contact(workspace, name, company=company, job_title=title, email=email)
    desk.goto(f"{live_server.url}/settings/")
    problems = {}

    for name, keys in {"palette": "Control+k", "keys": "?"}.items():
        desk.keyboard.press(keys)
        expect(desk.locator("dialog[open]")).to_be_visible()
        problems[name] = violations_in_both_themes(desk)
        desk.keyboard.press("Escape")
        expect(desk.locator("dialog[open]")).to_have_count(0)
    desk.goto(f"{live_server.url}/people/")
    menus = desk.locator("details.menu:visible, main details:visible")
    assert menus.count() > 2
    for place in range(menus.count()):
        menus.nth(place).evaluate("one => { one.open = true; }")
        problems[f"menu {place}"] = violations_in_both_themes(desk)
        menus.nth(place).evaluate("one => { one.open = false; }")
    desk.get_by_role("checkbox", name=re.compile("Ada")).first.check()
    problems["a selection"] = violations_in_both_themes(desk)

    assert not any(problems.values()), problems


@pytest.mark.slow
def test_the_queue_passes_axe_offline_with_reasons_and_at_its_end(
    queue: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    problems = {"a card": violations_in_both_themes(queue)}
    queue.context.set_offline(True)
    press(queue, "ax")
    expect(waits(queue)).to_contain_text("2 verdicts saved in this browser")
    problems["offline"] = violations_in_both_themes(queue)
    queue.context.set_offline(False)
    expect(queue.locator("#toasts")).to_contain_text("2 verdicts synced.")
    queue.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/summary/")
    problems["the summary"] = violations_in_both_themes(queue)
    Campaign.objects.update(archived_at="2026-11-21T00:00:00Z")
    queue.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    problems["an archived campaign"] = violations_in_both_themes(queue)

    assert not any(problems.values()), problems
