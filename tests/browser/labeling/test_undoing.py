"""Undo takes back the verdict that it names, wherever that is now."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, ExcludedVerdict, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from tests.browser.patience import comes_true
from tests.browser.queueing import press, reach_server_again, ready_card, stored, waits

pytestmark = pytest.mark.browser


def lose_answers(page: Page) -> None:
    """Let nothing that is pressed reach the server, and everything else."""
    page.route("**/queue/sync/", lambda route: route.abort())


def undone() -> list[str]:
    found = Verdict.objects.filter(undone_at__isnull=False).order_by("pk")
    return list(found.values_list("company__name", flat=True))


@pytest.mark.slow
def test_undo_in_one_campaign_leaves_what_waits_for_another(
    queue: Page, campaign: Campaign, manager: User, live_server: LiveServer
) -> None:
    other = create_campaign(workspace=campaign.workspace, name="Bakeries", author=manager)
    lose_answers(queue)
    (name,) = press(queue, "a")
    queue.goto(f"{live_server.url}/campaigns/{other.pk}/queue/")
    expect(waits(queue)).to_contain_text(f"{name} (like in “Clinics”)")

    there = ready_card(queue)
    queue.keyboard.press("x")
    queue.keyboard.press("z")

    expect(queue.locator("#toasts")).to_contain_text(f"Undone: dislike of {there}")
    expect(waits(queue)).to_contain_text("saved in this browser")
    reach_server_again(queue)
    expect(queue.locator("#toasts")).to_contain_text("synced.")
    standing = Verdict.objects.filter(is_current=True)
    assert [(one.campaign, one.company.name) for one in standing] == [(campaign, name)]


@pytest.mark.slow
def test_after_an_excluded_neighbor_z_includes_it_again_and_leaves_the_verdict(
    queue: Page, campaign: Campaign
) -> None:
    (name,) = press(queue, "a")
    stored(queue, 1)
    company = Verdict.objects.get().company_id
    address = f"/campaigns/{campaign.pk}/companies/{company}/exclude/"
    form = queue.locator("#undo-last")
    form.evaluate("(form, address) => { form.action = address; form.submit(); }", address)
    expect(queue.locator("#toasts")).to_contain_text(f"Excluded {name}")
    queue.goto(queue.url.partition("/campaigns/")[0] + f"/campaigns/{campaign.pk}/queue/")
    undo = queue.locator("#undo-last button")
    expect(undo).to_have_accessible_name(re.compile(f"Undo: Excluded {name}"))
    expect(queue.locator("#toasts .toast")).to_have_count(0)

    queue.keyboard.press("z")

    expect(queue.locator("#toasts")).to_contain_text(f"{name} is included again")
    assert not ExcludedVerdict.objects.filter(undone_at=None).exists()
    assert undone() == []
    queue.goto(queue.url.partition("/campaigns/")[0] + f"/campaigns/{campaign.pk}/queue/")
    queue.keyboard.press("z")
    expect(queue.locator("#toasts")).to_contain_text(f"Undone: like of {name}")
    assert comes_true(queue, lambda: undone() == [name])


def test_z_on_any_page_undoes_the_last_thing_and_says_so(
    desk: Page, live_server: LiveServer, campaign: Campaign, manager: User
) -> None:
    company = campaign.workspace.companies.first()
    assert company is not None
    record_verdict(campaign=campaign, company=company, value=Verdict.Value.LIKE, author=manager)
    desk.goto(f"{live_server.url}/people/")

    desk.keyboard.press("z")  # Made elsewhere: it is named first.
    expect(desk.locator("#toasts")).to_contain_text(f"Your last change: Liked {company.name}")
    assert undone() == []
    desk.keyboard.press("z")

    expect(desk.locator("#toasts")).to_contain_text(f"Undone: like of {company.name}")
    expect(desk.locator("#card-name")).to_have_text(company.name)
    assert undone() == [company.name]
