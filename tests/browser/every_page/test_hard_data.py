"""No data widens a page, cuts a button off or lays one over another: on a phone, zoomed, at all."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.every_page.hard_rows import LONG
from tests.browser.every_page.layout_problems import layout_problems

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE, ZOOMED = 390, 640  # CSS pixels; a screen of 1280 at 200 % has 640.
CHIPS = "&".join(f"country=Land{n}&city={LONG[:40]}{n}" for n in range(15))
N_PARTS = 5


@pytest.mark.parametrize("part", range(N_PARTS))
def test_every_page_holds_names_of_200_characters_and_from_right_to_left(
    page: Page, live_server: LiveServer, all_pages: list[str], part: int
) -> None:
    chips = [f"/people/?{CHIPS}", f"/companies/?{CHIPS}"]
    problems = {}
    for address in [*all_pages, *chips][part::N_PARTS]:
        page.set_viewport_size({"width": ZOOMED, "height": 450})
        page.goto(live_server.url + address)
        for width, height in ((ZOOMED, 450), (PHONE, 844)):
            page.set_viewport_size({"width": width, "height": height})
            if found := layout_problems(page):
                problems[f"{address} at {width}"] = found

    assert problems == {}
