"""Cells, selections and columns of the tables, changed where one stands."""

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Member, User, Workspace
from leadqual.leads.models import Contact, PeopleColumns
from leadqual.search.lists.services import create_list
from tests.leadqual.leads.people import make_contact, make_field

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("taxonomy")]
COLUMNS = ["status", "tags", "custom_size"]


@pytest.fixture
def people(workspace: Workspace, manager: User) -> None:
    """Forty people with a custom field, and a table with columns to edit."""
    make_field(workspace, "Size", "number", manager)
    Contact.objects.bulk_create(
        Contact(workspace=workspace, first_name="Ada", last_name=f"N{n:02}", custom={"size": n})
        for n in range(40)
    )
    PeopleColumns.objects.create(member=Member.objects.get(user=manager), columns=COLUMNS)


def cell(page: Page, name: str, field: str) -> Locator:
    return page.locator(f"tr:has-text('{name}') [data-edit='{field}']")


def pop(page: Page) -> Locator:
    return page.locator("#pop")


def toast(page: Page, words: str) -> Locator:
    return page.locator(".toast", has_text=words)


@pytest.mark.usefixtures("people")
def test_cells_are_edited_from_the_row_by_keys_and_undone(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/people/")
    desk.keyboard.press("j")
    for _ in range(2):
        desk.keyboard.press("ArrowRight")
    expect(cell(desk, "Ada N00", "status")).to_be_focused()

    desk.keyboard.press("Enter")
    expect(desk.get_by_role("combobox", name="Status")).to_have_value("New")
    desk.get_by_role("combobox", name="Status").fill("won")
    expect(desk.get_by_role("option")).to_have_text(["Won"])
    desk.keyboard.press("Enter")
    expect(cell(desk, "Ada N00", "status")).to_contain_text("Won")
    expect(cell(desk, "Ada N00", "status")).to_be_focused()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    pop(desk).get_by_label("Tags", exact=True).fill("VIP")
    desk.keyboard.press("Tab")
    expect(cell(desk, "Ada N00", "tags")).to_contain_text("VIP")

    size = pop(desk).get_by_label("Size", exact=True)
    expect(size).to_be_focused()
    size.fill("many")
    desk.keyboard.press("Enter")
    expect(pop(desk).locator(".error")).to_contain_text("enter a number")
    expect(size).to_have_value("many")
    desk.keyboard.press("Escape")
    expect(pop(desk)).to_be_hidden()
    expect(cell(desk, "Ada N00", "custom.size")).to_have_text("0")
    expect(cell(desk, "Ada N00", "custom.size")).to_be_focused()
    desk.keyboard.press("z")

    expect(toast(desk, "Undone")).to_be_visible()
    expect(cell(desk, "Ada N00", "tags")).to_have_text("")
    assert Contact.objects.get(last_name="N00").status == "won"


@pytest.mark.slow
@pytest.mark.usefixtures("people")
def test_cell_is_edited_by_a_double_click_and_a_click_elsewhere_saves_it(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel", tags=["fair 2027"])
    desk.goto(f"{live_server.url}/people/")
    cell(desk, "Ada N03", "tags").dblclick()
    desk.keyboard.type("VIP, fa")  # Also before the field is there.
    option = desk.locator("#tags-in-use option")
    expect(option).to_have_attribute("value", "VIP, fair 2027")
    desk.keyboard.press("Escape")

    cell(desk, "Ada N03", "title").dblclick()
    pop(desk).get_by_label("Job title", exact=True).fill("Head of Sales")
    desk.locator("h1").click()

    expect(cell(desk, "Ada N03", "title")).to_have_text("Head of Sales")
    expect(pop(desk)).to_be_hidden()


@pytest.mark.usefixtures("people")
def test_list_takes_two_clicks_and_selection_scroll_and_open_person_stay(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User
) -> None:
    row = create_list(workspace=workspace, name="Fair", author=manager)
    desk.goto(f"{live_server.url}/people/")
    desk.get_by_role("link", name="Ada N02").click()
    expect(desk.locator("#person h2")).to_have_text("Ada N02")
    for name in ("Ada N30", "Ada N31"):
        desk.get_by_label(f"Select {name}", exact=True).check()
    top = desk.locator("#main").evaluate("main => main.scrollTop")
    assert top > 0

    desk.get_by_role("button", name="Add to list").click()
    desk.get_by_role("option", name="Fair").click()

    def expect_as_it_was() -> None:
        expect(desk.locator("[data-picking]")).to_contain_text("2 selected")
        expect(desk.get_by_label("Select Ada N31", exact=True)).to_be_checked()
        expect(desk.locator("#person h2")).to_have_text("Ada N02")
        assert desk.locator("#main").evaluate("main => main.scrollTop") == top

    expect(toast(desk, "2 people added")).to_be_visible()
    expect_as_it_was()
    assert row.entries.count() == 2
    toast(desk, "2 people added").get_by_role("button", name="Undo").click()
    expect(toast(desk, "2 people removed")).to_be_visible()
    expect_as_it_was()
    assert row.entries.count() == 0
    desk.locator("thead a", has_text="Size").click()
    expect(desk.locator("[aria-sort=descending]")).to_have_text("Size ↓")
    expect_as_it_was()
    expect(desk.locator("tbody tr").first).to_contain_text("Ada N39")


@pytest.mark.slow
@pytest.mark.usefixtures("people")
def test_selected_people_get_a_value_in_three_clicks_and_one_row_by_a_key(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/people/")
    for name in ("Ada N01", "Ada N02"):
        desk.get_by_label(f"Select {name}", exact=True).check()

    desk.get_by_role("button", name="Edit", exact=True).click()
    desk.get_by_role("option", name="Country").click()
    desk.get_by_role("option", name="Germany").click()
    expect(toast(desk, "Changed 2 people: country Germany.")).to_be_visible()
    expect(desk.locator("[data-picking]")).to_contain_text("2 selected")
    assert Contact.objects.filter(country="Germany").count() == 2

    for name in ("Ada N01", "Ada N02"):
        desk.get_by_label(f"Select {name}", exact=True).uncheck()
    desk.get_by_role("link", name="Ada N05").focus()
    desk.keyboard.press("s")
    expect(pop(desk)).to_contain_text("Status of 1 person")
    desk.get_by_role("option", name="Lost").click()
    expect(cell(desk, "Ada N05", "status")).to_contain_text("Lost")
    assert Contact.objects.get(status="lost").last_name == "N05"


@pytest.mark.usefixtures("people")
def test_columns_are_chosen_moved_and_made_wider_and_the_page_keeps_its_width(
    desk: Page, live_server: LiveServer, manager: User
) -> None:
    desk.goto(f"{live_server.url}/people/")
    heads = desk.locator("thead th[data-column]")

    desk.get_by_text("Columns", exact=True).click()
    for name in ("Email", "Owner"):
        desk.get_by_label("Find a column").fill(name)
        desk.locator("#columns-form").get_by_label(name, exact=True).check()
        expect(heads.last).to_have_text(name)
    desk.get_by_label("Find a column").fill("")
    desk.locator("#column-tags").press("Alt+ArrowUp")
    expect(heads.nth(1)).to_have_text("Tags")
    expect(desk.locator("#column-tags")).to_be_focused()
    desk.keyboard.press("Escape")

    edge = heads.first.locator(".edge").bounding_box()
    assert edge
    desk.mouse.move(edge["x"] + 4, edge["y"] + 10)
    desk.mouse.down()
    with desk.expect_response(lambda answer: "/columns/width/" in answer.url):
        desk.mouse.move(edge["x"] + 84, edge["y"] + 10)
        desk.mouse.up()
    desk.reload()

    wider = heads.first.bounding_box()
    assert wider
    assert abs(wider["x"] + wider["width"] - edge["x"] - 84) < 12
    row = PeopleColumns.objects.get(member__user=manager)
    assert row.columns[:3] == ["tags", "status", "custom_size"]
    assert len(row.columns) == 5
    row.columns += ["company", "functions", "level", "place", "lead_score"]
    row.save()
    desk.reload()
    main = desk.locator("#main")
    main.evaluate("main => main.scrollTo(300, 0)")
    assert main.evaluate("main => main.scrollLeft") == 300
    person = heads.first.bounding_box()
    assert person
    assert person["x"] < 400  # It stays at the edge.
    assert desk.evaluate("document.documentElement.scrollWidth") <= 1440
