"""The lead score page under Settings, in a browser."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.lead_scores.models import LeadScoreRules
from leadqual.leads.models import Contact

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_slider_changes_the_preview_before_anything_is_saved(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    Contact.objects.create(workspace=workspace, first_name="Ann", last_name="Lee")
    desk.goto(f"{live_server.url}/settings/lead-score/")
    preview = desk.locator("#score-preview")
    expect(preview).to_contain_text("No one would change tier.")

    desk.get_by_label("New in workspace", exact=True).fill("100")

    expect(preview).to_contain_text("1 of 1 people would change tier.")
    expect(desk.locator("#most-points")).to_have_text("195")
    expect(preview).to_contain_text("New in workspace +100")
    assert not LeadScoreRules.objects.exists()
    desk.get_by_role("button", name="Save lead score").click()
    expect(desk.locator("#toasts")).to_contain_text("Lead score saved.")
    desk.keyboard.press("z")
    expect(desk.locator("#toasts")).to_contain_text("undone")
