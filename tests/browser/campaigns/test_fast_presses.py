"""A verdict belongs to the company that was on screen when its key, button or finger came down."""

import pytest
from playwright.sync_api import Page, expect

from leadqual.campaigns.models import Campaign, Verdict
from tests.browser.queueing import given, ready_card

pytestmark = pytest.mark.browser

QUICK = 60  # milliseconds between two presses
SLOW = 300
LATENCY = 800  # milliseconds of the network
_SWIPE = """([from, to]) => {
  const card = document.querySelector("#card-name");
  const touch = (x) => new Touch({ identifier: 1, target: card, clientX: x, clientY: 300 });
  const send = (kind, x, touches) => card.dispatchEvent(new TouchEvent(kind, {
    bubbles: true, touches, changedTouches: [touch(x)] }));
  send("touchstart", from, [touch(from)]); send("touchend", to, []);
}"""
_LIKE_AS_SOON_AS_IT_IS_HERE = """() => {
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.requestConfig.elt.matches("form[data-waits]")) return;
    const key = new KeyboardEvent("keydown", { key: "a", bubbles: true, cancelable: true });
    document.body.dispatchEvent(key);
    setTimeout(() => document.body.dispatchEvent(key));
  }, { once: true });
}"""


def slow_down(page: Page) -> None:
    network = {"offline": False, "latency": LATENCY, "downloadThroughput": -1}
    network["uploadThroughput"] = -1
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", network)


def press_twice(page: Page, keys: str, *, between: int) -> None:
    """Press one key after the other; the first is held down for the time between them."""
    first, second = list(keys)
    page.keyboard.press(first, delay=between)
    page.keyboard.press(second)


def judged_next(page: Page, before: str, key: str = "s") -> str:
    """Wait for the next card, judge it, and return its name: nothing came between."""
    expect(page.locator("#card-name")).not_to_have_text(before)
    name = ready_card(page)
    page.keyboard.press(key)
    expect(page.locator("#toasts")).to_contain_text(f"Skipped {name}")
    return name


def test_second_press_is_ignored_when_it_comes_within_60_ms(queue: Page) -> None:
    first = ready_card(queue)

    press_twice(queue, "xx", between=QUICK)

    second = judged_next(queue, first)
    assert given() == [(first, "dislike"), (second, "skip")]


@pytest.mark.parametrize("keys", ["xx", "xa", "as"])
def test_second_press_is_ignored_when_the_first_card_is_still_on_screen(
    queue: Page, keys: str
) -> None:
    slow_down(queue)
    first = ready_card(queue)

    press_twice(queue, keys, between=SLOW)

    second = judged_next(queue, first)
    value = {"x": "dislike", "a": "like"}[keys[0]]
    assert given() == [(first, value), (second, "skip")]


def test_key_held_down_judges_one_company(queue: Page) -> None:
    slow_down(queue)
    first = ready_card(queue)

    for _ in range(20):
        queue.keyboard.down("x")  # Repeats without a release are repeats of one key.
    queue.keyboard.up("x")

    second = judged_next(queue, first)
    assert given() == [(first, "dislike"), (second, "skip")]


def test_press_is_ignored_when_the_next_card_is_not_painted_yet(queue: Page) -> None:
    first = ready_card(queue)
    queue.evaluate(_LIKE_AS_SOON_AS_IT_IS_HERE)

    queue.keyboard.press("x")

    second = judged_next(queue, first)
    assert given() == [(first, "dislike"), (second, "skip")]


def test_second_click_is_ignored_when_the_first_card_is_still_on_screen(queue: Page) -> None:
    slow_down(queue)
    first = ready_card(queue)

    queue.get_by_role("button", name="Dislike", exact=True).dblclick(delay=QUICK)

    second = judged_next(queue, first)
    assert given() == [(first, "dislike"), (second, "skip")]


def test_click_is_ignored_when_the_next_card_has_just_come(queue: Page) -> None:
    first = ready_card(queue)
    queue.evaluate(
        """() => document.addEventListener("htmx:afterSettle", () => setTimeout(() => {
             document.querySelector(".judge .yes").click();
           }), { once: true })"""
    )

    queue.get_by_role("button", name="Dislike", exact=True).click()

    second = judged_next(queue, first)
    assert given() == [(first, "dislike"), (second, "skip")]


def test_second_swipe_is_ignored_when_the_first_card_is_still_on_screen(queue: Page) -> None:
    slow_down(queue)
    first = ready_card(queue)

    queue.evaluate(_SWIPE, [300, 100])
    queue.evaluate(_SWIPE, [300, 100])

    second = judged_next(queue, first)
    assert given() == [(first, "dislike"), (second, "skip")]


def test_swipe_judges_nothing_when_the_card_changed_under_the_finger(queue: Page) -> None:
    first = ready_card(queue)
    begin = _SWIPE.replace('send("touchend", to, []);', "")
    queue.evaluate(begin, [100, 100])
    queue.keyboard.press("x")
    expect(queue.locator("#card-name")).not_to_have_text(first)
    ready_card(queue)

    queue.evaluate(_SWIPE.replace('send("touchstart", from, [touch(from)]); ', ""), [100, 300])

    second = judged_next(queue, first)
    assert given() == [(first, "dislike"), (second, "skip")]


def test_undo_pressed_while_its_verdict_is_on_its_way_undoes_that_one(
    queue: Page, campaign: Campaign
) -> None:
    slow_down(queue)
    first = ready_card(queue)

    press_twice(queue, "xz", between=SLOW)

    expect(queue.locator("#toasts")).to_contain_text(f"Undone: dislike of {first}")
    expect(queue.locator("#card-name")).to_have_text(first)
    assert given() == [(first, "dislike")]
    assert Verdict.objects.get().undone_at is not None


def test_second_undo_is_ignored_when_the_first_is_on_its_way(queue: Page) -> None:
    first = ready_card(queue)
    queue.keyboard.press("x")
    second = judged_next(queue, first)
    ready_card(queue)
    slow_down(queue)

    press_twice(queue, "zz", between=SLOW)

    expect(queue.locator("#card-name")).to_have_text(second)
    ready_card(queue)
    assert list(Verdict.objects.order_by("pk").values_list("is_current", flat=True)) == [
        True,
        False,
    ]


def test_second_press_is_ignored_when_the_connection_is_lost(queue: Page) -> None:
    queue.context.set_offline(True)
    first = ready_card(queue)

    press_twice(queue, "xx", between=QUICK)

    expect(queue.locator("#card-name")).not_to_have_text(first)
    second = ready_card(queue)
    press_twice(queue, "aa", between=QUICK)
    expect(queue.locator("#card-name")).not_to_have_text(second)
    queue.context.set_offline(False)
    expect(queue.get_by_role("status", name="Verdicts saved offline")).to_contain_text("synced")
    assert given() == [(first, "dislike"), (second, "like")]


def test_press_counts_again_for_the_same_card_when_its_verdict_was_refused(queue: Page) -> None:
    first = ready_card(queue)
    queue.route("**/verdict/**", lambda route: route.fulfill(status=409), times=1)
    press_twice(queue, "az", between=QUICK)  # There is no verdict to undo.
    expect(queue.locator("#toasts")).not_to_be_empty()
    ready_card(queue)

    queue.keyboard.press("x")

    second = judged_next(queue, first)
    assert given() == [(first, "dislike"), (second, "skip")]
