"""Ranges of custom fields beside the table of companies."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from tests.browser.loaded_pages import open_whole
from tests.leadqual.leads.people import make_company, make_field

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]


@pytest.mark.slow
def test_range_filters_while_it_is_typed_and_keeps_the_focus(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User
) -> None:
    make_field(workspace, "Deal size", "number", manager, record="company")
    for n in range(15):
        make_company(workspace, f"Firm {n}", custom={"deal_size": n if n % 3 else 1_000 + n})
    open_whole(desk, f"{live_server.url}/companies/")
    desk.locator("summary", has_text="Deal size").click()

    desk.get_by_label("From").fill("1000")
    desk.get_by_label("From").press("Enter")

    expect(desk.locator("h1")).to_contain_text("5")
    expect(desk).to_have_url(re.compile("custom=deal_size%3A1000"))
    expect(desk.get_by_label("From")).to_have_value("1000")
