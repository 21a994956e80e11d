"""No data widens a page, cuts a button off or lays one over another: on a phone, zoomed, at all."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from tests.browser.every_page.hard_rows import ARABIC, HEBREW, LONG
from tests.browser.every_page.layout_problems import layout_problems

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]
PHONE, ZOOMED = 390, 640  # CSS pixels; a screen of 1280 at 200 % has 640.
CHIPS = "&".join(f"country=Land{n}&city={LONG[:40]}{n}" for n in range(15))


def test_every_page_holds_names_of_200_characters_and_from_right_to_left(
    page: Page, live_server: LiveServer, all_pages: list[str], workspace: Workspace
) -> None:
    chips = [f"/people/?{CHIPS}", f"/companies/?{CHIPS}"]
    problems = {}
    seen = ""
    for address in [*all_pages, *chips]:
        page.set_viewport_size({"width": ZOOMED, "height": 450})
        page.goto(live_server.url + address)
        for width, height in ((ZOOMED, 450), (PHONE, 844)):
            page.set_viewport_size({"width": width, "height": height})
            if found := layout_problems(page):
                problems[f"{address} at {width}"] = found
        seen += page.locator("main").inner_text()

    assert problems == {}
    assert all(seen.count(name) > 5 for name in (ARABIC, HEBREW, LONG[:100]))
