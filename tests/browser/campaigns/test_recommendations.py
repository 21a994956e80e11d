"""The ranked list in a browser: crosses, ticks with their keys, and that all of it fits a phone."""

import re
from collections.abc import Callable

import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.test import Client
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, ExcludedVerdict, Verdict
from leadqual.campaigns.ranking import learned_weights
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company
from tests.browser.accessibility import violations
from tests.browser.conftest import THEMES, sign_in
from tests.leadqual.campaigns.conftest import CLUSTERS, make_companies

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def campaign(transactional_db: None, workspace: Workspace, manager: User) -> Campaign:
    """A campaign over three groups of companies: two ports liked, a clinic disliked."""
    found = create_campaign(workspace=workspace, name="Ports", author=manager)
    for name in CLUSTERS:
        companies = make_companies(workspace, name, 6, overview="Plans berths.")
        values = {"port": ["like", "like"], "clinic": ["dislike"]}.get(name, [])
        for company, value in zip(companies, values, strict=False):
            record_verdict(
                campaign=found, company=company, value=Verdict.Value(value), author=manager
            )
    learned_weights.learn(found)
    return found


def url_of(campaign: Campaign, live_server: LiveServer) -> str:
    """Return the address of the list."""
    return f"{live_server.url}/campaigns/{campaign.pk}/recommendations/"


def judged(campaign: Campaign) -> int:
    """Return how many companies have a verdict that stands."""
    return Verdict.objects.filter(campaign=campaign, is_current=True).count()


