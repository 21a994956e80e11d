"""The scores over all titles in the panel of a person, in Chromium."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.function_groups import save_group
from leadqual.leads.upserts import ContactValues, save_contact

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("models")]


def test_titles_and_scores_are_shown_beside_the_search_on_every_screen(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User
) -> None:
    held = {
        "first_name": "Anna",
        "last_name": "Lind",
        "other_titles": "Board Member\nMarketing Advisor",
        "past_titles": "Regional Key Account Manager, Hospitals and Laboratories\nSDR\nSous Chef",
    }
    values = ContactValues("anna@kelvia.example", title="VP Sales & Marketing", fields=held)
    anna, _ = save_contact(workspace=workspace, values=values)
    classify_batch()
    slugs = ["sales", "account_management", "marketing"]
    save_group(workspace=workspace, name="Go-to-market leaders", slugs=slugs, author=manager)

    desk.goto(f"{live_server.url}/people/?person={anna.pk}#person")

    desk.locator("#person summary", has_text="Titles and scores").click()
    scores = desk.get_by_role("region", name="Evidence and scores")
    expect(scores.get_by_role("table")).to_have_count(2)
    expect(scores.get_by_role("link", name="Go-to-market leaders")).to_be_visible()
    expect(scores.locator("[data-period=past]")).to_have_count(3)
    expect(scores.locator("[data-department=sales] td")).to_have_count(3)
    for width in (1440, 390):
        desk.set_viewport_size(ViewportSize(width=width, height=1400))
        expect(scores).to_be_visible()
        assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
