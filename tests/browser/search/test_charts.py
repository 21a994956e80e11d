"""The chart component under the content security policy: drawn, clicked, kept open, on a phone."""

import re

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company
from tests.browser.accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/companies/?charts=1"


@pytest.fixture
def complaints(desk: Page) -> list[str]:
    """What the browser complains about, policies and scripts."""
    found: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    desk.on("console", heard)
    desk.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def companies(workspace: Workspace) -> None:
    countries = ["Germany"] * 5 + ["Côte d'Ivoire"] * 3 + ["Peru"]
    for number, country in enumerate(countries):
        Company.objects.create(
            workspace=workspace,
            name=f"Company {number}",
            name_key=f"company {number}",
            country=country,
            employees=10 * number + 1,
        )


@pytest.mark.usefixtures("companies")
def test_charts_are_drawn_and_a_bar_is_a_filter(
    desk: Page, live_server: LiveServer, complaints: list[str]
) -> None:
    desk.goto(f"{live_server.url}{PAGE}")
    chart = desk.locator("#by-country")
    expect(chart.locator("canvas")).to_be_visible()

    over = chart.locator(".u-over")
    box = over.bounding_box()
    assert box is not None
    over.click(position={"x": box["width"] / 6, "y": box["height"] - 5})  # the first of three

    expect(desk).to_have_url(re.compile(r"country=Germany.*charts=1"))
    expect(chart.locator("canvas")).to_be_visible()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("5 companies")
    assert complaints == []


@pytest.mark.slow
@pytest.mark.usefixtures("companies")
def test_charts_stay_unfolded_when_a_filter_is_selected(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/companies/")
    expect(desk.locator("#by-country canvas")).to_have_count(0)
    desk.get_by_text("Charts by country and size").click()
    expect(desk.locator("#by-country canvas")).to_be_visible()

    desk.get_by_label("Peru").first.check()

    expect(desk.get_by_role("heading", level=1)).to_contain_text("1 company")
    expect(desk.locator("#by-country canvas")).to_be_visible()
    desk.locator("#by-country").get_by_text("Show as table").click()
    expect(desk.locator("#by-country").get_by_role("row").filter(has_text="Germany")).to_have_count(
        1
    )


@pytest.mark.slow
@pytest.mark.usefixtures("companies")
def test_charts_fit_a_phone(desk: Page, live_server: LiveServer) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})

    desk.goto(f"{live_server.url}{PAGE}")

    expect(desk.locator("#by-size canvas")).to_be_visible()
    assert violations(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
