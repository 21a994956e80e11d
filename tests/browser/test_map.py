"""The map in a browser: a lasso counts, judges in one step, and undo takes it back."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, FloatRect, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.matching import pool
from leadqual.matching.campaigns import create_campaign
from leadqual.matching.models import Campaign, Verdict
from leadqual.matching.plane import STEPS, points_of
from leadqual.matching.services import record_verdict
from tests.leadqual.matching.conftest import CLUSTERS, make_companies

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _no_pools() -> Iterator[None]:
    """Keys of an emptied database come again: what a process remembers of them is wrong."""
    pool._pools.clear()  # see above
    yield
    pool._pools.clear()


@pytest.fixture
def campaign(transactional_db: None, workspace: Workspace, manager: User) -> Campaign:
    """A campaign over three groups of ten companies, of which two are judged."""
    companies = [one for name in CLUSTERS for one in make_companies(workspace, name, 10)]
    campaign = create_campaign(workspace=workspace, name="Port software", author=manager)
    for company, value in zip(companies, (Verdict.Value.LIKE, Verdict.Value.DISLIKE), strict=False):
        record_verdict(campaign=campaign, company=company, value=value, author=manager)
    return campaign


@pytest.fixture
def map_page(desk: Page, campaign: Campaign, live_server: LiveServer) -> Page:
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/map/")
    desk.locator("[data-state]").wait_for(state="hidden")
    return desk


def canvas_of(page: Page) -> FloatRect:
    box = page.locator(".plane canvas").bounding_box()
    assert box is not None
    return box


def draw_around_everything(page: Page) -> None:
    """Drag along the edges of the map."""
    box = canvas_of(page)
    corners = ((0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99), (0.01, 0.02))
    for at, (x, y) in enumerate(corners):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        if not at:
            page.mouse.down()
    page.mouse.up()


def test_a_lasso_counts_judges_by_key_and_is_undone_by_key(
    map_page: Page, campaign: Campaign
) -> None:
    draw_around_everything(map_page)
    bar = map_page.locator(".pickbar")
    expect(bar).to_contain_text("30 in the lasso (1 liked, 1 disliked, 28 open)")

    map_page.keyboard.press("a")

    expect(map_page.locator("#toasts")).to_contain_text("Liked 28 companies")
    expect(map_page.locator(".legend")).to_contain_text("Liked 29")
    expect(map_page.locator("#map-head")).to_contain_text("30 of 30 judged")
    expect(bar).to_be_hidden()
    map_page.keyboard.press("z")
    expect(map_page.locator("#toasts")).to_contain_text("Undone: like of 28 companies")
    expect(map_page.locator(".legend")).to_contain_text("Not judged 28")
    assert Verdict.objects.filter(is_current=True).count() == 2


def test_two_lassos_in_a_row_both_count(map_page: Page) -> None:
    draw_around_everything(map_page)
    map_page.keyboard.press("x")
    expect(map_page.locator(".legend")).to_contain_text("Disliked 29")
    map_page.locator("#map-side").get_by_role("button", name="Undo all").click()
    expect(map_page.locator(".legend")).to_contain_text("Disliked 1")

    draw_around_everything(map_page)
    map_page.keyboard.press("a")

    expect(map_page.locator(".legend")).to_contain_text("Liked 29")


def test_escape_clears_the_lasso(map_page: Page) -> None:
    draw_around_everything(map_page)
    expect(map_page.locator(".pickbar")).to_be_visible()

    map_page.keyboard.press("Escape")

    expect(map_page.locator(".pickbar")).to_be_hidden()


def test_pointing_names_a_company_and_a_press_opens_it(map_page: Page, campaign: Campaign) -> None:
    found = points_of(campaign)
    box = canvas_of(map_page)
    places = zip(found.places[::2], found.places[1::2], strict=True)
    middle = STEPS / 2  # There no button lies above a point.
    nearest = min(places, key=lambda place: abs(place[0] - middle) + abs(place[1] - middle))
    x = box["x"] + nearest[0] / STEPS * box["width"]
    y = box["y"] + nearest[1] / STEPS * box["height"]

    map_page.mouse.move(x, y)
    name_tag = map_page.locator(".plane-name")
    expect(name_tag).to_be_visible()
    name = (name_tag.text_content() or "").partition(",")[0]
    map_page.mouse.click(x, y)

    assert name in found.names
    expect(map_page.locator("h1")).to_have_text(name)


def test_zoom_by_keys_moves_points_apart_and_back(map_page: Page) -> None:
    before = map_page.locator(".plane canvas").screenshot()

    map_page.keyboard.press("+")
    map_page.wait_for_timeout(200)
    nearer = map_page.locator(".plane canvas").screenshot()
    map_page.keyboard.press("-")
    map_page.wait_for_timeout(200)

    assert nearer != before
    assert map_page.locator(".plane canvas").screenshot() == before


def test_map_breaks_no_policy_and_fits_a_phone(map_page: Page) -> None:
    said: list[str] = []

    def keep(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    map_page.on("console", keep)
    map_page.set_viewport_size({"width": 390, "height": 844})
    map_page.reload()
    map_page.locator("[data-state]").wait_for(state="hidden")
    draw_around_everything(map_page)

    assert map_page.evaluate("document.documentElement.scrollWidth") <= 390
    assert said == []


def test_map_is_open_to_all(map_page: Page) -> None:
    draw_around_everything(map_page)

    assert Axe().run(map_page).response["violations"] == []
