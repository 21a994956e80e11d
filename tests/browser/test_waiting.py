"""Without a connection nothing is lost: verdicts wait in the browser, and arrive once, in order."""

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.matching.campaigns import create_campaign
from leadqual.matching.models import Campaign, Verdict
from tests.browser.conftest import sign_in
from tests.conftest import client_of
from tests.leadqual.matching.conftest import CLUSTERS, make_companies

pytestmark = pytest.mark.browser


@pytest.fixture
def campaign(transactional_db: None, workspace: Workspace, manager: User) -> Campaign:
    """A campaign over so many companies that some cards are kept ahead."""
    for name in CLUSTERS:
        make_companies(workspace, name, 20, overview="Plans berths.")
    return create_campaign(workspace=workspace, name="Clinics", author=manager)


@pytest.fixture
def queue(desk: Page, campaign: Campaign, live_server: LiveServer) -> Page:
    """The queue with cards that are kept ahead."""
    with desk.expect_response("**/queue/ahead/"):
        desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    return desk


def press(page: Page, keys: str) -> list[str]:
    """Press keys one after the other and return the cards that they were for."""
    seen = []
    for key in keys:
        before = page.locator("#card-name").inner_text()
        seen.append(before)
        page.keyboard.press(key)
        expect(page.locator("#card-name")).not_to_have_text(before)
    return seen


def given() -> list[tuple[str, str]]:
    verdicts = Verdict.objects.order_by("pk").select_related("company")
    return [(one.company.name, one.value) for one in verdicts]


def test_verdicts_wait_are_named_and_arrive_in_order(queue: Page, campaign: Campaign) -> None:
    queue.context.set_offline(True)

    names = press(queue, "ax")

    waits = queue.get_by_role("status", name="Verdicts that wait")
    expect(waits).to_contain_text("2 verdicts wait, not lost; sent again when the line is back.")
    expect(waits).to_contain_text(f"Like of {names[0]}, Dislike of {names[1]}")
    expect(queue.locator("#toasts")).not_to_contain_text("Nothing was saved")
    assert given() == []
    shown = queue.locator("#card-name").inner_text()
    queue.context.set_offline(False)
    expect(waits).to_contain_text("2 verdicts have arrived.", timeout=15_000)
    assert given() == [(names[0], "like"), (names[1], "dislike")]
    expect(queue.locator("header .num")).to_contain_text("2 of 60 judged")
    expect(queue.locator("#card-name")).to_have_text(shown)


def test_undo_takes_back_what_waits_and_the_card_comes_again(
    queue: Page, campaign: Campaign
) -> None:
    queue.context.set_offline(True)
    names = press(queue, "ax")

    queue.keyboard.press("z")

    expect(queue.locator("#card-name")).to_have_text(names[1])
    waits = queue.get_by_role("status", name="Verdicts that wait")
    expect(waits).to_contain_text("1 verdict waits, not lost")
    press(queue, "s")
    queue.context.set_offline(False)
    expect(waits).to_contain_text("have arrived.", timeout=15_000)
    assert given() == [(names[0], "like"), (names[1], "dislike"), (names[1], "skip")]
    undone = Verdict.objects.get(undone_at__isnull=False)
    assert (undone.company.name, undone.value) == (names[1], "dislike")
    assert Verdict.objects.filter(is_current=True).count() == 2


def test_verdict_whose_answer_was_lost_counts_once(queue: Page, campaign: Campaign) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    queue.route("**/verdict/**", lose, times=1)

    (name,) = press(queue, "a")

    waits = queue.get_by_role("status", name="Verdicts that wait")
    expect(waits).to_contain_text("1 verdict has arrived.", timeout=15_000)
    assert given() == [(name, "like")]


def test_waiting_verdict_outlives_a_reload_and_is_sent_by_nobody_else(
    queue: Page, campaign: Campaign, manager: User, qualifier: User, live_server: LiveServer
) -> None:
    for address in ("**/verdict/**", "**/queue/arrive/"):
        queue.route(address, lambda route: route.abort())
    (name,) = press(queue, "a")
    waits = queue.get_by_role("status", name="Verdicts that wait")

    queue.reload()
    expect(waits).to_contain_text("1 verdict waits, not lost")

    sign_in(queue, client_of(qualifier), live_server)
    queue.unroute_all()
    with queue.expect_response("**/queue/ahead/"):
        queue.reload()
    expect(waits).to_be_hidden()
    assert given() == []
    sign_in(queue, client_of(manager), live_server)
    queue.reload()
    expect(waits).to_contain_text("1 verdict has arrived.")
    assert [(one.company.name, one.author) for one in Verdict.objects.all()] == [(name, manager)]


def test_verdict_that_is_not_taken_is_named_until_it_is_put_away(
    queue: Page, campaign: Campaign
) -> None:
    queue.context.set_offline(True)
    (name,) = press(queue, "a")
    Campaign.objects.update(archived_at="2026-11-21T00:00:00Z")
    queue.context.set_offline(False)

    waits = queue.get_by_role("status", name="Verdicts that wait")
    expect(waits).to_contain_text(
        f"Not taken: Like of {name}. This campaign is archived.", timeout=15_000
    )
    queue.get_by_role("button", name="Put away").click()
    expect(waits).to_be_hidden()
    assert given() == []


def test_two_browsers_never_show_the_same_card(
    queue: Page, campaign: Campaign, qualifier: User, live_server: LiveServer
) -> None:
    assert queue.context.browser is not None
    other = queue.context.browser.new_page()
    sign_in(other, client_of(qualifier), live_server)
    with other.expect_response("**/queue/ahead/"):
        other.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    seen: list[str] = []

    for key in "axsax":
        for page in (queue, other):
            seen += press(page, key)
    other.context.set_offline(True)  # Cards that are kept ahead are nobody else's, too.
    for _ in range(2):
        seen += press(other, "a")
        seen += press(queue, "a")

    assert len(seen) == len(set(seen)) == 14
    for page in (queue, other):  # Nobody asks for a card any more while the tables are emptied.
        page.wait_for_load_state("networkidle")
        page.goto("about:blank")
    other.close()


def test_swipe_judges_and_slash_finds_a_company(
    queue: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    name = queue.locator("#card-name").inner_text()
    queue.evaluate(
        """() => {
          const card = document.querySelector("#card-name");
          const touch = (x) => new Touch({ identifier: 1, target: card, clientX: x, clientY: 300 });
          const send = (kind, x, touches) => card.dispatchEvent(new TouchEvent(kind, {
            bubbles: true, touches, changedTouches: [touch(x)] }));
          send("touchstart", 100, [touch(100)]); send("touchend", 260, []);
        }"""
    )
    expect(queue.locator("#toasts")).to_contain_text(f"Liked {name}")

    queue.keyboard.press("/")
    queue.get_by_role("searchbox").fill("bakery 19")
    queue.get_by_role("button", name="Judge bakery 19").click()

    expect(queue.locator("#card-name")).to_have_text("bakery 19")
    queue.keyboard.press("x")
    expect(queue.locator("#toasts")).to_contain_text("Disliked bakery 19")
    queue.keyboard.press("e")
    expect(queue.get_by_role("heading", name="My last verdicts")).to_be_visible()
    assert given() == [(name, "like"), ("bakery 19", "dislike")]
