"""The queue in a browser: it waits for the description, lists its keys and fits a phone."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.matching.campaigns import create_campaign
from leadqual.matching.models import Campaign, Verdict
from leadqual.matching.services import record_verdict
from tests.leadqual.matching.conftest import CLUSTERS, describe, make_companies

pytestmark = pytest.mark.browser
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
    expect(desk.get_by_role("heading", name="The description is being read…")).to_be_visible()

    describe(campaign, "Software for clinics", axis=CLUSTERS.index("clinic"))

    expect(desk.locator("#card-name")).to_contain_text("clinic", timeout=8_000)
    expect(desk.get_by_role("button", name="Like", exact=True)).to_be_visible()


def test_undo_is_among_the_keys_before_the_first_verdict(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    desk.keyboard.press("Backspace")
    desk.keyboard.press("?")

    line = desk.get_by_role("dialog", name="Keys of this page").get_by_role("listitem")
    expect(line.filter(has_text="Undo")).to_contain_text("Backspace")
    assert not Verdict.objects.exists()


def test_score_is_seen_on_a_phone_without_scrolling(
    desk: Page, campaign: Campaign, manager: User, live_server: LiveServer
) -> None:
    company = campaign.workspace.companies.earliest("pk")
    record_verdict(campaign=campaign, company=company, value=Verdict.Value.LIKE, author=manager)
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    line = desk.locator("#card .glance")
    expect(line).to_be_hidden()

    desk.set_viewport_size(PHONE)

    expect(line).to_be_in_viewport()
    expect(line).to_contain_text("ikely a")
    box = line.bounding_box()
    assert box is not None
    assert box["height"] < 48, "more than one line"
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_keys_pressed_while_a_verdict_is_on_its_way_count_for_the_next_cards_in_their_order(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")

    desk.evaluate(
        """for (const key of "axsaz")
             document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));"""
    )

    expect(desk.locator("#toasts")).to_contain_text("Undone")
    given = list(Verdict.objects.order_by("pk"))
    assert [verdict.value for verdict in given] == ["like", "dislike", "skip", "like"]
    assert len({verdict.company_id for verdict in given}) == 4
    assert [verdict.undone_at is None for verdict in given] == [True, True, True, False]


def test_keys_after_a_verdict_that_failed_are_refused_with_a_word(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    desk.route("**/verdict/**", lambda route: route.fulfill(status=409))

    desk.evaluate(
        """for (const key of "axx")
             document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));"""
    )

    expect(desk.locator("#toasts")).to_contain_text("Not counted: X X")
    assert not Verdict.objects.exists()
