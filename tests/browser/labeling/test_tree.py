"""The tree of departments and functions: keys, three states, search, and htmx swaps."""

from dataclasses import dataclass, field

import pytest
from django.template.loader import render_to_string
from django.templatetags.static import static
from playwright.sync_api import Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.page_time import stop_time

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Node:
    """A department or a function as the partial takes it."""

    code: str
    name: str
    count: int = 10
    is_ticked: bool = False
    is_mixed: bool = False
    is_open: bool = False
    open_url: str = "?open"
    functions: list["Node"] = field(default_factory=list)


SALES = [Node("revops", "Revenue Operations", is_ticked=True), Node("training", "Sales Training")]
DEPARTMENTS = [
    Node("leadership", "Senior Leadership", functions=[Node("ceo", "Chief Executive")]),
    Node("sales", "Sales", is_mixed=True, is_open=True, functions=SALES),
]


def document() -> str:
    tree = render_to_string("components/tree.html", {"departments": DEPARTMENTS})
    scripts = (
        f'<script src="{static("vendor/htmx.min.js")}" defer></script>'
        f'<script src="{static("js/tree/tree.js")}" type="module"></script>'
    )
    return (
        f"<!doctype html><head>{scripts}"
        f"<link rel=stylesheet href={static('css/components.css')}></head>"
        f'<body><form id="search">{tree}</form>'
        '<button hx-get="/swap/" hx-target="#search" hx-select="#search" hx-swap="outerHTML">'
        "Search again</button></body>"
    )


@pytest.fixture
def tree_page(page: Page, live_server: LiveServer) -> Page:
    """The partial alone, with the product's own script and a real htmx swap."""

    def answer(route: Route) -> None:
        route.fulfill(content_type="text/html", body=document())

    page.route("**/swap/", answer)
    page.clock.install()
    page.goto(f"{live_server.url}/swap/")
    return page


def node(page: Page, name: str) -> Locator:
    return page.get_by_role("treeitem", name=name)


def test_three_states_are_read_out(tree_page: Page) -> None:
    expect(node(tree_page, "Sales 10")).to_have_attribute("aria-checked", "mixed")
    expect(node(tree_page, "Sales 10")).to_have_attribute("aria-expanded", "true")
    expect(node(tree_page, "Revenue Operations")).to_have_attribute("aria-checked", "true")


def test_the_last_function_ticks_its_department(tree_page: Page) -> None:
    tree_page.get_by_text("Sales Training").click()

    expect(node(tree_page, "Sales 10")).to_have_attribute("aria-checked", "true")


def test_a_department_takes_its_functions_along(tree_page: Page) -> None:
    node(tree_page, "Sales 10").focus()
    tree_page.keyboard.press("Space")
    expect(node(tree_page, "Sales Training")).to_have_attribute("aria-checked", "true")

    tree_page.keyboard.press("Space")

    expect(node(tree_page, "Revenue Operations")).to_have_attribute("aria-checked", "false")


def test_arrows_walk_open_and_close(tree_page: Page) -> None:
    node(tree_page, "Senior Leadership").focus()

    tree_page.keyboard.press("ArrowRight")
    expect(node(tree_page, "Chief Executive")).to_be_visible()
    tree_page.keyboard.press("ArrowRight")
    expect(node(tree_page, "Chief Executive")).to_be_focused()
    tree_page.keyboard.press("ArrowLeft")
    expect(node(tree_page, "Senior Leadership")).to_be_focused()
    tree_page.keyboard.press("ArrowLeft")
    expect(node(tree_page, "Chief Executive")).to_be_hidden()
    tree_page.keyboard.press("End")
    expect(node(tree_page, "Sales Training")).to_be_focused()


def test_the_same_letter_steps_through_all_that_begin_with_it(tree_page: Page) -> None:
    stop_time(tree_page)  # On a slow machine it would be another letter.
    node(tree_page, "Senior Leadership").focus()

    tree_page.keyboard.press("s")
    expect(node(tree_page, "Sales 10")).to_be_focused()
    tree_page.keyboard.press("s")

    expect(node(tree_page, "Sales Training")).to_be_focused()


