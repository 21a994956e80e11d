"""Answering the titles that are suggested for a new function, by the keyboard."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_title

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]


@pytest.mark.costs("a browser, and an encoder reads the titles")
def test_keys_accept_and_reject_and_the_next_title_is_at_hand(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    level = Level.objects.get(slug="specialist")
    for title in ("Drone Operator", "Drone Technician", "UAV Pilot", "Airline Pilot"):
        make_title(workspace, title, n_contacts=2, level=level)
    desk.goto(f"{live_server.url}/titles/?panel=new-function")
    desk.get_by_label("Example titles, one per line").fill("Drone Pilot\nHead of Drone Operations")
    desk.get_by_role("button", name="Find similar titles").click()
    rows = desk.get_by_role("table", name="Titles similar to the examples").locator("tbody tr")
    first = rows.first.locator(".longtitle")
    accepted = first.inner_text()

    desk.keyboard.press("a")
    expect(first).not_to_have_text(accepted)
    rejected = first.inner_text()
    desk.keyboard.press("x")
    expect(first).not_to_have_text(rejected)

    function = desk.get_by_role("complementary", name="The new function")
    expect(function).to_contain_text("1 title of 2 people")
    function.get_by_text("Show titles").click()
    expect(function.get_by_text(accepted, exact=True)).to_be_visible()
    desk.go_back()
    expect(first).to_have_text(rejected)
