"""Parts that load later: bones of their size stand in their place, and a link where they fail."""

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from tests.leadqual.leads.people import make_contact

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("taxonomy")]
MAX_SHIFT = 0.02
SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((found) => {
    for (const one of found.getEntries()) window.shifted += one.value;
  }).observe({ type: "layout-shift", buffered: true });
"""


def test_bones_stand_where_the_lead_score_comes_and_nothing_moves(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    ada = make_contact(workspace, "Ada N0", email="ada@x.example")
    desk.add_init_script(SHIFTS)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/lead-score/", hold)
    desk.goto(f"{live_server.url}/people/?person={ada.pk}#person")
    desk.locator("#lead-score summary").click()
    part = desk.locator("#lead-score > div")
    bones = part.locator(".skeleton")
    expect(bones).to_be_visible()
    expect(part.get_by_role("link", name="Show lead score")).to_be_hidden()
    before = part.bounding_box()

    held[0].continue_()
    expect(part.locator("[data-lead-score]")).to_be_visible()

    after = part.bounding_box()
    assert before
    assert after
    assert abs(before["height"] - after["height"]) < 30  # A line.
    assert desk.evaluate("window.shifted") < MAX_SHIFT


@pytest.mark.slow
def test_a_part_that_fails_leaves_its_link(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    ada = make_contact(workspace, "Ada N0", email="ada@x.example")
    desk.route("**/lead-score/", lambda route: route.fulfill(status=503, body=""))
    desk.route("**/people/*/timeline/*", lambda route: route.abort())

    desk.goto(f"{live_server.url}/people/?person={ada.pk}#person")
    desk.locator("#lead-score summary").click()

    expect(desk.get_by_role("link", name="Show lead score")).to_be_visible()
    expect(desk.get_by_role("link", name="Show timeline")).to_be_visible()
    expect(desk.locator("#lead-score > div .skeleton")).to_have_count(0)
