"""The lead score page under Settings, in a browser."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_page_is_accessible_loads_its_figures_and_fits_a_phone(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/settings/lead-score/")

    expect(desk.get_by_text("not applicable").first).to_be_visible()
    assert violations(desk) == []
    desk.set_viewport_size({"width": 390, "height": 844})
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
