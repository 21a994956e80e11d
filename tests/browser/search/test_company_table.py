"""Companies in a browser: chosen columns, ranges of custom fields, a selection for a list."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Member, User, Workspace
from leadqual.leads.models import CompanyColumns
from tests.browser.loaded_pages import open_whole
from tests.leadqual.leads.people import make_company, make_contact, make_field

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]
SIX = ["overview", "technologies", "total_funding", "regions", "last_activity", "custom_deal_size"]


@pytest.fixture
def firms(workspace: Workspace, manager: User) -> None:
    """Thirty companies with long words, of which ten have a deal size of 100 and more."""
    make_field(workspace, "Deal size", "number", manager, record="company")
    for n in range(30):
        company = make_company(
            workspace,
            f"Donaudampfschifffahrt {n:02d}",
            domain=f"donaudampfschifffahrt-{n}.example",
            overview="Ships " + "goods on rivers and canals " * 8,
            technologies=["Salesforce", "Amazon Web Services", "Kubernetes"],
            city="Frankfurt am Main",
            country="Germany",
            custom={"deal_size": n * 10 if n % 3 else n * 10 + 1_000},
        )
        if n < 3:
            make_contact(workspace, f"Ada {n}", company=company)


@pytest.mark.slow
@pytest.mark.usefixtures("firms")
def test_six_columns_fit_and_only_the_table_scrolls(
    desk: Page, live_server: LiveServer, manager: User
) -> None:
    CompanyColumns.objects.create(member=Member.objects.get(user=manager), columns=SIX)
    for width in (1440, 1024, 390):
        desk.set_viewport_size({"width": width, "height": 900})
        open_whole(desk, f"{live_server.url}/companies/")

        assert desk.evaluate("document.documentElement.scrollWidth") <= width
        if width > 720:
            heads = desk.locator("#results thead th:not(.pick)")
            widths = [one.bounding_box() for one in heads.all()]
            assert len(widths) == 7
            assert min(one["width"] for one in widths if one) >= 120


@pytest.mark.slow
@pytest.mark.usefixtures("firms")
def test_range_filters_while_it_is_typed_and_keeps_the_focus(
    desk: Page, live_server: LiveServer
) -> None:
    open_whole(desk, f"{live_server.url}/companies/")
    desk.locator("summary", has_text="Deal size").click()

    desk.get_by_label("From").fill("1000")
    desk.get_by_label("From").press("Enter")

    expect(desk.locator("h1")).to_contain_text("10")
    expect(desk).to_have_url(re.compile("custom=deal_size%3A1000"))
    expect(desk.get_by_label("From")).to_have_value("1000")
