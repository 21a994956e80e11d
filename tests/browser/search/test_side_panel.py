"""A person or a company that is open beside its list: place, neighbors, the way out and back."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def records(workspace: Workspace) -> None:
    """52 companies, two more than a page has, and as many people."""
    companies = Company.objects.bulk_create(
        Company(workspace=workspace, name=f"Firm {n:02d}", name_key=f"firm {n:02d}")
        for n in range(52)
    )
    Contact.objects.bulk_create(
        Contact(workspace=workspace, first_name="Ada", last_name=f"N{n:02d}", company=company)
        for n, company in enumerate(companies)
    )


@pytest.mark.usefixtures("records")
def test_company_opens_beside_its_list_and_leads_on_beyond_the_page(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/companies/?q=firm")
    panel = desk.locator("#company")
    wide = desk.locator("#results").bounding_box()
    expect(panel).to_be_hidden()  # No width until one is open.

    desk.get_by_role("link", name="Firm 49", exact=True).click()
    expect(panel.get_by_role("heading", level=2)).to_have_text("Firm 49")
    expect(panel.locator(".place")).to_contain_text("50 of 52")
    narrow = desk.locator("#results").bounding_box()
    assert wide
    assert narrow
    assert narrow["width"] < wide["width"]
    desk.keyboard.press("j")  # Onto the next page.
    expect(panel.get_by_role("heading", level=2)).to_have_text("Firm 50")
    expect(panel.locator(".place")).to_contain_text("51 of 52")
    expect(desk.get_by_role("link", name="Firm 49", exact=True)).to_have_count(0)
    desk.keyboard.press("]")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Firm 51")
    expect(panel.get_by_role("link", name="Next")).to_have_count(0)
    for _ in range(2):
        name = panel.get_by_role("heading", level=2).inner_text()
        desk.keyboard.press("k")
        expect(panel.get_by_role("heading", level=2)).not_to_have_text(name)
    expect(panel.get_by_role("heading", level=2)).to_have_text("Firm 49")
    desk.keyboard.press("Escape")

    expect(panel).to_be_hidden()
    expect(desk).not_to_have_url(re.compile("open="))
    expect(desk.get_by_role("link", name="Firm 49", exact=True)).to_be_focused()


@pytest.mark.slow
@pytest.mark.usefixtures("records")
def test_person_says_the_place_and_the_page_of_a_company_is_one_click_away(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/people/")

    desk.get_by_role("link", name="Ada N02", exact=True).click()
    expect(desk.locator("#person .place")).to_contain_text("3 of 52")
    desk.keyboard.press("j")
    expect(desk.locator("#person h2")).to_have_text("Ada N03")
    expect(desk.locator("#results a[aria-current=true]")).to_have_text("Ada N03")
    expect(desk).to_have_url(re.compile(r"person=\d+$"))
    desk.goto(f"{live_server.url}/companies/")
    desk.get_by_role("link", name="Firm 03", exact=True).click()
    desk.locator("#company").get_by_role("link", name="Open page").click()

    expect(desk.get_by_role("heading", level=1)).to_have_text("Firm 03")


@pytest.mark.slow
@pytest.mark.usefixtures("records")
def test_back_returns_to_the_page_the_scroll_position_and_the_row(
    desk: Page, live_server: LiveServer
) -> None:
    desk.goto(f"{live_server.url}/people/?q=ada")
    desk.get_by_role("link", name="Ada N30", exact=True).click()
    expect(desk.locator("#person h2")).to_have_text("Ada N30")
    top = desk.evaluate("document.querySelector('#main').scrollTop")
    desk.go_back()
    expect(desk.locator("#person")).to_be_hidden()
    expect(desk.locator("[data-cursor]")).to_contain_text("Ada N30")
    assert desk.evaluate("document.querySelector('#main').scrollTop") == top

    desk.goto(f"{live_server.url}/companies/?q=firm")
    desk.get_by_role("link", name="Firm 40", exact=True).click()
    expect(desk.locator("#company h2")).to_have_text("Firm 40")
    desk.keyboard.press("Escape")
    top = desk.evaluate("document.querySelector('#main').scrollTop")
    assert top > 0

    desk.get_by_role("link", name="1 contact", exact=True).nth(40).click()
    expect(desk).to_have_url(re.compile("/people/"))
    desk.go_back()

    expect(desk.locator("[data-cursor]")).to_contain_text("Firm 40")
    assert desk.evaluate("document.querySelector('#main').scrollTop") == top
