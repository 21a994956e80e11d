"""The head of a table stays in sight, also where a narrow screen scrolls the table sideways."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Export
from tests.browser.loaded_pages import open_whole

pytestmark = [pytest.mark.browser, pytest.mark.slow]
N_ROWS = 25  # More than a screen has room for.


@pytest.mark.parametrize("path", ["/imports/", "/imports/?panel=exports"])
def test_head_of_a_table_that_fits_stays_while_the_page_scrolls(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User, path: str
) -> None:
    for number in range(N_ROWS):
        ImportBatch.objects.create(
            workspace=workspace, author=manager, kind="contacts", file_name=f"{number}.csv"
        )
        Export.objects.create(
            workspace=workspace,
            author=manager,
            format="csv",
            way="page",
            columns=["name"],
            n_people=1,
        )
    desk.set_viewport_size({"width": 1440, "height": 700})
    open_whole(desk, f"{live_server.url}{path}")

    desk.mouse.wheel(0, 600)
    desk.wait_for_function("() => scrollY > 300")

    head = desk.locator("main thead th").first
    expect(head).to_be_in_viewport(ratio=1)
    assert head.evaluate(
        """one => { const { x, y, width, height } = one.getBoundingClientRect();
          return one.contains(document.elementFromPoint(x + width / 2, y + height / 2)); }"""
    )  # Nothing covers it.
    desk.set_viewport_size({"width": 390, "height": 844})
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
