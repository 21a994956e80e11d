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


def test_three_states_are_read_out_and_follow_each_other(tree_page: Page) -> None:
    sales = node(tree_page, "Sales 10")
    expect(sales).to_have_attribute("aria-checked", "mixed")
    expect(sales).to_have_attribute("aria-expanded", "true")
    expect(node(tree_page, "Revenue Operations")).to_have_attribute("aria-checked", "true")

    tree_page.get_by_text("Sales Training").click()  # The last one of its department.
    expect(sales).to_have_attribute("aria-checked", "true")
    sales.focus()
    tree_page.keyboard.press("Space")
    expect(node(tree_page, "Revenue Operations")).to_have_attribute("aria-checked", "false")
    tree_page.keyboard.press("Space")
    expect(node(tree_page, "Sales Training")).to_have_attribute("aria-checked", "true")


def test_arrows_and_letters_walk_open_and_close_also_from_where_the_mouse_was(
    tree_page: Page,
) -> None:
    stop_time(tree_page)  # On a slow machine it would be another letter.
    node(tree_page, "Senior Leadership").focus()
    for key, name in (
        ("s", "Sales 10"),
        ("s", "Sales Training"),
        ("Home", "Senior Leadership"),
        ("ArrowRight", "Senior Leadership"),
        ("ArrowRight", "Chief Executive"),
        ("ArrowLeft", "Senior Leadership"),
        ("ArrowLeft", "Senior Leadership"),
        ("End", "Sales Training"),
    ):
        tree_page.keyboard.press(key)
        expect(node(tree_page, name)).to_be_focused()
    expect(node(tree_page, "Chief Executive")).to_be_hidden()

    tree_page.get_by_text("Sales Training").click()
    tree_page.keyboard.press("ArrowUp")
    expect(node(tree_page, "Revenue Operations")).to_be_focused()
    tree_page.get_by_label("Close Sales").click()
    expect(node(tree_page, "Revenue Operations")).to_be_hidden()
    tree_page.get_by_placeholder("Function or job title").press("Tab")
    expect(node(tree_page, "Sales 10")).to_be_focused()


def test_search_in_the_tree_opens_what_it_finds_and_tab_leads_to_it(tree_page: Page) -> None:
    field_in_tree = tree_page.get_by_placeholder("Function or job title")
    for typed, shown, hidden in (
        ("chief", ["Chief Executive"], ["Sales 10"]),
        ("les", [], ["Chief Executive", "Sales 10"]),  # A few letters are the beginning of a word.
        ("sal", ["Sales 10"], []),
        ("", ["Sales 10", "Senior Leadership"], []),
        ("training", ["Sales Training"], ["Senior Leadership"]),
    ):
        field_in_tree.fill(typed)
        for name in shown:
            expect(node(tree_page, name)).to_be_visible()
        for name in hidden:
            expect(node(tree_page, name)).to_be_hidden()

    field_in_tree.press("Tab")

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


def test_job_title_finds_its_function_and_names_are_found_where_the_server_is_away(
    tree_page: Page,
) -> None:
    def answer(route: Route) -> None:
        if "q=sdr" in route.request.url:
            route.fulfill(json={"functions": {"training": "job title"}})
        else:
            route.abort()

    tree_page.route("**/people/functions/**", answer)
    for typed in ("SDR", "training"):
        tree_page.get_by_role("searchbox").fill("")
        expect(node(tree_page, "Revenue Operations")).to_be_visible()
        tree_page.get_by_role("searchbox").fill(typed)

        expect(node(tree_page, "Sales Training")).to_be_visible()
        expect(node(tree_page, "Revenue Operations")).to_be_hidden()
