"""Home in a browser: by ear and keyboard, on a phone, with and without data, in both themes."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.core import clock
from leadqual.leads.models import Company
from leadqual.replies.models import Reply
from tests.browser.accessibility import violations
from tests.browser.conftest import THEMES

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("taxonomy")]
PHONE = 390


@pytest.mark.slow
def test_home_passes_axe_and_fits_a_phone_empty_and_with_data(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User
) -> None:
    problems = check(desk, live_server)
    workspace.sample_steps = 1
    workspace.save()
    campaign = create_campaign(workspace=workspace, name="Wholesale" * 11, author=manager)
    for n in range(3):
        company = Company.objects.create(workspace=workspace, name=f"F{n}", name_key=f"f{n}")
        record_verdict(campaign=campaign, company=company, value=Verdict.Value.LIKE, author=manager)
    Reply.objects.create(
        workspace=workspace,
        message_id="<1@test.example>",
        received_at=clock.now(),
        intent="positive_willing_to_meet",
        category="positive",
        state="review",
    )
    problems += check(desk, live_server)

    assert problems == []
    charts = desk.locator("svg.daybars")
    assert charts.count() == 2
    assert charts.first.get_attribute("aria-label") == "3 verdicts in 14 days, at most 3 a day"


def check(desk: Page, live_server: LiveServer) -> list[str]:
    """Return what axe finds in each theme, and whether the page is wider than a phone."""
    found = []
    for theme in THEMES:
        for width in (1440, PHONE):
            desk.emulate_media(color_scheme=theme, reduced_motion="reduce")
            desk.set_viewport_size({"width": width, "height": 900})
            desk.goto(live_server.url)
            expect(desk.get_by_role("heading", name="Home", exact=True)).to_be_visible()
            found += [f"{theme} {width} {one['id']}" for one in violations(desk)]
            if desk.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{theme} {width} is too wide")
    return found
