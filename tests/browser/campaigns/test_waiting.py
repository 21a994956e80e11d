"""Without a connection nothing is lost: verdicts wait in the browser, and arrive once, in order."""

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from tests.browser.conftest import sign_in
from tests.browser.page_time import pass_time
from tests.browser.patience import comes_true
from tests.browser.queueing import (
    NOTHING_WAITS,
    given,
    press,
    ready_card,
    stored,
    waits,
)
from tests.product import client_of

pytestmark = pytest.mark.browser


def test_verdicts_wait_are_named_undone_and_arrive_in_order(
    queue: Page, campaign: Campaign
) -> None:
    queue.context.set_offline(True)
    names = press(queue, "ax")
    expect(waits(queue)).to_contain_text(
        "2 verdicts saved in this browser; they will sync when you reconnect."
    )
    expect(waits(queue)).to_contain_text(f"{names[0]} (like), {names[1]} (dislike)")
    expect(queue.locator("#toasts")).not_to_contain_text("Nothing was saved")

    queue.keyboard.press("z")

    expect(queue.locator("#card-name")).to_have_text(names[1])
    expect(waits(queue)).to_contain_text("1 verdict saved in this browser")
    press(queue, "s")
    shown = queue.locator("#card-name").inner_text()
    assert given() == []
    queue.context.set_offline(False)
    expect(queue.locator("#toasts")).to_contain_text("synced.")
    expect(queue.locator("#card-name")).to_have_text(shown)
    queue.reload()
    expect(queue.locator("#card-name")).to_have_text(shown)
    assert given() == [(names[0], "like"), (names[1], "dislike"), (names[1], "skip")]
    undone = Verdict.objects.get(undone_at__isnull=False)
    assert (undone.company.name, undone.value) == (names[1], "dislike")
    assert Verdict.objects.filter(is_current=True).count() == 2


@pytest.mark.slow
def test_what_is_pressed_while_others_are_sent_goes_with_them_and_all_that_arrived_are_counted(
    queue: Page, campaign: Campaign
) -> None:
    queue.context.set_offline(True)
    (first,) = press(queue, "a")
    under_way: list[Route] = []

    def hold(route: Route) -> None:
        under_way.append(route)

    queue.route("**/queue/sync/", hold, times=1)
    queue.context.set_offline(False)
    assert comes_true(queue, lambda: bool(under_way))

    (second,) = press(queue, "x")
    under_way[0].fetch()
    under_way[0].abort()  # It arrived, but its answer is lost.

    expect(queue.locator("#toasts")).to_contain_text("2 verdicts synced.")
    assert given() == [(first, "like"), (second, "dislike")]


def test_waiting_verdict_outlives_a_reload_and_is_sent_by_nobody_else(
    queue: Page, campaign: Campaign, manager: User, qualifier: User, live_server: LiveServer
) -> None:
    without_keepalive = (
        "const ask = window.fetch; window.fetch = (address, options) =>"
        " options?.keepalive ? Promise.reject() : ask(address, options);"
    )  # Nothing that is tested here sees what is sent while a page is left.
    queue.evaluate(f"() => {{ {without_keepalive} }}")
    queue.add_init_script(without_keepalive)
    queue.route("**/queue/sync/", lambda route: route.abort())
    (name,) = press(queue, "a")

    queue.reload()
    expect(waits(queue)).to_contain_text("1 verdict saved in this browser")

    sign_in(queue, client_of(qualifier), live_server)
    queue.unroute_all()
    with queue.expect_response("**/queue/sync/"):
        queue.reload()
    expect(waits(queue)).to_be_hidden()
    assert given() == []
    sign_in(queue, client_of(manager), live_server)
    queue.reload()
    stored(queue, 1)
    assert [(one.company.name, one.author) for one in Verdict.objects.all()] == [(name, manager)]


@pytest.mark.slow
def test_what_is_confirmed_after_a_reload_was_asked_for_can_be_undone_there(
    queue: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    under_way: list[Route] = []
    answered: list[str] = []

    def hold(route: Route) -> None:
        if answered:
            route.continue_()
        else:
            under_way.append(route)

    queue.route("**/queue/sync/", hold)
    with queue.expect_request("**/queue/sync/"):
        names = press(queue, "a")

    queue.on("requestfinished", lambda request: answered.append(request.url))

    def made_before(route: Route) -> None:
        page = route.fetch()
        for one in under_way:
            one.continue_()
        comes_true(queue, lambda: any(url.endswith("/sync/") for url in answered))
        route.fulfill(response=page)

    queue.route(f"{live_server.url}/campaigns/{campaign.pk}/queue/", made_before)
    queue.reload()

    undo = queue.get_by_role("button", name=f"Undo like of {names[0]}")
    expect(undo).to_be_enabled()
    expect(queue.locator("#card-name")).not_to_have_text(names[0])
    queue.wait_for_function(NOTHING_WAITS)
    assert given() == [(names[0], "like")]


@pytest.mark.slow
def test_queue_without_cards_and_connection_waits_calmly_and_goes_on_when_it_is_back(
    queue: Page,
) -> None:
    queue.context.set_offline(True)
    asked: list[str] = []
    queue.on("request", lambda request: asked.append(request.url))
    while queue.locator("#card-name").count():
        shown = ready_card(queue)
        queue.keyboard.press("s")
        expect(queue.locator("#main:not([aria-busy=true])")).to_be_visible()
        expect(queue.locator("#card-name", has_text=shown)).to_have_count(0)
    end = queue.locator("#card")
    expect(end).to_contain_text("No more cards stored")
    expect(end).to_contain_text("verdicts saved in this browser. They sync")

    before = len(asked)
    with queue.expect_event("request"):
        pass_time(queue, 30)  # The next try.
    queue.keyboard.press("l")

    expect(queue.locator("#toasts")).to_contain_text("try again once you reconnect.")
    expect(end).to_be_visible()
    assert len(asked) <= before + 2
    queue.context.set_offline(False)
    ready_card(queue)
