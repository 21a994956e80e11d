"""Pages of the lab: short on a phone, and whole tables on a desk."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.loaded_pages import open_whole

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Each page, and its most pixels on a phone while its tables are folded.
PAGES = {
    "models": ("/lab/models/?kind=titles", 3_000),
    "comparison": ("/lab/comparison/?kind=titles", 5_000),
    "comparison-companies": ("/lab/comparison/?kind=companies", 5_000),
    "comparison-replies": ("/lab/comparison/?kind=replies", 5_000),
    "monitoring": ("/lab/monitoring/?tab=model", 3_000),
}


@pytest.mark.parametrize("name", PAGES)
def test_tables_are_folded_on_a_phone_and_none_is_cut_off_on_a_desk(
    desk: Page, live_server: LiveServer, models: None, name: str
) -> None:
    path, most = PAGES[name]
    desk.set_viewport_size({"width": 390, "height": 844})
    open_whole(desk, f"{live_server.url}{path}")
    assert desk.evaluate("document.documentElement.scrollHeight") <= most

    desk.set_viewport_size({"width": 1440, "height": 900})
    open_whole(desk, desk.url)
    desk.evaluate(
        "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
    )
    cut_off = desk.locator("main .scroll").evaluate_all(
        """all => all.filter((one) => one.scrollWidth > one.clientWidth + 1)
          .map((one) => [one.ariaLabel, one.scrollWidth, one.clientWidth])"""
    )
    assert not cut_off
