"""A verdict that is not taken is set aside with the reason; the others arrive."""

import pytest
from playwright.sync_api import Page, Route, expect

from leadqual.campaigns.models import Campaign
from leadqual.leads.models import Company
from tests.browser.queueing import (
    given,
    number,
    press,
    reach_server_again,
    ready_card,
    stored,
    waits,
)

pytestmark = pytest.mark.browser


def test_verdicts_that_are_not_taken_are_set_aside_tried_again_and_hold_up_no_other(
    queue: Page,
) -> None:
    queue.context.set_offline(True)
    first, second = press(queue, "ax")
    Company.objects.get(name=first).delete()
    Campaign.objects.update(archived_at="2026-11-21T00:00:00Z")
    queue.context.set_offline(False)
    expect(waits(queue)).to_contain_text(
        f"Not saved: {second} (dislike). This campaign is archived."
    )
    assert given() == []
    Campaign.objects.update(archived_at=None)

    queue.get_by_role("button", name="Try again").click()

    assert stored(queue, 1) == [(second, "dislike")]
    expect(waits(queue)).not_to_contain_text(second)
    expect(waits(queue)).to_contain_text(f"Not saved: {first} (like). The company was deleted")
    expect(number(queue, "dislike")).to_have_text("1")
    expect(number(queue, "like")).to_have_text("0")
    (third,) = press(queue, "a")  # Sent at once: nothing waits for what was set aside.
    assert stored(queue, 2) == [(second, "dislike"), (third, "like")]
    queue.get_by_role("button", name="Discard").click()
    expect(waits(queue)).to_be_hidden()
    queue.reload()
    expect(waits(queue)).to_be_hidden()


@pytest.mark.slow
def test_card_of_a_verdict_on_which_the_server_failed_does_not_come_again(
    queue: Page, campaign: Campaign
) -> None:
    name = ready_card(queue)
    key = str(Company.objects.get(name=name).pk)

    def fail_on_it(route: Route) -> None:
        if f'"company":{key},' in (route.request.post_data or ""):
            route.fulfill(status=500)
        else:
            route.continue_()

    queue.route("**/queue/sync/", fail_on_it)
    press(queue, "a")
    expect(waits(queue)).to_contain_text("1 verdict saved in this browser")
    find = queue.url.replace("/queue/", "/find/") + f"?q={name.replace(' ', '+')}"
    queue.goto(find)
    queue.get_by_role("button", name=f"Give verdict on {name}", exact=True).click()
    card = queue.locator("#card-name")
    expect(card).not_to_have_text(name)  # It has a verdict that waits.

    (other,) = press(queue, "a")  # Does not wait for it.

    assert stored(queue, 1) == [(other, "like")]
    reach_server_again(queue)
    assert stored(queue, 2) == [(other, "like"), (name, "like")]


@pytest.mark.slow
def test_answer_that_asks_for_patience_puts_no_verdict_aside(
    queue: Page, campaign: Campaign
) -> None:
    busy = {"code": "throttled", "detail": "Too many requests."}
    queue.route("**/queue/sync/", lambda route: route.fulfill(status=429, json=busy))
    with queue.expect_response("**/queue/sync/"):
        (name,) = press(queue, "a")

    expect(waits(queue)).to_contain_text("1 verdict saved in this browser")
    expect(waits(queue)).not_to_contain_text("Not saved")
    reach_server_again(queue)
    expect(queue.locator("#toasts")).to_contain_text("1 verdict synced.")
    assert given() == [(name, "like")]
