"""The keys of every list: a cursor that moves, opens and selects, by keys and by the mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.search.lists.services import create_list
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("taxonomy")]
CURSOR = "[data-cursor]"


@pytest.fixture
def people(workspace: Workspace) -> None:
    """Six people and six companies whose names say their order."""
    for n in range(6):
        company = make_company(workspace, f"Firm {n}", domain=f"firm{n}.example")
        make_contact(workspace, f"Ada N{n}", email=f"{n}@x.example", company=company)


def at(page: Page) -> Locator:
    return page.locator(CURSOR)


def expect_selected(page: Page, *names: str) -> None:
    """Wait until these rows, and no others, are selected."""
    boxes = page.locator("#results .pick input[name]:checked")
    expect(boxes).to_have_count(len(names))
    for box, name in zip(boxes.all(), names, strict=True):
        expect(box).to_have_attribute("aria-label", f"Select {name}")


@pytest.mark.usefixtures("people")
def test_keys_move_select_and_open_a_person(desk: Page, live_server: LiveServer) -> None:
    desk.goto(f"{live_server.url}/people/")
    expect(at(desk)).to_have_count(0)

    for key in ("j", "j", "ArrowDown", "k"):
        desk.keyboard.press(key)
    expect(at(desk)).to_contain_text("Ada N1")
    expect(desk.get_by_role("link", name="Ada N1")).to_be_focused()
    desk.keyboard.press("x")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect_selected(desk, "Ada N1", "Ada N2")
    expect(desk.locator("[data-picking]")).to_contain_text("2 selected")
    desk.keyboard.press("x")
    expect_selected(desk, "Ada N1")
    desk.keyboard.press("Enter")

    expect(desk.locator("#person h2")).to_have_text("Ada N2")
    expect(at(desk)).to_contain_text("Ada N2")  # The cursor stays with its row.
    expect_selected(desk, "Ada N1")

    desk.locator("#words").press_sequentially("jxk")  # Letters, where somebody types.
    expect(desk.locator("#words")).to_have_value("jxk")
    expect(desk.locator("#results .pick input[name]")).to_have_count(0)


@pytest.mark.slow
@pytest.mark.usefixtures("people")
def test_shift_selects_a_range_by_keys_and_takes_it_back(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/people/")
    desk.keyboard.press("?")
    lines = desk.locator(".keylist li")
    expect(lines.filter(has_text="next, previous row")).to_have_count(1)
    expect(lines.filter(has_text="select the row")).to_have_count(1)
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    desk.keyboard.press("j")

    for _ in range(3):
        desk.keyboard.press("Shift+J")
    expect_selected(desk, "Ada N1", "Ada N2", "Ada N3", "Ada N4")
    desk.keyboard.press("Shift+K")
    expect_selected(desk, "Ada N1", "Ada N2", "Ada N3")
    desk.keyboard.press("k")
    desk.keyboard.press("k")
    desk.keyboard.press("Shift+K")

    expect_selected(desk, "Ada N0", "Ada N1", "Ada N2", "Ada N3")


@pytest.mark.usefixtures("people")
def test_click_with_shift_selects_every_row_between_and_deselects_them(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/companies/")

    desk.get_by_label("Select Firm 4", exact=True).click()
    desk.get_by_label("Select Firm 1", exact=True).click(modifiers=["Shift"])
    expect_selected(desk, "Firm 1", "Firm 2", "Firm 3", "Firm 4")
    expect(desk.locator("[data-picking]")).to_contain_text("4 selected")
    desk.get_by_label("Select Firm 3", exact=True).click(modifiers=["Shift"])

    expect_selected(desk, "Firm 4")


@pytest.mark.slow
def test_lists_without_boxes_have_a_cursor_that_opens(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User
) -> None:
    for name in ("Berlin", "Munich"):
        create_list(workspace=workspace, name=name, author=manager)
    desk.goto(f"{live_server.url}/people/lists/")

    desk.keyboard.press("k")  # From the end, as nothing was open.
    expect(at(desk)).to_contain_text("Berlin")
    desk.keyboard.press("x")
    desk.keyboard.press("Enter")

    expect(desk).to_have_url(re.compile(r"/people/lists/\d+/$"))
