"""The queue in a browser: it waits for the description, lists its keys and fits a phone."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from tests.browser.conftest import DESK
from tests.browser.queueing import number, ready_card, stored
from tests.leadqual.campaigns.conftest import CLUSTERS, describe, make_companies

pytestmark = pytest.mark.browser
TOAST_ABOVE_THE_BAR = """
() => document.querySelector(".toast").getBoundingClientRect().bottom
  <= document.querySelector("#verdict").getBoundingClientRect().top
"""
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def campaign(transactional_db: None, workspace: Workspace, manager: User) -> Campaign:
    """A campaign over three groups of companies, without a verdict."""
    for name in CLUSTERS:
        make_companies(workspace, name, 4, overview="Plans berths.")
    return create_campaign(workspace=workspace, name="Clinics", author=manager)


def test_first_card_comes_by_itself_once_the_description_is_read(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(description="Software for clinics")
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    expect(desk.get_by_role("heading", name="Analyzing the description…")).to_be_visible()

    describe(campaign, "Software for clinics", axis=CLUSTERS.index("clinic"))

    expect(desk.locator("#card-name")).to_contain_text("clinic")
    expect(desk.get_by_role("button", name="Like", exact=True)).to_be_visible()


@pytest.mark.slow
def test_phone_shows_how_far_it_is_large_buttons_the_other_tabs_and_all_keys(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    desk.set_viewport_size(PHONE)
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    expect(number(desk, "left")).to_have_text("12")
    for name in ("Like", "Skip", "Dislike"):
        button = desk.get_by_role("button", name=name, exact=True)
        expect(button).to_be_in_viewport()
        box = button.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 44
    desk.set_viewport_size({"width": 1200, "height": 500})
    desk.keyboard.press("Backspace")
    desk.keyboard.press("?")
    dialog = desk.get_by_role("dialog", name="Keyboard shortcuts")
    lines = dialog.get_by_role("listitem").all_inner_texts()
    assert lines[0].endswith("Strong dislike")
    assert sum(line.split()[0] == "Z" for line in lines) == 1
    assert any(line.endswith("Set goal") for line in lines)
    assert not Verdict.objects.exists()
    assert dialog.evaluate("(one) => one.getBoundingClientRect().bottom <= innerHeight")
    dialog.get_by_role("listitem").last.scroll_into_view_if_needed()
    expect(dialog.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
    dialog.get_by_role("button", name="Close").click()
    desk.set_viewport_size(PHONE)
    redo, exit_ = desk.locator("#redo"), desk.get_by_role("button", name="Exit")
    tops = [one.evaluate("(button) => button.getBoundingClientRect().top") for one in (redo, exit_)]
    assert tops[0] == pytest.approx(tops[1], abs=4)
    assert redo.evaluate("(button) => button.offsetWidth") < PHONE["width"] / 2
    desk.locator("summary", has_text="More").click()
    for name in ("Map", "Results", "Recommendations"):
        expect(desk.get_by_role("link", name=name, exact=True)).to_be_visible()
    desk.get_by_role("link", name="Recommendations", exact=True).click()
    expect(desk).to_have_url(re.compile("/recommendations/$"))
    desk.goto(f"{live_server.url}/campaigns/new/")
    expect(desk.get_by_label("Name")).to_be_focused()


@pytest.mark.slow
def test_the_card_keeps_its_place_when_the_numbers_come_and_its_score_is_seen_on_a_phone(
    desk: Page, campaign: Campaign, manager: User, live_server: LiveServer
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(name="Software for freight forwarders")
    address = f"{live_server.url}/campaigns/{campaign.pk}/queue/"
    desk.goto(address)
    top = "document.getElementById('card').getBoundingClientRect().top"
    before = desk.evaluate(top)
    for company in campaign.workspace.companies.order_by("pk")[:3]:
        record_verdict(campaign=campaign, company=company, value=Verdict.Value.LIKE, author=manager)

    desk.goto(address)

    expect(number(desk, "like")).to_have_text("3")
    assert desk.evaluate(top) == pytest.approx(before, abs=1)
    expect(desk.locator("#card .glance")).to_be_hidden()
    desk.set_viewport_size(PHONE)
    line = desk.locator("#card .glance")  # The score.
    expect(line).to_be_in_viewport()
    expect(line).to_contain_text("ikely ")
    box = line.bounding_box()
    assert box is not None
    assert box["height"] < 48, "more than one line"
    for name in ("Find", "Edit recent"):
        expect(desk.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.slow
def test_reasons_of_a_campaign_are_edited_and_ticked_by_their_keys(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/reasons/")
    desk.locator("[name=like_1]").fill("Has wards")
    desk.locator("[name=dislike_2]").fill("Is a vet")
    desk.get_by_role("button", name="Save reasons").click()
    expect(desk.locator("#toasts")).to_contain_text("Reasons saved.")
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    for keys in ("2x", "r1a"):
        name = ready_card(desk)
        for key in keys:
            desk.keyboard.press(key)
        expect(desk.locator("#card-name")).not_to_have_text(name)

    stored(desk, 2)
    told = [
        (verdict.value, [reason.text for reason in verdict.reasons.all()])
        for verdict in Verdict.objects.order_by("pk")
    ]
    assert told == [("dislike", ["Is a vet"]), ("like", ["Has wards"])]


@pytest.mark.slow
def test_the_last_ten_verdicts_are_changed_on_one_page(
    desk: Page, campaign: Campaign, manager: User, live_server: LiveServer
) -> None:
    for company in campaign.workspace.companies.order_by("pk")[:11]:
        value = Verdict.Value.LIKE
        record_verdict(campaign=campaign, company=company, value=value, author=manager)
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")

    desk.keyboard.press("e")

    rows = desk.locator("section.card", has=desk.get_by_role("radio"))
    expect(rows).to_have_count(10)
    name = rows.nth(3).get_by_role("heading").inner_text()
    rows.nth(3).get_by_role("radio", name="Dislike", exact=True).check()
    rows.nth(3).get_by_role("button", name="Change verdict").click()
    expect(desk.locator("#toasts")).to_contain_text(name)
    verdict = Verdict.objects.get(is_current=True, company__name=name)
    assert verdict.value == "dislike"
    assert Verdict.objects.filter(is_current=True, value="like").count() == 10
    row = desk.locator("section.card", has=desk.get_by_role("heading", name=name, exact=True))
    expect(row).to_have_attribute("data-cursor", "")
    desk.keyboard.press("s")
    expect(desk.locator("#toasts")).to_contain_text(f"{name} is now skipped")
    desk.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("data-cursor", "")
    expect(desk.locator("[data-cursor]")).to_have_count(1)
    desk.keyboard.press("Escape")
    expect(desk.locator("#card-name")).to_be_visible()


def test_arrows_and_enter_open_what_slash_found(
    queue: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    queue.keyboard.press("/")
    box = queue.get_by_role("searchbox")
    box.fill("bakery")
    rows = queue.locator("#found").get_by_role("button")
    expect(rows.nth(1)).to_be_visible()
    second = (rows.nth(1).text_content() or "").removeprefix("Give verdict on ")

    queue.keyboard.press("ArrowDown")
    queue.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    queue.keyboard.press("ArrowUp")
    expect(rows.nth(0)).to_be_focused()
    queue.keyboard.press("ArrowDown")
    queue.keyboard.press("Enter")
    expect(queue.locator("#card-name")).to_have_text(second)

    queue.keyboard.press("/")
    box.fill("clinic 3")
    expect(queue.get_by_role("button", name="Give verdict on clinic 3")).to_be_visible()
    box.press("Enter")
    expect(queue.locator("#card-name")).to_have_text("clinic 3")
    assert ready_card(queue) == "clinic 3"
    queue.keyboard.press("x")
    expect(queue.locator("#toasts")).to_contain_text("Disliked clinic 3")
    for size in (PHONE, DESK):  # The message lies on no reason.
        queue.set_viewport_size(size)
        queue.wait_for_function(TOAST_ABOVE_THE_BAR)
    assert stored(queue, 1) == [("clinic 3", "dislike")]
