"""Suggestions in a browser: made in Look up on a phone, accepted by one key, shared by a link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.suggestions import Suggestion
from tests.browser.accessibility import violations
from tests.leadqual.labeling.conftest import labels_of, make_title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = ViewportSize(width=390, height=844)
LOOKS = (("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390))


@pytest.mark.slow
def test_a_suggestion_from_a_phone_is_accepted_by_one_key_and_taken_back(
    desk: Page,
    new_page: Callable[..., Page],
    live_server: LiveServer,
    workspace: Workspace,
    models: None,
    settings: Settings,
) -> None:
    settings.TRY_IS_PUBLIC = True
    title = make_title(workspace, "Office Manager", people=7)
    make_title(workspace, "Snake charmer", people=2)
    classify_batch()
    phone = new_page(viewport=PHONE)
    phone.goto(f"{live_server.url}/look-up/?title=Office+Manager")
    phone.get_by_text("Suggest a correction").click()
    phone.get_by_label("Office Operations").uncheck()
    phone.get_by_label("Add a function").fill("Nursing")
    phone.get_by_label("Note for the reviewer").fill("They care for people.")
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    assert violations(phone) == []
    phone.get_by_role("button", name="Send suggestion").click()
    expect(phone.get_by_text("A reviewer will check your suggestion")).to_be_visible()
    expect(phone.get_by_text("You suggested other labels: waiting for review")).to_be_visible()
    phone.close()

    desk.goto(f"{live_server.url}/titles/review/?queue=suggested")
    expect(desk.locator("#title [aria-live]")).to_contain_text("7 people")
    assert violations(desk) == []
    desk.keyboard.press("Enter")

    expect(desk.locator(".toast")).to_contain_text("Corrected “Office Manager” for 7 people")
    assert labels_of(title) == {"nursing": "correction"}
    desk.keyboard.press("z")
    expect(desk.locator(".toast")).to_contain_text("has its previous labels again")
    assert "nursing" not in labels_of(title)
    assert Suggestion.objects.get().is_open
    desk.goto(f"{live_server.url}/titles/predictions/?title=office+manager")
    expect(desk.get_by_role("heading", name="Corrections and suggestions")).to_be_visible()
    assert violations(desk) == []


@pytest.mark.slow
def test_the_link_to_a_reply_shows_its_answer_and_sends_the_text_in_no_address(
    page: Page,
    live_server: LiveServer,
    transactional_db: None,
    models: None,
    settings: Settings,
) -> None:
    settings.TRY_IS_PUBLIC = True
    asked: list[str] = []
    page.goto(f"{live_server.url}/look-up/reply/")
    page.get_by_label("Reply").last.fill("Please take me off your list.\nThank you.")
    page.get_by_role("button", name="Classify").click()
    link = page.get_by_role("link", name="Link to this result").get_attribute("href") or ""
    page.goto("about:blank")
    page.on("request", lambda request: asked.append(request.url))

    page.goto(link)

    expect(page.locator("#answer-name")).to_have_text(re.compile("Unsubscribe", re.IGNORECASE))
    expect(page.locator("textarea")).to_have_value("Please take me off your list.\nThank you.")
    assert not any("Please" in url.partition("#")[0] for url in asked)