def test_search_in_the_tree_opens_what_it_finds(tree_page: Page) -> None:
    field_in_tree = tree_page.get_by_placeholder("Function or job title")
    field_in_tree.fill("chief")

    expect(node(tree_page, "Chief Executive")).to_be_visible()
    expect(node(tree_page, "Sales 10")).to_be_hidden()
    field_in_tree.fill("les")  # A few letters are the beginning of a word.
    expect(node(tree_page, "Chief Executive")).to_be_hidden()
    expect(node(tree_page, "Sales 10")).to_be_hidden()
    field_in_tree.fill("sal")
    expect(node(tree_page, "Sales 10")).to_be_visible()
    field_in_tree.fill("")
    expect(node(tree_page, "Sales 10")).to_be_visible()


def test_tab_leads_into_a_tree_whose_first_item_is_narrowed_out(tree_page: Page) -> None:
    field_in_tree = tree_page.get_by_placeholder("Function or job title")
    field_in_tree.fill("training")
    expect(node(tree_page, "Senior Leadership")).to_be_hidden()

    field_in_tree.press("Tab")

    expect(node(tree_page, "Sales 10")).to_be_focused()


def test_keys_go_on_where_the_mouse_was(tree_page: Page) -> None:
    tree_page.get_by_text("Sales Training").click()
    tree_page.keyboard.press("ArrowUp")
    expect(node(tree_page, "Revenue Operations")).to_be_focused()

    tree_page.get_by_label("Close Sales").click()
    expect(node(tree_page, "Revenue Operations")).to_be_hidden()
    tree_page.get_by_placeholder("Function or job title").press("Tab")

    expect(node(tree_page, "Sales 10")).to_be_focused()


def test_a_swapped_tree_works_again(tree_page: Page) -> None:
    tree_page.get_by_text("Sales Training").click()
    with tree_page.expect_response("**/swap/"):
        tree_page.get_by_role("button", name="Search again").click()
    expect(node(tree_page, "Sales 10")).to_have_attribute("aria-checked", "mixed")

    node(tree_page, "Senior Leadership").focus()
    tree_page.keyboard.press("ArrowRight")
    expect(node(tree_page, "Chief Executive")).to_be_visible()
    tree_page.get_by_placeholder("Function or job title").fill("training")
    expect(node(tree_page, "Revenue Operations")).to_be_hidden()


def test_a_ticked_function_far_down_is_scrolled_into_the_tree_not_the_page(
    page: Page, live_server: LiveServer
) -> None:
    functions = [Node(f"f{n}", f"Function {n}", is_ticked=n == 70) for n in range(80)]
    department = Node("sales", "Sales", is_mixed=True, is_open=True, functions=functions)
    tree = render_to_string("components/tree.html", {"departments": [department]})
    body = (
        f"<!doctype html><link rel=stylesheet href={static('css/components.css')}>"
        f'<body class="app"><form>{tree}</form><p>{"<br>" * 200}</p>'
        f'<script src="{static("js/tree/tree.js")}" type="module"></script></body>'
    )
    page.set_viewport_size({"width": 1440, "height": 900})
    page.route("**/long/", lambda route: route.fulfill(content_type="text/html", body=body))

    page.goto(f"{live_server.url}/long/")

    expect(node(page, "Function 70")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_job_title_finds_its_function(tree_page: Page) -> None:
    def answer(route: Route) -> None:
        assert "q=sdr" in route.request.url
        route.fulfill(json={"functions": {"training": "job title"}})

    tree_page.route("**/people/functions/**", answer)
    tree_page.get_by_role("searchbox").fill("SDR")

    expect(tree_page.get_by_role("treeitem", name="Sales Training")).to_be_visible()
    expect(tree_page.get_by_role("treeitem", name="Revenue Operations")).to_be_hidden()


def test_names_are_found_where_the_server_is_away(tree_page: Page) -> None:
    tree_page.route("**/people/functions/**", lambda route: route.abort())
    tree_page.get_by_role("searchbox").fill("training")

    expect(tree_page.get_by_role("treeitem", name="Sales Training")).to_be_visible()
    expect(tree_page.get_by_role("treeitem", name="Revenue Operations")).to_be_hidden()
