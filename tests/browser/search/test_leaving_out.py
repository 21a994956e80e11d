"""Values of the search left out, one press after the other."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_contact, make_title

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("taxonomy")]


@pytest.mark.slow
def test_each_press_leaves_one_more_value_out(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    for slug in ("manager", "director", "c_level"):
        title = make_title(workspace, f"A {slug}", level=Level.objects.get(slug=slug))
        make_contact(workspace, f"Jana {slug}", job_title=title)
    desk.goto(f"{live_server.url}/people/")

    for name in ("Manager", "Director"):
        desk.locator("#options-level .pick", has_text=name).hover()
        desk.get_by_role("button", name=f"Exclude {name}").click()
        expect(desk.get_by_text("Exclude level").last).to_be_visible()
        expect(desk.locator("#options-level .refused", has_text=name)).to_be_visible()

    expect(desk.get_by_role("heading", level=1)).to_have_text("1 person")
    expect(desk.get_by_text("Jana c_level")).to_be_visible()

    desk.get_by_text("Clear filters").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("3 people")
