"""Overview and agreement of a campaign in a browser: charts, no sideways scrolling, axe."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from tests.leadqual.campaigns.conftest import CLUSTERS, make_companies
from tests.product import make_member

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 390, "height": 844}
SIZES: tuple[ViewportSize, ...] = ({"width": 1440, "height": 900}, PHONE)


def two_people(manager: User) -> tuple[User, User]:
    """Return the manager and a colleague with a long name."""
    workspace = Workspace.objects.get()
    second = make_member(workspace, "tomas@leadqual.example", Role.QUALIFIER)
    User.objects.filter(pk=second.pk).update(first_name="Tomas", last_name="Lindqvist-Berger")
    return manager, second


@pytest.fixture
def disputed(transactional_db: None, workspace: Workspace, manager: User) -> Campaign:
    """A campaign in which two people disagree on one of 24 companies."""
    found = create_campaign(
        workspace=workspace, name="Ports", author=manager, double_labeling_percent=10
    )
    companies = [one for name in CLUSTERS for one in make_companies(workspace, name, 8)]
    for place, company in enumerate(companies):
        for n, person in enumerate(two_people(manager) if not place else (manager,)):
            value = Verdict.Value.DISLIKE if n or place % 2 else Verdict.Value.LIKE
            record_verdict(campaign=found, company=company, value=value, author=person)
    return found


@pytest.fixture
def campaign(transactional_db: None, workspace: Workspace, manager: User) -> Campaign:
    """A campaign that two people worked on for two days; they disagree on five companies."""
    _, second = two_people(manager)
    found = create_campaign(
        workspace=workspace, name="Ports", author=manager, double_labeling_percent=10
    )
    companies = [one for name in CLUSTERS for one in make_companies(workspace, name, 45)]
    for place, company in enumerate(companies):
        is_liked = company.name.startswith("port") or place % 7 == 0
        for person in (manager, second)[: 2 if place % 6 == 0 else 1]:
            is_turned = person == second and place % 30 == 0
            value = Verdict.Value.LIKE if is_liked != is_turned else Verdict.Value.DISLIKE
            record_verdict(campaign=found, company=company, value=value, author=person)
    now = timezone.now()
    for place, verdict in enumerate(Verdict.objects.order_by("pk")):
        score = None if place < 5 else 0.7 if verdict.company.name.startswith("port") else 0.1
        at = now - timedelta(hours=40) + timedelta(seconds=900 * place)
        if verdict.author == second:
            at = now - timedelta(hours=2) + timedelta(seconds=17 * place)
        Verdict.objects.filter(pk=verdict.pk).update(score=score, created_at=at)
    return found


@pytest.mark.slow
def test_results_take_at_most_three_screens_of_a_phone_and_parts_open_in_place(
    desk: Page, live_server: LiveServer, campaign: Campaign
) -> None:
    desk.set_viewport_size(PHONE)
    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/results/")
    expect(desk.locator("#hits-chart canvas")).to_be_visible()

    height = desk.evaluate("document.documentElement.scrollHeight")
    desk.evaluate("window.stays = true")
    desk.get_by_role("link", name="Agreement").click()
    expect(desk.get_by_role("heading", name="Disagreements")).to_be_visible()

    assert height <= 3 * PHONE["height"]
    assert desk.evaluate("window.stays")
    expect(desk).to_have_url(re.compile("/agreement/$"))


@pytest.mark.slow
def test_disagreement_is_settled_and_opened_again(
    desk: Page, live_server: LiveServer, disputed: Campaign
) -> None:
    desk.goto(f"{live_server.url}/campaigns/{disputed.pk}/agreement/")
    open_ = desk.get_by_role("button", name="Like", exact=False).count()

    desk.get_by_role("button", name="Dislike").first.click()
    expect(desk.get_by_text("resolved by")).to_have_count(1)
    desk.get_by_role("button", name="Reopen").click()

    expect(desk.get_by_text("resolved by")).to_have_count(0)
    expect(desk.get_by_role("button", name="Like", exact=False)).to_have_count(open_)
