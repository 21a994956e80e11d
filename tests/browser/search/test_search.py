"""The page of people in Chromium: tree by keys and by mouse, counts, views, labels."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact
from leadqual.search.index.index_queries import count_found
from leadqual.search.index.open_index import build_index
from leadqual.search.query.query import ContactQuery
from leadqual.search.saved_search_changes import save_search
from leadqual.taxonomy.models import Level
from tests.browser.conftest import sign_in
from tests.browser.page_time import stop_time
from tests.leadqual.leads.people import make_contact, make_people, make_title

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("taxonomy")]


def node(page: Page, name: str) -> Locator:
    return page.get_by_role("treeitem", name=re.compile(rf"^{name}( [\d,]+)?$"))


def same_as_tables(page: Page, workspace: Workspace, query: ContactQuery) -> None:
    """Compare every number beside the tree, and the number found, with those of the tables."""
    told = count_found(workspace.pk, build_index(workspace.pk), query, most=None)
    noun = "person" if told.total == 1 else "people"
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{told.total} {noun}")
    for kind in ("function", "department", "unclassified"):
        shown = page.evaluate(
            "kind => Object.fromEntries([...document.querySelectorAll(`[id^='count-${kind}-']`)]"
            ".map((one) => [one.id.slice(`count-${kind}-`.length), Number(one.textContent)])"
            ".filter(([, n]) => n))",
            kind,
        )
        assert shown == dict(told.by_facet.get(kind, {})), (kind, query)
    is_dim = page.evaluate(
        "() => [...document.querySelectorAll('#tree .node')].map((one) =>"
        " [one.querySelector('.count').textContent === '0', one.classList.contains('zero')])"
    )
    assert all(is_none == is_shown_as_none for is_none, is_shown_as_none in is_dim)


def test_tree_by_keys_counts_what_sql_counts(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    make_people(workspace, seed=3, n=20)
    desk.clock.install()
    desk.goto(f"{live_server.url}/people/")
    same_as_tables(desk, workspace, ContactQuery())

    stop_time(desk)  # Letters that are typed in one go are one word.
    desk.get_by_placeholder("Function or job title").press("ArrowDown")
    desk.keyboard.type("sal")
    expect(node(desk, "Sales")).to_be_focused()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("End")
    desk.keyboard.press("Home")
    desk.keyboard.type("revenue")
    expect(node(desk, "Revenue Operations")).to_be_focused()
    desk.clock.resume()
    desk.keyboard.press("Space")
    expect(desk.get_by_label("Remove Revenue Operations")).to_be_visible()
    same_as_tables(desk, workspace, ContactQuery(function=("revenue_operations",)))

    expect(node(desk, "Revenue Operations")).to_be_focused()  # The answer leaves the place alone.
    desk.keyboard.press("ArrowLeft")
    expect(node(desk, "Sales").first).to_be_focused()
    expect(node(desk, "Sales").first).to_have_attribute("aria-checked", "mixed")
    desk.keyboard.press("Space")
    expect(desk.get_by_label("Remove Sales (all)")).to_be_visible()
    same_as_tables(desk, workspace, ContactQuery(department=("sales",)))

    desk.keyboard.press("*")
    assert desk.locator("#tree > li:not([data-open])").count() == 0


@pytest.mark.slow
def test_enter_in_a_field_asks_and_leaves_nothing_out_without_script(
    new_page: Callable[..., Page],
    live_server: LiveServer,
    workspace: Workspace,
    manager_client: Client,
) -> None:
    make_contact(workspace, "Ann Lee", title="Chief Financial Officer")
    page = new_page(java_script_enabled=False)
    sign_in(page, manager_client, live_server)
    page.goto(f"{live_server.url}/people/")

    page.get_by_label("Search name, title, company, email, phone or city").fill("financial")
    page.get_by_label("Search name, title, company, email, phone or city").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("1 person")
    assert not re.search("exclude=|add_exclude=", page.url)


@pytest.mark.slow
def test_tree_by_mouse_counts_what_sql_counts(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    make_people(workspace, seed=5, n=20)
    desk.goto(f"{live_server.url}/people/?country=Germany&country=France")

    desk.get_by_label("Open Marketing").click()
    desk.locator("#tree").get_by_text("Demand Generation", exact=True).click()
    expect(desk.get_by_label("Remove Demand Generation")).to_be_visible()
    query = ContactQuery(country=("France", "Germany"), function=("demand_generation",))
    same_as_tables(desk, workspace, query)

    desk.locator("#box-other + span").click()
    expect(desk.get_by_label("Remove Unclassified")).to_be_visible()
    same_as_tables(desk, workspace, query.changed(unclassified=("1",)))
    desk.get_by_label("Remove Demand Generation").click()
    expect(desk.get_by_label("Remove Demand Generation")).to_have_count(0)
    same_as_tables(
        desk, workspace, ContactQuery(country=("France", "Germany"), unclassified=("1",))
    )
    desk.get_by_label("Search name, title, company, email, phone or city").fill("nobody")
    expect(desk.locator("#tree .node:not(.zero)")).to_have_count(0)
    expect(desk.locator("#count-department-sales")).to_have_text("0")

    field = desk.get_by_placeholder("Function or job title")
    field.fill("xqqzvvk")
    expect(desk.get_by_text("No matches.")).to_be_visible()
    field.fill("sal")
    expect(desk.get_by_text("No matches.")).to_be_hidden()
    expect(node(desk, "Sales").first).to_be_visible()


def test_view_is_saved_opened_by_name_changed_and_deleted_with_undo(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel", country="Germany")
    make_contact(workspace, "Ute Paris", country="France")
    desk.goto(f"{live_server.url}/people/?country=Germany")
    desk.get_by_label("Save as a view").click()
    desk.get_by_label("Name", exact=True).fill("Germans")
    desk.get_by_role("button", name="Save view").click()
    expect(desk.get_by_text("Saved “Germans”")).to_be_visible()

    views = desk.get_by_role("navigation", name="Views")
    desk.keyboard.press("Control+k")
    desk.get_by_role("combobox").fill("germ")
    expect(desk.get_by_role("option", name="Germans")).to_be_visible()
    desk.keyboard.press("Enter")

    expect(views.locator("[aria-current]")).to_have_text("Germans")
    desk.locator("#options-country").get_by_text("France").click()
    expect(desk.get_by_text("Ute Paris")).to_be_visible()
    expect(desk.locator("#new-here")).to_contain_text("Edited")
    desk.get_by_role("button", name="Update").click()
    expect(desk.locator("#new-here")).not_to_contain_text("Edited")
    desk.get_by_label("Actions for Germans").click()
    desk.get_by_role("button", name="Delete Germans").click()
    expect(views.locator("[aria-current]")).to_have_text("All people")
    desk.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(desk.get_by_role("link", name="Germans")).to_be_visible()


def test_labels_say_why_on_focus_and_lead_to_their_correction(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User
) -> None:
    why = [{"label": "sales", "because": "words", "text": "sales"}]
    level = Level.objects.get(slug="vp")
    title = make_title(workspace, "Head of Sales", {"sales": 0.94}, why=why, level=level)
    make_contact(workspace, "Jana Brandt", job_title=title)
    save_search(workspace=workspace, name="All", query=ContactQuery(), author=manager)
    desk.goto(f"{live_server.url}/people/")
    tip = desk.get_by_role("tooltip")
    labels = desk.locator("a.whys")

    desk.get_by_role("link", name="Jana Brandt").focus()
    desk.keyboard.press("Tab")
    expect(labels).to_be_focused()
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("Sales 0.94 Model, based on “sales”.")
    desk.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    labels.hover()
    expect(tip).to_be_visible()
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("combobox", name="Replace “Sales” with")).to_be_focused()


@pytest.mark.slow
def test_keys_of_the_slider_end_at_the_last_value_and_no_request_is_cut_off(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    make_contact(workspace)
    errors: list[str] = []
    desk.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    desk.goto(f"{live_server.url}/people/")

    desk.locator("#confidence").focus()
    for _ in range(6):
        desk.keyboard.press("ArrowRight")

    expect(desk.get_by_label("Remove at least 0.30")).to_be_visible()
    expect(desk).to_have_url(re.compile(r"\?confidence=0\.3$"))
    assert errors == []


def test_a_city_that_is_not_beside_the_search_is_typed_and_picked(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    Contact.objects.bulk_create(
        Contact(workspace=workspace, last_name=f"Abel{n}", city=f"Town {n % 40:02}")
        for n in range(80)
    )
    make_contact(workspace, "Zoe Zorn", city="Örebro")
    make_contact(workspace, "Zac Zorn", city="Orelans")
    desk.goto(f"{live_server.url}/people/")
    desk.get_by_text("City", exact=True).click()
    field = desk.get_by_role("combobox", name="Add city")

    field.press_sequentially("ore")
    offers = desk.get_by_role("listbox", name="Add city").get_by_role("option")
    expect(offers).to_have_text([re.compile("Orelans"), re.compile("Örebro")])
    field.press("ArrowDown")
    field.press("Enter")

    expect(desk.get_by_role("heading", level=1)).to_have_text("1 person")
    expect(desk.get_by_label("Remove Örebro")).to_be_visible()
    expect(desk.get_by_role("checkbox", name="Örebro")).to_be_checked()
    expect(field).to_have_value("")

    field.press_sequentially("nowhere")
    expect(desk.get_by_text("No value matches")).to_be_attached()
    field.press("Tab")
    expect(field).to_have_value("")
    expect(desk.get_by_role("heading", level=1)).to_have_text("1 person")


@pytest.mark.slow
def test_a_closed_filter_loads_when_it_is_opened_by_keys_and_follows_the_search(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    for n, (city, country) in enumerate(
        (("Munich", "Germany"), ("Munich", "Austria"), ("Oslo", ""))
    ):
        make_contact(workspace, f"Ada N{n}", city=city, country=country)
    desk.goto(f"{live_server.url}/people/")
    cities = desk.locator("#options-city .pick")
    expect(cities).to_have_count(0)

    desk.locator("#filters summary", has_text="City").press("Enter")
    expect(cities).to_have_text([re.compile("Munich 2"), re.compile("Oslo 1")])
    desk.locator("#options-country").get_by_text("Austria").click()
    expect(cities).to_have_text([re.compile("Munich 1")])
    desk.get_by_label("Munich 1").press("Space")
    expect(desk.locator("#ticked-city")).to_have_text("1 selected")
    expect(desk.get_by_label("Remove Munich")).to_be_visible()
    desk.get_by_label("Munich 1").press("Space")
    expect(desk.get_by_label("Remove Munich")).to_have_count(0)
    expect(cities).to_have_count(1)


@pytest.mark.slow
def test_a_filter_stays_under_the_pointer_though_those_above_it_show_less(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    for n in range(12):
        make_contact(workspace, f"Ada Abel{n}", country=f"Land {n:02}", city=f"Town {n:02}")
    desk.set_viewport_size({"width": 1440, "height": 500})
    desk.goto(f"{live_server.url}/people/")
    desk.get_by_text("City", exact=True).click()
    box = desk.get_by_role("checkbox", name="Town 05")
    box.scroll_into_view_if_needed()
    before = box.bounding_box()

    box.check()

    expect(desk.locator("#options-country .pick")).to_have_count(1)
    expect(desk.get_by_role("heading", level=1)).to_have_text("1 person")
    after = box.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 2


@pytest.mark.slow
def test_values_are_asked_for_one_question_at_a_time_and_shown_within_the_window(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    Contact.objects.bulk_create(
        Contact(workspace=workspace, last_name=f"Abel{n}", city=f"Town {n:02}") for n in range(40)
    )
    desk.set_viewport_size({"width": 1440, "height": 420})
    desk.clock.install()
    desk.goto(f"{live_server.url}/people/")
    desk.get_by_text("City", exact=True).click()
    field = desk.get_by_role("combobox", name="Add city")
    asked: list[Route] = []

    def hold_the_first(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    desk.route("**/people/values/**", hold_the_first)
    with desk.expect_request("**/people/values/**"):
        field.press_sequentially("t")
    for key in "own":
        field.press(key)
        desk.clock.run_for(200)  # Longer than the pause after which it would ask.
    assert len(asked) == 1
    asked[0].continue_()

    offers = desk.get_by_role("listbox", name="Add city")
    expect(offers.get_by_role("option")).to_have_count(8)
    expect(offers).to_be_in_viewport(ratio=1)
    expect(field).to_be_in_viewport(ratio=1)
    assert len(asked) == 2
    assert "typed=town" in asked[1].request.url
