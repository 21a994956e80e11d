"""The map in a browser: a lasso counts, judges in one step, and undo takes it back."""

import re
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, FloatRect, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.map_data import STEPS, points_of
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pool import company_pool
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company
from tests.browser.accessibility import violations
from tests.browser.patience import comes_true
from tests.leadqual.campaigns.conftest import CLUSTERS, make_companies, placed_companies

pytestmark = pytest.mark.browser

_CARD = """
const read = WebGL2RenderingContext.prototype.getParameter;
WebGL2RenderingContext.prototype.getParameter = function (name) {
  return name === 37446 ? "A card" : read.call(this, name); // UNMASKED_RENDERER_WEBGL.
};
"""


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
    box = page.locator(".plane .above").bounding_box()
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
    bar = map_page.locator(".pickbar")
    for _ in range(2):
        draw_around_everything(map_page)
        expect(bar).to_contain_text("30 in the selection (1 liked, 1 disliked, 28 open)")
        map_page.keyboard.press("Escape")
        expect(bar).to_be_hidden()
    draw_around_everything(map_page)

    map_page.keyboard.press("a")
    expect(
        bar.get_by_role("button", name="Like all 28 open", exact=True)
    ).to_be_focused()  # It asks.
    assert Verdict.objects.count() == 2
    map_page.keyboard.press("Enter")

    expect(map_page.locator("#toasts")).to_contain_text("Liked 28 companies")
    expect(map_page.locator(".legend")).to_contain_text("Liked 29")
    expect(map_page.locator("#map-head")).to_contain_text("30 of 30 judged")
    expect(bar).to_be_hidden()
    map_page.keyboard.press("z")
    expect(map_page.locator("#toasts")).to_contain_text("Undone: like of 28 companies")
    expect(map_page).to_have_url(re.compile("/map/$"))
    expect(map_page.locator(".legend")).to_contain_text("Not judged 28")
    assert Verdict.objects.filter(is_current=True).count() == 2


def on_screen(page: Page, place: tuple[int, int]) -> tuple[float, float]:
    """Return where a place of the plane is seen, before anybody zooms."""
    box = canvas_of(page)
    x, y = (share / STEPS for share in place)
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def in_the_middle(campaign: Campaign) -> tuple[int, tuple[int, int]]:
    """Return a company that no button lies above, and its place."""
    found = points_of(campaign)
    middle = STEPS / 2
    places = zip(found.xs.tolist(), found.ys.tolist(), strict=True)
    rows = zip(found.company_ids.tolist(), places, strict=True)
    return min(rows, key=lambda row: abs(row[1][0] - middle) + abs(row[1][1] - middle))


def test_pointing_names_a_company_and_a_press_opens_its_card(
    map_page: Page, campaign: Campaign
) -> None:
    company_id, place = in_the_middle(campaign)
    company = Company.objects.get(pk=company_id)
    x, y = on_screen(map_page, place)

    map_page.mouse.move(x, y)
    expect(map_page.locator(".plane-name")).to_contain_text(company.name)
    map_page.mouse.click(x, y)

    card = map_page.locator("#map-card")
    expect(card.locator("h2")).to_have_text(company.name)
    expect(card).to_contain_text("Similar companies")
    assert map_page.url.endswith(f"/map/?company={company_id}")

    card.get_by_role("button", name=f"Like {company.name}", exact=True).click()
    expect(card).to_contain_text("Liked by Mira Okafor")
    expect(map_page.locator("#toasts")).to_contain_text(f"Liked {company.name}")
    assert Verdict.objects.filter(company_id=company_id, value="like", is_current=True).exists()

    assert map_page.evaluate("scrollY") == 0  # The page stays where it is.
    side = map_page.locator(".mapside")
    assert side.evaluate("side => side.scrollHeight <= side.clientHeight")
    card.locator("h2 a").click()
    expect(map_page.locator("h1")).to_have_text(company.name)


@pytest.mark.slow
def test_a_first_tap_names_a_company_and_a_second_opens_its_card(
    map_page: Page, campaign: Campaign
) -> None:
    company_id, place = in_the_middle(campaign)
    x, y = on_screen(map_page, place)
    screen = map_page.context.new_cdp_session(map_page)

    def tap() -> None:
        screen.send(
            "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
        )
        screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    tap()
    expect(map_page.locator(".plane-name")).to_be_visible()
    expect(map_page.locator(".plane-name")).to_contain_text(Company.objects.get(pk=company_id).name)
    expect(map_page.locator("#map-card")).to_be_hidden()
    tap()

    expect(map_page.locator("#map-card")).to_have_attribute("data-company", str(company_id))


