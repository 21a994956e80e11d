"""The numbers and filters of the queue in a browser: right at once, also without a connection."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.campaigns.models import Campaign
from leadqual.leads.models import Company
from tests.browser.conftest import open_queue, sign_in
from tests.browser.queueing import NOTHING_WAITS, number, press, ready_card, stored

pytestmark = pytest.mark.browser
KEYS = {"a": "like", "x": "dislike", "s": "skip"}


def expect_numbers(page: Page, left: int, keys: str) -> None:
    expect(number(page, "left")).to_have_text(str(left))
    given = Counter(KEYS[key] for key in keys)
    for name in KEYS.values():
        expect(number(page, name)).to_have_text(str(given[name]))


def test_numbers_are_right_after_each_press_before_and_after_the_server_has_it(
    queue: Page,
) -> None:
    queue.context.set_offline(True)
    keys = "axsa"
    for n in range(len(keys)):
        press(queue, keys[n])
        expect_numbers(queue, 60 - n - 1, keys[: n + 1])
    ready_card(queue)
    queue.keyboard.press("z")
    expect_numbers(queue, 57, keys[:3])

    queue.context.set_offline(False)
    queue.wait_for_function(NOTHING_WAITS)

    expect_numbers(queue, 57, keys[:3])
    press(queue, "ax")
    expect_numbers(queue, 55, keys[:3] + "ax")
    stored(queue, 6)
    queue.reload()
    expect_numbers(queue, 55, keys[:3] + "ax")


def test_filtered_queue_asks_about_nothing_else_and_its_chip_needs_a_connection(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    german = Company.objects.filter(name__in=("port 3", "port 4", "bakery 5"))
    names = set(german.values_list("name", flat=True))
    Company.objects.update(country="France")
    german.update(country="Germany")
    queue = open_queue(desk, campaign, live_server)
    queue.keyboard.press("h")
    expect(queue.locator(".queue-filters summary").first).to_be_focused()
    queue.get_by_text("Country", exact=True).click()
    queue.get_by_role("checkbox", name="Germany").check()
    queue.get_by_role("button", name="Apply filters").click()
    expect(queue).to_have_url(re.compile(r"/queue/\?country=Germany$"))
    expect(number(queue, "left")).to_have_text("3")

    first = ready_card(queue)
    queue.keyboard.press("h")
    expect(queue.locator(".queue-filters summary").first).to_be_focused()
    queue.keyboard.press("Escape")  # Gives the keys of the page back.
    queue.keyboard.press("a")
    expect(queue.locator("#toasts")).to_contain_text(f"Liked {first}")
    queue.context.set_offline(True)
    queue.get_by_role("link", name="Remove Germany").click()
    expect(queue.locator("#toasts")).to_contain_text("try again once you reconnect.")
    second = ready_card(queue)
    queue.context.set_offline(False)
    press(queue, "a")
    third = ready_card(queue)
    queue.keyboard.press("x")

    assert {first, second, third} == names
    expect(queue.get_by_role("heading", name="No cards match these filters")).to_be_visible()
    expect(number(queue, "left")).to_have_text("0")
    queue.get_by_role("link", name="Remove “Country”").click()
    assert ready_card(queue) not in names
    expect(queue).to_have_url(re.compile(r"/queue/\??$"))
    expect(number(queue, "left")).to_have_text("57")


@pytest.mark.slow
def test_swipe_may_begin_on_a_link_and_a_tap_on_it_follows_it(
    campaign: Campaign,
    manager_client: Client,
    live_server: LiveServer,
    new_page: Callable[..., Page],
) -> None:
    for company in Company.objects.all():
        Company.objects.filter(pk=company.pk).update(domain=f"c{company.pk}.example")
    phone = new_page(has_touch=True, viewport={"width": 390, "height": 844})
    sign_in(phone, manager_client, live_server)
    queue = open_queue(phone, campaign, live_server)
    name = ready_card(queue)
    link = queue.locator("#card a", has_text=".example")
    box = link.bounding_box()
    assert box is not None
    x, y = box["x"] + 5, box["y"] + box["height"] / 2
    session = queue.context.new_cdp_session(queue)
    for kind, points in (
        ("touchStart", [x]),
        ("touchMove", [x + 60]),
        ("touchMove", [x + 130]),
        ("touchEnd", []),
    ):
        touches = [{"x": at, "y": y} for at in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    expect(queue.locator("#toasts")).to_contain_text(f"Liked {name}")
    assert len(queue.context.pages) == 1

    stored(queue, 1)
    queue.wait_for_function(NOTHING_WAITS)
    ready_card(queue)
    with queue.context.expect_page():
        link.tap()
