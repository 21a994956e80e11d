"""Answering the titles that are suggested for a new function, by the keyboard."""

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_title

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]


TITLES = (
    *("Drone Operator", "Drone Technician", "UAV Pilot", "Airline Pilot", "Drone Engineer"),
    *("Drone Trainer", "Drone Inspector", "Drone Mechanic", "Drone Surveyor", "Drone Racer"),
)
SUGGESTED = "Titles similar to the examples"


@pytest.fixture
def sketch(desk: Page, live_server: LiveServer, workspace: Workspace) -> Page:
    """Return the page after examples were sent by the keyboard, on a low window."""
    level = Level.objects.get(slug="specialist")
    for title in TITLES:
        make_title(workspace, title, n_contacts=2, level=level)
    desk.set_viewport_size({"width": 1440, "height": 500})
    desk.goto(f"{live_server.url}/titles/?panel=new-function")
    examples = desk.get_by_label("Example titles, one per line")
    expect(examples).to_be_focused()
    examples.fill("Drone Pilot\nHead of Drone Operations")
    desk.keyboard.press("Control+Enter")
    rows = desk.get_by_role("table", name=SUGGESTED).locator("tbody tr")
    expect(rows.first.get_by_role("button", name="Accept")).to_be_focused()
    return desk


@pytest.mark.costs("a browser, and an encoder reads the titles")
def test_keys_answer_what_is_seen_while_the_list_comes_and_undo_keeps_what_was_typed(
    sketch: Page,
) -> None:
    rows = sketch.get_by_role("table", name=SUGGESTED).locator("tbody tr")
    cursor = sketch.locator("tr[data-cursor]")
    function = sketch.get_by_role("complementary", name="The new function")
    names = rows.locator(".longtitle").all_inner_texts()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    sketch.route("**/titles/new-function/?**", hold)

    for _ in range(4):
        sketch.keyboard.press("j")
    sketch.keyboard.press("a")
    sketch.keyboard.press("x")

    expect(rows).to_have_count(len(names) - 2)
    expect(cursor).to_contain_text(names[6])
    for route in held:
        route.continue_()
    sketch.unroute_all()
    expect(function).to_contain_text("1 title of 2 people")
    expect(cursor.get_by_role("button", name="Accept")).to_be_focused()
    expect(cursor).to_be_in_viewport(ratio=1)
    function.get_by_text("Show titles").click()
    expect(function.get_by_role("listitem").filter(has_text="rejected")).to_contain_text(names[5])
    expect(function.get_by_text(names[4], exact=True)).to_be_visible()

    function.get_by_label("Function name").fill("Drones")
    function.get_by_label("Function name").blur()
    sketch.keyboard.press("z")

    expect(rows.locator(".longtitle").get_by_text(names[5], exact=True)).to_be_visible()
    expect(function).to_contain_text("1 title of 2 people")
    expect(function.get_by_label("Function name")).to_have_value("Drones")
    sketch.go_back()
    expect(rows.first).to_be_visible()
    expect(function).to_contain_text("1 title of 2 people")
