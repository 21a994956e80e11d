"""A verdict belongs to the company that was on screen when its key, button or finger came down."""

import re

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.campaigns.models import Campaign, Verdict
from tests.browser.conftest import open_queue
from tests.browser.page_time import stop_time
from tests.browser.patience import comes_true
from tests.browser.queueing import NOTHING_WAITS, cards_kept_ahead, press, ready_card, stored

pytestmark = pytest.mark.browser

FRAME, QUICK = 20, 60  # milliseconds: until the next card is painted, and between two presses
LATENCY = 800  # milliseconds of the network


def slow_down(page: Page) -> None:
    network = {"offline": False, "latency": LATENCY, "downloadThroughput": -1}
    network["uploadThroughput"] = -1
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", network)


def swipe(page: Page, *steps: int, at: int = 300) -> None:
    """Draw a finger over the card; the last step lifts it."""
    session = page.context.new_cdp_session(page)
    for kind, x in (("touchStart", steps[0]), *(("touchMove", x) for x in steps[1:])):
        points = [{"x": x, "y": at}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def standing() -> list[tuple[str, str]]:
    verdicts = Verdict.objects.filter(undone_at=None).order_by("pk").select_related("company")
    return [(one.company.name, one.value) for one in verdicts]


def test_every_press_counts_for_the_card_on_screen_however_slow_the_line_is(queue: Page) -> None:
    slow_down(queue)
    seen = []

    for key in ("x", "a", "ArrowLeft", "s", "ArrowRight", "ArrowDown"):
        seen.append(ready_card(queue))
        queue.keyboard.press(key)

    assert len(set(seen)) == 6
    values = ["dislike", "like", "dislike", "skip", "like", "skip"]
    assert stored(queue, 6) == list(zip(seen, values, strict=True))


def test_key_held_down_or_pressed_before_the_next_card_is_painted_judges_one_company(
    queue: Page,
) -> None:
    first = ready_card(queue)
    for _ in range(20):
        queue.keyboard.down("x")  # Repeats without a release are repeats of one key.
    queue.keyboard.up("x")
    expect(queue.locator("#card-name")).not_to_have_text(first)
    second = ready_card(queue)
    queue.evaluate(
        """() => document.addEventListener("leadqual:card", () => {
             const key = { key: "a", bubbles: true, cancelable: true };
             document.body.dispatchEvent(new KeyboardEvent("keydown", key));
           }, { once: true })"""
    )

    names = press(queue, "sx")

    assert names[0] == second
    assert stored(queue, 3) == [(first, "dislike"), (second, "skip"), (names[1], "dislike")]


@pytest.mark.slow
def test_next_card_is_laid_out_before_it_is_pressed_for(queue: Page) -> None:
    first = ready_card(queue)
    behind = queue.locator(".deck > article[data-unseen]")
    expect(behind).to_have_count(1)
    assert behind.get_attribute("id") is None
    widths = "parts => parts.map(part => part.querySelector('.card').offsetWidth)"
    assert len(set(queue.locator(".deck > article").evaluate_all(widths))) == 1
    queue.evaluate("window.behind = document.querySelector('.deck > article[data-unseen]')")

    queue.keyboard.press("a")

    expect(queue.locator("#card-name")).not_to_have_text(first)
    assert queue.evaluate("document.getElementById('card') === window.behind")
    assert queue.evaluate("document.getElementById('why').dataset.unseen === undefined")
    ids = queue.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
    assert len(ids) == len(set(ids))


@pytest.mark.slow
def test_page_says_that_it_is_busy_until_its_keys_work(queue: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    script = "**/js/queue/queue*.js"
    queue.route(script, hold)
    with queue.expect_request(script):
        queue.reload(wait_until="commit")
    expect(queue.locator("#main[aria-busy=true] #card-name")).to_be_visible()

    (route,) = held
    route.continue_()

    first = ready_card(queue)
    queue.keyboard.press("a")
    expect(queue.locator("#card-name")).not_to_have_text(first)


@pytest.mark.slow
def test_goal_is_written_by_keys_and_counts_what_is_pressed_and_undone(queue: Page) -> None:
    first = ready_card(queue)
    field = queue.get_by_label("Verdicts in this session")
    words, reached = queue.locator("#session [data-words]"), queue.locator("#goal-reached")
    queue.keyboard.press("g")
    expect(field).to_be_focused()
    queue.keyboard.type("2")
    expect(field).to_have_value("2")
    queue.keyboard.press("Escape")  # Closes the menu alone.
    expect(field).to_be_hidden()
    assert ready_card(queue) == first
    queue.keyboard.press("g")
    expect(field).to_be_focused()
    queue.keyboard.type("2")
    queue.keyboard.press("Enter")
    expect(words).to_have_text("0 of 2")

    said_after = {"s": "0 of 2", "a": "1 of 2", "x": "Goal of 2 reached", "z": "1 of 2"}
    for key, said in said_after.items():
        name = ready_card(queue)
        queue.keyboard.press(key)
        expect(queue.locator("#card-name")).not_to_have_text(name)
        expect(words).to_have_text(said)
    expect(reached).to_be_hidden()
    press(queue, "x")
    expect(reached).to_be_visible()
    queue.keyboard.press("v")

    expect(queue).to_have_url(re.compile("/queue/summary/$"))
    expect(queue.get_by_role("main")).to_contain_text("Goal of 2 reached.")


def test_message_names_the_reason_and_full_stop_repeats_it(queue: Page) -> None:
    toast, repeat = queue.locator("#toasts .toast"), queue.locator("#repeat")
    expect(repeat).to_be_disabled()
    first = ready_card(queue)
    queue.keyboard.press("2")
    queue.keyboard.press("x")
    expect(toast).to_contain_text(f"Disliked {first}: Too small")
    expect(toast.get_by_role("button")).to_have_text(["Undo Z", ""])
    second = ready_card(queue)
    queue.keyboard.press("z")
    expect(toast).to_contain_text(f"Undone: dislike of {first}")
    expect(toast.get_by_role("button")).to_have_text(["Redo Y", ""])
    assert ready_card(queue) == first
    toast.get_by_role("button", name="Redo").click()
    expect(toast).to_contain_text(f"Disliked {first}: Too small")
    assert ready_card(queue) == second
    expect(repeat).to_have_accessible_name("Repeat dislike, Too small")

    queue.keyboard.press(".")

    stored(queue, 3)
    assert comes_true(queue, lambda: standing() == [(first, "dislike"), (second, "dislike")])
    found = Verdict.objects.filter(undone_at=None)
    assert [one.text for verdict in found for one in verdict.reasons.all()] == ["Too small"] * 2


@pytest.mark.slow
def test_second_click_of_a_double_click_is_ignored(
    desk: Page, campaign: Campaign, live_server: LiveServer
) -> None:
    desk.clock.install()
    queue = open_queue(desk, campaign, live_server)
    first = ready_card(queue)
    box = queue.get_by_role("button", name="Dislike", exact=True).bounding_box()
    assert box is not None
    stop_time(queue)

    queue.mouse.click(box["x"] + 9, box["y"] + 9)
    queue.clock.run_for(FRAME)
    second = ready_card(queue)
    assert second != first
    queue.clock.run_for(QUICK)
    queue.mouse.down(click_count=2)
    queue.mouse.up(click_count=2)

    assert ready_card(queue) == second
    queue.clock.resume()
    queue.keyboard.press("s")
    assert stored(queue, 2) == [(first, "dislike"), (second, "skip")]


def test_card_follows_the_finger_previews_the_verdict_and_goes_back_when_released_early(
    queue: Page,
) -> None:
    first = ready_card(queue)
    session = queue.context.new_cdp_session(queue)

    def touch(kind: str, *xs: int) -> None:
        points = [{"x": x, "y": 300} for x in xs]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    card = queue.locator("#card")
    touch("touchStart", 400)
    for x in (420, 440, 460):
        touch("touchMove", x)
    # Moves of a finger are taken together with the next frame: the last one has come then.
    expect(card).to_have_attribute("style", re.compile(r"translateX\(60px\)"))
    expect(card).to_have_attribute("data-pull", "like")
    moved = card.evaluate("card => new DOMMatrix(getComputedStyle(card).transform).e")
    assert 40 <= moved <= 60
    tint = card.evaluate("card => Number(getComputedStyle(card, '::after').opacity)")
    assert 0.3 < tint < 0.8
    touch("touchMove", 380)
    expect(card).to_have_attribute("data-pull", "dislike")
    touch("touchEnd")

    expect(card).not_to_have_attribute("data-pull", "dislike")
    expect(queue.locator("#card-name")).to_have_text(first)
    assert card.evaluate("card => card.style.transform") == ""

    swipe(queue, 500, 450, 400, 350)
    expect(queue.locator("#card-name")).not_to_have_text(first)
    assert stored(queue, 1) == [(first, "dislike")]


@pytest.mark.slow
def test_swipe_judges_nothing_when_the_card_changed_under_the_finger(queue: Page) -> None:
    first = ready_card(queue)
    session = queue.context.new_cdp_session(queue)
    for kind, x in (("touchStart", 400), ("touchMove", 450)):
        points = {"type": kind, "touchPoints": [{"x": x, "y": 300}]}
        session.send("Input.dispatchTouchEvent", points)
    queue.keyboard.press("x")
    expect(queue.locator("#card-name")).not_to_have_text(first)
    second = ready_card(queue)

    for x in (550, 650):
        points = {"type": "touchMove", "touchPoints": [{"x": x, "y": 300}]}
        session.send("Input.dispatchTouchEvent", points)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    expect(queue.locator("#card-name")).to_have_text(second)
    assert stored(queue, 1) == [(first, "dislike")]


def test_undo_and_repeat_after_a_reload_go_on_from_before_it(queue: Page) -> None:
    first, second = press(queue, "xa")
    stored(queue, 2)
    queue.reload()
    ready_card(queue)

    for name in (second, first):
        queue.keyboard.press("z")
        expect(queue.locator("#card-name")).to_have_text(name)
        ready_card(queue)
    queue.wait_for_function(NOTHING_WAITS)
    queue.reload()
    (repeated,) = press(queue, ".")

    assert comes_true(queue, lambda: standing() == [(repeated, "like")])


def test_undo_brings_the_card_back_at_once_and_redo_repeats_it(queue: Page) -> None:
    queue.route("**/queue/sync/", lambda _: None)  # No answer orders the cards anew.
    first = ready_card(queue)
    queue.keyboard.press("Shift+X")
    second = ready_card(queue)
    queue.keyboard.press("a")
    third = ready_card(queue)

    queue.keyboard.press("z")
    assert ready_card(queue) == second
    queue.keyboard.press("z")
    assert ready_card(queue) == first
    redo = queue.get_by_role("button", name=f"Redo strong dislike of {first}")
    expect(redo).to_be_enabled()
    queue.keyboard.press("y")
    assert ready_card(queue) == second
    queue.keyboard.press("Shift+Z")

    assert ready_card(queue) == third
    expect(queue.locator("#redo")).to_be_disabled()
    queue.unroute("**/queue/sync/")  # What was held goes on.
    # Two presses, both undone and repeated: what stands is the same before the undo arrives.
    assert comes_true(queue, lambda: Verdict.objects.count() == 4)
    assert comes_true(queue, lambda: standing() == [(first, "dislike"), (second, "like")])
    assert Verdict.objects.get(company__name=first, undone_at=None).weight == 2


@pytest.mark.slow
def test_contradictory_reasons_are_not_ticked_together_and_the_page_says_so(queue: Page) -> None:
    ready_card(queue)
    queue.keyboard.press("2")
    queue.keyboard.press("3")

    small = queue.get_by_role("checkbox", name="Too small")
    expect(small).not_to_be_checked()
    expect(queue.get_by_role("checkbox", name="Too large")).to_be_checked()
    said = queue.locator("#contradiction")
    expect(said).to_have_text("“Too large” contradicts “Too small”, which was cleared.")

    queue.keyboard.press("r")
    queue.keyboard.press("1")
    expect(said).to_contain_text("contradicts “Too large”, which was cleared.")
    queue.keyboard.press("x")

    stored(queue, 1)
    assert not Verdict.objects.get().reasons.exists()
    expect(queue.locator("#toasts")).to_contain_text("was not saved: it applies only to a like")


@pytest.mark.slow
def test_two_tabs_of_one_person_do_not_judge_a_company_twice(queue: Page) -> None:
    other = queue.context.new_page()
    with cards_kept_ahead(other):
        other.goto(queue.url)
    assert ready_card(other) == ready_card(queue)

    name = ""
    seen = []
    for page, key, value in ((queue, "a", "like"), (other, "x", "dislike")) * 3:
        expect(page.locator("#card-name")).not_to_have_text(name)  # It hears of the other tab.
        name = ready_card(page)
        seen.append((name, value))
        page.keyboard.press(key)

    assert len({name for name, _ in seen}) == len(seen)
    assert sorted(stored(queue, 6)) == sorted(seen)
