"""Every page, and the states that only a press brings about, pass axe in both themes."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import Campaign
from tests.browser.accessibility import violations_in_both_themes
from tests.browser.queueing import press, waits
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]
EMPTY = (
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


def test_every_page_passes_axe_with_data(
    page: Page, live_server: LiveServer, all_pages: list[str]
) -> None:
    problems = {}
    for address in all_pages:
        page.goto(live_server.url + address)
        if found := violations_in_both_themes(page):
            problems[address] = found

    assert problems == {}
    assert len(all_pages) > 100  # All were found.


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


def test_the_queue_passes_axe_offline_with_reasons_and_at_its_end(
    queue: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    problems = {"a card": violations_in_both_themes(queue)}
    queue.context.set_offline(True)
    press(queue, "ax")
    expect(waits(queue)).to_contain_text("2 verdicts saved offline")
    problems["offline"] = violations_in_both_themes(queue)
    queue.context.set_offline(False)
    expect(waits(queue)).to_contain_text("2 verdicts synced.")
    queue.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/summary/")
    problems["the summary"] = violations_in_both_themes(queue)
    Campaign.objects.update(archived_at="2026-11-21T00:00:00Z")
    queue.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    problems["an archived campaign"] = violations_in_both_themes(queue)

    assert not any(problems.values()), problems
