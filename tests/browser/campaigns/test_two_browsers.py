"""Two browsers at once on one campaign never show the same card."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Count, F, QuerySet
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Lease, Verdict
from leadqual.leads.models import Company
from tests.browser.conftest import open_queue, sign_in
from tests.browser.page_time import pass_time
from tests.browser.queueing import NOTHING_WAITS, press
from tests.product import client_of

pytestmark = pytest.mark.browser
ASKED_AGAIN = 20  # Seconds after which a page asks for its cards again.


@pytest.fixture
def other(
    queue: Page,
    campaign: Campaign,
    qualifier: User,
    live_server: LiveServer,
    new_page: Callable[..., Page],
) -> Page:
    """The queue of the same campaign in the browser of a second person."""
    page = new_page()
    sign_in(page, client_of(qualifier), live_server)
    return open_queue(page, campaign, live_server)


def name_on(page: Page) -> str:
    return page.locator("#card-name").inner_text()


def a_minute_goes_by(person: User) -> QuerySet[Lease]:
    """Let the leases of a person be as they are once their browser was silent for a minute."""
    theirs = Lease.objects.filter(holder=person)
    theirs.update(expires_at=F("expires_at") - timedelta(seconds=61))
    return theirs


@pytest.mark.slow
def test_two_browsers_never_show_the_same_card_also_when_one_is_offline_for_minutes(
    queue: Page, other: Page, qualifier: User
) -> None:
    seen: list[str] = []

    for key in "axsax":
        for page in (queue, other):
            seen += press(page, key)
    other.wait_for_function(NOTHING_WAITS)
    table = name_on(other)  # Free after a minute, as that of a closed laptop.
    other.context.set_offline(True)  # Cards that are kept ahead are nobody else's, too.
    for _ in range(2):
        seen += press(other, "a")
        seen += press(queue, "a")
    kept = a_minute_goes_by(qualifier).filter(is_ahead=True)
    ahead = set(kept.values_list("company__name", flat=True))
    assert name_on(other) in ahead
    assert len(seen) == len(set(seen)) == 14
    n_others = Company.objects.exclude(name__in={*seen, *ahead}).count()
    more = press(queue, "x" * (n_others - 2))  # But for the last two, and those kept ahead.
    assert len(more) == len(set(more))
    skipped = seen[5]  # By the other person, for herself alone.
    assert set(seen) & set(more) <= {table, skipped}
    assert name_on(other) not in {*seen, *more, name_on(queue)}
    assert name_on(queue) not in ahead

    shown = name_on(other)
    other.context.set_offline(False)

    expect(other.locator("#toasts")).to_contain_text("2 verdicts synced.")
    expect(other.locator("#card-name")).to_have_text(shown)
    told = Verdict.objects.exclude(value="skip").values("company__name")
    twice = told.annotate(n=Count("pk")).filter(n__gt=1)
    assert {one["company__name"] for one in twice} <= {table}


@pytest.mark.slow
def test_card_of_a_closed_laptop_is_free_in_a_minute_and_is_another_when_it_is_opened(
    queue: Page, other: Page, qualifier: User, campaign: Campaign, live_server: LiveServer
) -> None:
    name = name_on(other)
    find = f"{live_server.url}/campaigns/{campaign.pk}/find/?q={name.replace(' ', '+')}"
    other.context.set_offline(True)
    a_minute_goes_by(qualifier)
    queue.goto(find)
    queue.get_by_role("button", name=f"Give verdict on {name}", exact=True).click()
    expect(queue.locator("#card-name")).to_have_text(name)

    other.context.set_offline(False)
    pass_time(other, ASKED_AGAIN)

    expect(other.locator("#card-name")).not_to_have_text(name)
    press(other, "a")
    assert name_on(queue) == name
    press(queue, "x")
    queue.wait_for_function(NOTHING_WAITS)
    assert list(Verdict.objects.filter(company__name=name).values_list("value")) == [("dislike",)]
