"""Undo takes back the verdict that it names, wherever that is now."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign
from tests.browser.queueing import press, waits

pytestmark = pytest.mark.browser


def lose_answers(page: Page) -> None:
    """Let nothing that is pressed reach the server, and everything else."""
    for address in ("**/companies/*/verdict/", "**/queue/arrive/"):
        page.route(address, lambda route: route.abort())


def test_undo_in_the_moment_of_an_arrival_takes_back_what_it_names(
    queue: Page, campaign: Campaign
) -> None:
    press(queue, "s")
    queue.context.set_offline(True)
    names = press(queue, "ax")
    undo = queue.locator("#undo-last button")
    expect(undo).to_have_accessible_name(f"Undo dislike of {names[1]}")
    queue.route("**/lease/", lambda _: None)  # So the page does not hear yet what the server has.
    queue.context.set_offline(False)
    expect(waits(queue)).to_contain_text("2 verdicts synced.")
    expect(undo).to_have_accessible_name(f"Undo dislike of {names[1]}")

    queue.keyboard.press("z")

    expect(queue.locator("#toasts")).to_contain_text(f"Undone: dislike of {names[1]}")
    undone = Verdict.objects.get(undone_at__isnull=False)
    assert undone.company.name == names[1]
    expect(undo).to_have_accessible_name(f"Undo like of {names[0]}")


def test_undo_in_one_campaign_leaves_what_waits_for_another(
    queue: Page, campaign: Campaign, manager: User, live_server: LiveServer
) -> None:
    other = create_campaign(workspace=campaign.workspace, name="Bakeries", author=manager)
    lose_answers(queue)
    (name,) = press(queue, "a")
    queue.unroute("**/companies/*/verdict/")
    queue.goto(f"{live_server.url}/campaigns/{other.pk}/queue/")
    expect(waits(queue)).to_contain_text(f"Like of {name} in “Clinics”")

    (there,) = press(queue, "x")
    queue.keyboard.press("z")

    expect(queue.locator("#toasts")).to_contain_text(f"Undone: dislike of {there}")
    expect(waits(queue)).to_contain_text("1 verdict saved offline")
    queue.unroute_all()
    expect(waits(queue)).to_contain_text("1 verdict synced.")
    standing = Verdict.objects.filter(is_current=True)
    assert [(one.campaign, one.company.name) for one in standing] == [(campaign, name)]
