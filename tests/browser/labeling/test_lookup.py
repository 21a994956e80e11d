"""Look up in a browser, by somebody unknown."""

import re

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.accessibility import violations

pytestmark = pytest.mark.browser


@pytest.fixture
def try_page(
    page: Page,
    transactional_db: None,
    models: None,
    live_server: LiveServer,
    settings: Settings,
) -> Page:
    """The first page of Look up, open to everybody."""
    settings.TRY_IS_PUBLIC = True
    page.goto(f"{live_server.url}/look-up/")
    return page


def test_an_answer_comes_without_loading_has_an_address_and_goes_when_the_next_is_refused(
    try_page: Page,
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    try_page.evaluate("window.isSamePage = true")
    try_page.route("**/look-up/", hold, times=1)
    try_page.get_by_label("Job title").fill("Office Manager")
    try_page.keyboard.press("Enter")

    expect(try_page.get_by_role("button", name="Classifying…")).to_be_disabled()
    held[0].continue_()
    expect(try_page.locator("#answer-name")).to_have_text("One label")
    expect(try_page.get_by_role("button", name="Classify title")).to_be_enabled()
    expect(try_page).to_have_url(re.compile(r"/look-up/\?title=Office(%20|\+)Manager$"))
    assert try_page.evaluate("window.isSamePage") is True
    try_page.reload()
    expect(try_page.locator("#answer-name")).to_have_text("One label")
    assert violations(try_page) == []
    try_page.route("**/look-up/", lambda route: route.fulfill(status=429, body="Too many"))
    try_page.get_by_label("Job title").fill("Nurse")
    try_page.keyboard.press("Enter")
    expect(try_page.locator("#toasts")).to_contain_text("Too many requests.")
    expect(try_page.locator("#answer-name")).to_have_count(0)  # It was of other words.
    expect(try_page.get_by_label("Job title")).to_have_value("Nurse")


@pytest.mark.slow
def test_pages_fit_a_phone(try_page: Page) -> None:
    try_page.set_viewport_size({"width": 390, "height": 844})

    for name in ("Company", "Reply", "Job title"):
        try_page.get_by_role("link", name=name).click()
        places = try_page.get_by_role("navigation", name="Look up")
        tab = places.get_by_role("link", name=name)
        expect(tab).to_have_attribute("aria-current", "page")
        assert try_page.locator("html").evaluate("it => it.scrollWidth") <= 390