_SEEN = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const canvas = document.querySelector(".plane canvas");
  const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return data.some((part, at) => at % 4 === 3 && part > 200);
}"""  # Whether any point is drawn where somebody sees it.


@pytest.mark.slow
def test_no_turn_of_the_wheel_and_no_pan_loses_the_companies(map_page: Page) -> None:
    box = canvas_of(map_page)
    left, top = box["x"], box["y"]
    for x, y in ((0.5, 0.5), (0.01, 0.01), (0.99, 0.02), (0.3, 0.98)):
        map_page.mouse.move(left + x * box["width"], top + y * box["height"])
        for turn in (-100, -1e6, -5_000, 3_000, -1e9, -1e9, -1e9):
            map_page.mouse.wheel(0, turn)
            assert map_page.evaluate(_SEEN), (x, y, turn)
        map_page.keyboard.down("Shift")
        map_page.mouse.down()
        map_page.mouse.move(left + (1 - x) * box["width"], top + (1 - y) * box["height"], steps=3)
        map_page.mouse.up()
        map_page.keyboard.up("Shift")
        assert map_page.evaluate(_SEEN), (x, y)


def test_zoom_goes_in_and_out_and_fit_shows_all_companies_or_those_that_are_selected(
    map_page: Page,
) -> None:
    plane = map_page.locator(".plane .above")
    before = plane.screenshot()
    map_page.keyboard.press("+")
    assert comes_true(map_page, lambda: plane.screenshot() != before)
    map_page.keyboard.press("-")
    assert comes_true(map_page, lambda: plane.screenshot() == before)
    map_page.mouse.move(canvas_of(map_page)["x"] + 9, canvas_of(map_page)["y"] + 9)
    map_page.mouse.wheel(0, -1e6)
    assert comes_true(map_page, lambda: plane.screenshot() != before)

    map_page.keyboard.press("0")

    assert comes_true(map_page, lambda: plane.screenshot() == before)
    map_page.locator("#map-side [data-region]").first.click()
    held = plane.screenshot()
    map_page.keyboard.press("f")
    assert comes_true(map_page, lambda: plane.screenshot() not in (before, held))


@pytest.mark.slow
def test_names_of_regions_stand_on_the_map_and_hide_none_of_each_other(map_page: Page) -> None:
    names = map_page.locator(".plane-labels span:visible")
    listed = map_page.locator("#map-side [data-region]").all_inner_texts()
    expect(names).to_have_text(listed)

    for size in (ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)):
        map_page.set_viewport_size(size)

        assert comes_true(map_page, lambda: names_have_room(map_page)), size


def names_have_room(page: Page) -> bool:
    """Return whether the names on the map lie within it, and none on another."""
    plane = canvas_of(page)
    names = page.locator(".plane-labels span:visible")
    boxes = [box for name in names.all() if (box := name.bounding_box())]
    is_within = all(
        plane["x"] <= one["x"] and one["x"] + one["width"] <= plane["x"] + plane["width"]
        for one in boxes
    )
    return bool(boxes) and is_within and not any(overlap(*pair) for pair in combinations(boxes, 2))


def overlap(one: FloatRect, other: FloatRect) -> bool:
    """Return whether two boxes share a place."""
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )


@pytest.mark.slow
def test_map_is_open_to_all_breaks_no_policy_and_fits_a_phone(
    map_page: Page, campaign: Campaign
) -> None:
    said: list[str] = []

    def keep(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    map_page.on("console", keep)
    company = campaign.workspace.companies.latest("pk")
    map_page.goto(f"{map_page.url}?company={company.pk}")
    map_page.locator("[data-state]").wait_for(state="hidden")
    card = map_page.locator("#map-card")
    card.get_by_role("button", name=f"Like {company.name}", exact=True).click()
    expect(map_page.locator("#toasts")).to_contain_text("Liked")
    draw_around_everything(map_page)
    assert violations(map_page) == []
    map_page.set_viewport_size({"width": 390, "height": 844})
    map_page.reload()
    map_page.locator("[data-state]").wait_for(state="hidden")
    draw_around_everything(map_page)

    assert map_page.evaluate("document.documentElement.scrollWidth") <= 390
    assert said == []


@pytest.mark.slow
def test_a_hundred_thousand_points_are_drawn_moved_and_taken(
    desk: Page, workspace: Workspace, manager: User, live_server: LiveServer
) -> None:
    placed_companies(workspace, 100_000)
    campaign = create_campaign(workspace=workspace, name="Everybody", author=manager)
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/map/")
    desk.locator("[data-state]").wait_for(state="hidden")

    points = desk.locator(".plane canvas").first
    before = points.screenshot()
    desk.keyboard.press("+")
    assert comes_true(desk, lambda: points.screenshot() != before)
    expect(desk.locator(".legend")).to_contain_text("Not judged 100,000")
    draw_around_everything(desk)
    expect(desk.locator(".pickbar")).to_contain_text("in the selection")


@pytest.mark.slow
def test_colors_of_scores_span_what_open_companies_score_and_nothing_lies_above_the_points(
    map_page: Page, campaign: Campaign
) -> None:
    found = points_of(campaign)
    largest = max(abs(int(one)) for one in found.scores[found.verdicts == 0])
    assert 0 < largest < 50
    canvas = map_page.locator(".plane canvas").first
    by_verdict = canvas.screenshot()

    map_page.get_by_role("radio", name="Score").check()

    legend = map_page.locator(".legend")
    expect(legend).to_contain_text(f"largest unjudged ±{largest / 100:.2f}")
    expect(legend).to_contain_text(f"+{(largest + 1) // 2 / 100:.2f} or more")
    assert comes_true(map_page, lambda: canvas.screenshot() != by_verdict)
    for width in (1440, 390):
        map_page.set_viewport_size({"width": width, "height": 844})
        map_page.reload()
        map_page.locator("[data-state]").wait_for(state="hidden")
        expect(map_page.get_by_role("radio", name="Score")).to_be_checked()  # It stays.
        map_page.locator("#map-side [data-region]").first.click()
        expect(map_page.locator(".pickbar")).to_be_visible()
        points = canvas_of(map_page)
        for part in (".legend", ".zoom", ".pickbar"):
            box = map_page.locator(part).bounding_box()
            assert box is not None
            is_above = box["y"] + box["height"] <= points["y"] + 1
            assert is_above or box["y"] + 1 >= points["y"] + points["height"], part


@pytest.mark.slow
def test_a_region_of_the_list_is_held_as_by_a_lasso(map_page: Page) -> None:
    link = map_page.locator("#map-side [data-region]").first
    name = link.text_content() or ""

    link.click()

    bar = map_page.locator(".pickbar")
    expect(bar).to_contain_text(f"10 in {name}")
    map_page.keyboard.press("a")
    map_page.keyboard.press("Enter")
    expect(map_page.locator("#toasts")).to_contain_text("Liked")
    expect(bar).to_be_hidden()


@pytest.mark.slow
def test_a_graphics_card_draws_the_same_without_breaking_the_policy(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    said: list[str] = []
    desk.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    address = f"{live_server.url}/campaigns/{campaign.pk}/map/"
    shares = []
    for _ in range(2):
        desk.goto(address)
        desk.locator("[data-state]").wait_for(state="hidden")
        assert comes_true(desk, lambda: bool(_inked(desk)["places"]))
        shares.append(_inked(desk))
        desk.add_init_script(_CARD)  # The second time the emulated card passes for one.

    by_pixels, by_card = shares
    assert by_pixels["kind"] == "pixels"
    assert by_card["kind"] == "webgl2"
    assert by_pixels["places"]
    places, others = (set(one["places"]) for one in shares)
    assert len(places & others) >= 0.8 * len(places | others)  # Half a pixel may be another cell.
    assert said == []


def _inked(page: Page) -> dict[str, Any]:
    """Return how the canvas is drawn on, and which of its cells of 24 pixels hold a point."""
    found: dict[str, Any] = page.evaluate("""async () => {
      const canvas = document.querySelector(".plane canvas");
      const kind = canvas.getContext("2d") ? "pixels" : "webgl2";
      const above = document.querySelector(".plane .above");
      above.dispatchEvent(new WheelEvent("wheel", { deltaY: 0, cancelable: true }));
      // In the frame that draws: afterwards WebGL has given its pixels away.
      const copy = await new Promise((done) => requestAnimationFrame(
        () => done(createImageBitmap(canvas)),
      ));
      const pen = new OffscreenCanvas(copy.width, copy.height).getContext("2d");
      pen.drawImage(copy, 0, 0);
      const { data } = pen.getImageData(0, 0, copy.width, copy.height);
      const places = new Set();
      for (let at = 0; at < data.length; at += 4) {
        const [x, y] = [(at / 4) % copy.width, Math.floor(at / 4 / copy.width)];
        if (data[at + 3] > 200) places.add(`${Math.floor(x / 24)} ${Math.floor(y / 24)}`);
      }
      return { kind, places: [...places].sort() };
    }""")
    return found


@pytest.mark.slow
def test_regions_follow_an_import_without_a_reload(map_page: Page, campaign: Campaign) -> None:
    side = map_page.locator("#map-side")
    expect(side).to_have_attribute("data-placed", "30")

    make_companies(campaign.workspace, "bakery", 12)
    company_pool._cache.clear()
    map_page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('points-changed', { bubbles: true }))"
    )

    expect(side).to_have_attribute("data-placed", "42")
    words = " ".join(side.locator("li > span:nth-child(2)").all_inner_texts())
    assert sum(int(number) for number in words.split() if number.isdigit()) == 42