@pytest.mark.slow
def test_cross_drops_a_neighbor_where_it_stands_passes_axe_and_takes_it_back(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    said: list[str] = []
    desk.on("console", lambda message: said.append(message.text))
    desk.goto(url_of(campaign, live_server))
    desk.get_by_role("link", name="Why port 2").click()
    score = desk.locator("#drop tfoot .num")
    before = score.inner_text()

    desk.get_by_role("button", name="Exclude port 0").click()

    expect(desk.locator("#toasts")).to_contain_text("Excluded port 0")
    expect(desk.locator("#drop .out")).to_contain_text("port 0")
    expect(score).not_to_have_text(before)
    desk.locator("input.tick").first.check()
    for theme in THEMES:
        desk.emulate_media(color_scheme=theme, reduced_motion="reduce")  # No color in between.
        assert violations(desk) == [], theme
    assert not said
    desk.locator("#drop").get_by_role("button", name="Include again port 0").click()
    expect(score).to_have_text(before)
    assert not ExcludedVerdict.objects.filter(undone_at=None).exists()


def test_ticks_are_counted_survive_opening_a_row_and_are_judged_by_a_key(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    desk.goto(url_of(campaign, live_server))
    boxes = desk.locator("input.tick")
    boxes.nth(0).check()
    boxes.nth(2).check()
    desk.get_by_role("link", name="Why port 2").click()
    expect(desk.locator("#drop")).to_be_visible()
    expect(desk.locator("input.tick:checked")).to_have_count(2)

    desk.keyboard.press("a")

    expect(desk.locator("#toasts")).to_contain_text("Liked 2 companies")
    assert judged(campaign) == 5
    desk.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(desk.locator("#toasts")).to_contain_text("Undone: like of 2 companies")
    assert judged(campaign) == 3
    desk.keyboard.press("w")
    desk.get_by_role("button", name="Use learned").click()
    expect(desk.locator("#toasts")).to_contain_text("uses the learned weights")
    desk.get_by_label("Select all on this page").check()
    desk.keyboard.press("d")
    expect(desk.locator("#toasts")).to_contain_text("Disliked 15 companies")
    assert judged(campaign) == 18


@pytest.mark.slow
def test_works_without_script_and_fits_a_phone(
    new_page: Callable[..., Page],
    campaign: Campaign,
    manager_client: Client,
    live_server: LiveServer,
) -> None:
    page = new_page(java_script_enabled=False, viewport=PHONE)
    sign_in(page, manager_client, live_server)
    port = Company.objects.get(name="port 2")
    page.goto(f"{url_of(campaign, live_server)}?open={port.pk}")
    page.get_by_role("button", name="Exclude port 0").click()
    expect(page.locator("#drop .out")).to_contain_text("port 0")

    page.get_by_role("link", name="Select all 15 on this page").click()
    page.get_by_role("button", name="Like selected", exact=True).click()

    expect(page.locator("body")).to_contain_text("Liked 15 companies")
    assert page.locator("html").evaluate("it => it.scrollWidth") <= PHONE["width"]


def test_export_and_decision_makers_follow_a_slider_that_is_moved(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    desk.goto(url_of(campaign, live_server))
    export = desk.get_by_role("link", name="Export")
    expect(export).not_to_have_attribute("href", re.compile("w_text"))

    desk.keyboard.press("w")
    desk.locator("#w-text").fill("0.05")

    expect(export).to_have_attribute("href", re.compile(r"[?&]w_text=0\.05(&|$)"))
    expect(desk.locator("#ranked input[name=w_text]")).to_have_value("0.05")


@pytest.mark.slow
def test_bar_for_ticked_rows_comes_with_a_tick_and_no_message_covers_it(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    for size in (ViewportSize(width=1440, height=900), PHONE):
        desk.set_viewport_size(size)
        desk.goto(url_of(campaign, live_server))
        expect(desk.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)
        like = desk.locator("#step").get_by_role("button", name="Like selected", exact=True)
        if size == PHONE:
            expect(like).not_to_be_in_viewport()
        desk.locator("input.tick").first.check()
        if size == PHONE:
            expect(like).to_be_in_viewport()
            expect(desk.locator("#ranked .n-ticked")).to_be_in_viewport()
        like.click()
        expect(desk.locator("#toasts .toast")).to_be_visible()
        desk.locator("input.tick").first.check()

        toast = desk.locator("#toasts .toast").bounding_box()
        bar = desk.locator("#step").bounding_box()

        assert toast is not None
        assert bar is not None
        assert toast["y"] + toast["height"] <= bar["y"]


@pytest.mark.slow
def test_sliders_take_no_room_until_they_are_opened(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    def width() -> float:
        box = desk.locator("#ranked").bounding_box()
        assert box is not None
        return box["width"]

    desk.goto(url_of(campaign, live_server))
    slider = desk.locator("#w-size")
    expect(slider).to_be_hidden()
    whole = width()
    assert whole > 1300

    desk.keyboard.press("w")
    expect(slider).to_be_visible()
    assert 900 < width() < whole - 300
    desk.set_viewport_size(PHONE)

    summary, ranked = (desk.locator(one).bounding_box() for one in (".matters summary", "#ranked"))
    assert summary is not None
    assert ranked is not None
    assert summary["y"] < ranked["y"]
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(desk) == []


@pytest.mark.slow
def test_fifteen_rows_are_on_screen_under_a_header_that_stays(
    desk: Page, campaign: Campaign, workspace: Workspace, live_server: LiveServer
) -> None:
    make_companies(workspace, "bakery", 30, overview="Bakes bread. " * 30)
    long = Concat(Value("Bread and more " * 8), Cast("pk", CharField()))
    Company.objects.filter(name__startswith="bakery").update(name=long)
    desk.goto(url_of(campaign, live_server))
    rows = desk.locator("#ranked tbody tr")

    ends = [box["y"] + box["height"] for row in rows.all() if (box := row.bounding_box())]
    assert sum(end <= desk_height(desk) for end in ends) >= 15
    desk.mouse.wheel(0, 700)
    header = desk.locator("#ranked thead th").nth(2)
    expect(header).to_be_in_viewport()
    bar = desk.locator(".bar").bounding_box()
    box = header.bounding_box()
    assert bar is not None
    assert box is not None
    assert box["y"] == pytest.approx(bar["height"], abs=2)
    for row in rows.all():  # However long the names are, all buttons stand in one column.
        button = row.get_by_role("button", name="Dislike").bounding_box()
        assert button is not None
        assert button["x"] + button["width"] <= 1440
    assert desk.evaluate("document.documentElement.scrollWidth") <= 1440


def desk_height(page: Page) -> int:
    assert page.viewport_size is not None
    return page.viewport_size["height"]


def test_rows_are_moved_through_opened_selected_and_judged_by_keys(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    desk.goto(url_of(campaign, live_server))
    for key in ("j", "j"):
        desk.keyboard.press(key)
    cursor = desk.locator("[data-cursor]")
    name = cursor.locator("th a").inner_text()

    desk.keyboard.press("Enter")
    expect(desk.locator("#ranked .fold")).to_be_visible()
    expect(cursor.locator("th a")).to_have_text(name)
    desk.keyboard.press("Escape")
    expect(desk.locator("#ranked .fold")).to_have_count(0)
    desk.keyboard.press("x")
    expect(cursor.locator("input.tick")).to_be_checked()
    desk.keyboard.press("Shift+J")
    expect(desk.locator("input.tick:checked")).to_have_count(2)
    desk.keyboard.press("x")
    expect(desk.locator("input.tick:checked")).to_have_count(1)

    desk.keyboard.press("a")
    expect(desk.locator("#toasts")).to_contain_text("Liked 1 company")
    assert Verdict.objects.filter(company__name=name, value="like").exists()
    row = desk.locator(".ranked tbody tr").nth(1)  # The next one took its place.
    expect(row).to_have_attribute("data-cursor", "")
    assert row.evaluate("row => row.contains(document.activeElement)")
    desk.keyboard.press("j")
    other = cursor.locator("th a").inner_text()
    desk.keyboard.press("d")
    expect(desk.locator("#toasts")).to_contain_text("Disliked 1 company")
    assert Verdict.objects.filter(company__name=other, value="dislike").exists()
