"""Examples in a browser: counted as they are typed, ticked on the companies page, on a phone."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import Campaign
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def ports(transactional_db: None, workspace: Workspace) -> list[Company]:
    """Four companies, the first with a domain."""
    made = make_companies(workspace, "port", 4, overview="Plans berths.", industry="Ports")
    Company.objects.filter(pk=made[0].pk).update(domain="kelvia.example")
    return made


def test_domains_are_counted_while_the_form_is_filled_and_name_the_first_card(
    desk: Page, ports: list[Company], live_server: LiveServer
) -> None:
    said: list[str] = []
    desk.on("console", lambda message: said.append(message.text))
    desk.set_viewport_size(PHONE)
    desk.goto(f"{live_server.url}/campaigns/new/")

    desk.get_by_label("Name").fill("Harbours")
    desk.locator("summary", has_text="Advanced").click()
    desk.get_by_label("Example domains").fill("www.kelvia.example\nkelvia.example\nlater.example")
    desk.get_by_label("Similar to these customers").focus()

    expect(desk.locator("#counted")).to_contain_text("1 found · 1 unknown")
    expect(desk.locator("#counted")).to_contain_text("1 duplicate")
    assert not Campaign.objects.exists()
    assert desk.locator("html").evaluate("it => it.scrollWidth") == PHONE["width"]
    desk.get_by_label("Name").press("Enter")
    expect(desk.locator("#why")).to_contain_text("one of your examples")
    assert said == []


@pytest.mark.slow
def test_ticked_companies_become_customers_of_a_campaign(
    desk: Page, ports: list[Company], live_server: LiveServer
) -> None:
    more = desk.get_by_role("button", name="More like these")
    desk.goto(f"{live_server.url}/companies/")
    expect(more).to_be_hidden()
    desk.get_by_label("Select port 1").check()
    expect(more).to_be_visible()
    desk.goto(f"{live_server.url}/companies/?industry=Ports")
    expect(more).to_be_visible()

    desk.get_by_label("Select port 1").check()
    desk.get_by_label("Select port 2").check()
    more.click()
    expect(desk.get_by_role("heading", name="More like 2 companies")).to_be_visible()
    desk.get_by_label("Name of a new campaign").fill("Harbours")
    desk.get_by_role("button", name="Create campaign").click()

    expect(desk.get_by_role("heading", name="Examples and customers")).to_be_visible()
    seeds = Campaign.objects.get().seeds.values_list("company", flat=True)
    assert set(seeds) == {ports[1].pk, ports[2].pk}
    desk.get_by_role("button", name="Remove port 1").click()
    expect(desk.get_by_text("Example removed.")).to_be_visible()
    assert list(seeds.all()) == [ports[2].pk]
