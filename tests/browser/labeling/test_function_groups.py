"""A new function group in a browser: example titles, proposed functions, a saved search."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.leads.models import SavedSearch
from tests.browser.accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
EXAMPLES = "Recruiter\nHead of Talent Acquisition\nSenior Recruiter\nHR Manager\n10/6;"


@pytest.mark.usefixtures("models")
def test_a_group_is_proposed_edited_and_saved(desk: Page, live_server: LiveServer) -> None:
    desk.goto(f"{live_server.url}/titles/function-group/")
    desk.get_by_label("Example titles, one per line").fill(EXAMPLES)
    desk.get_by_role("button", name="Propose functions").click()
    proposed = desk.get_by_role("table", name="Proposed functions, most examples first")
    boxes = proposed.get_by_role("checkbox")
    expect(boxes.first).to_be_checked()
    for width in (1440, 390):
        desk.set_viewport_size(ViewportSize(width=width, height=900))
        assert violations(desk) == []
        assert desk.evaluate("document.documentElement.scrollWidth") <= width

    proposed.get_by_role("checkbox").nth(1).uncheck()
    desk.get_by_label("Group name").fill("Talent")
    desk.get_by_role("button", name="Save group").click()

    expect(desk.get_by_text("Saved “Talent”")).to_be_visible()
    assert SavedSearch.objects.get(name="Talent").query == "function=recruiting"
