"""People ticked on several pages, and what is then done with them."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.setup.services import add_companies, create_campaign
from leadqual.leads.models import Company, Contact, ContactList
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("taxonomy")]


def tick(page: Page, name: str) -> None:
    page.get_by_label(f"Select {name}", exact=True).check()


def test_ticks_stay_while_pages_are_turned_and_go_into_a_list(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    Contact.objects.bulk_create(
        Contact(workspace=workspace, first_name="Ada", last_name=f"N{n:02}", country="Germany")
        for n in range(56)
    )
    make_contact(workspace, "Ute Z", country="France")
    desk.goto(f"{live_server.url}/people/?country=Germany")

    tick(desk, "Ada N01")
    tick(desk, "Ada N02")
    expect(desk.locator("[data-picking]")).to_contain_text("2 selected")
    desk.get_by_role("link", name="Next").click()
    tick(desk, "Ada N55")
    expect(desk.locator("[data-picking]")).to_contain_text("3 selected, 2 on other pages")
    desk.get_by_role("link", name="Previous").click()
    expect(desk.get_by_label("Select Ada N02", exact=True)).to_be_checked()

    desk.get_by_role("button", name="Add to list").click()
    expect(desk.get_by_role("dialog", name="Add 3 people to a list")).to_be_visible()
    desk.get_by_role("combobox", name="List").fill("Ticked")
    desk.get_by_role("option", name="Create “Ticked”").click()

    expect(desk.locator("#toasts")).to_contain_text("3 people added to “Ticked”.")
    expect(desk.locator("[data-picking]")).to_contain_text("3 selected, 1 on other pages")
    names = ContactList.objects.get().entries.values_list("contact__last_name", flat=True)
    assert sorted(names) == ["N01", "N02", "N55"]


@pytest.mark.slow
def test_all_of_the_search_are_taken_again_and_another_search_has_no_ticks(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    for n in range(3):
        make_contact(workspace, f"Ada N{n:02}", country="Germany", city="Munich")
    desk.goto(f"{live_server.url}/people/?country=Germany")
    tick(desk, "Ada N01")

    desk.locator("#filters summary", has_text="City").click()
    desk.locator("#options-city").get_by_text("Munich").click()
    expect(desk.get_by_label("Remove Munich")).to_be_visible()
    expect(desk.get_by_label("Select Ada N01", exact=True)).not_to_be_checked()
    tick(desk, "Ada N02")
    desk.get_by_role("button", name="Select all 3 results").click()
    for n in range(3):
        expect(desk.get_by_label(f"Select Ada N{n:02}", exact=True)).to_be_checked()
    said = desk.locator("[data-picking] output")
    expect(said).to_have_text("All 3 results selected")
    expect(said).to_be_focused()
    expect(desk.get_by_role("button", name="Select all")).to_be_hidden()
    desk.get_by_role("button", name="Add to list").click()

    expect(desk.get_by_role("dialog", name="Add 3 people to a list")).to_be_visible()


@pytest.mark.slow
def test_rows_stay_where_they_are_when_the_first_is_selected_and_escape_clears_the_selection(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User
) -> None:
    campaign = create_campaign(workspace=workspace, name="C" * 60, author=manager)
    for n in range(3):
        make_contact(workspace, f"Ada N{n}", company=make_company(workspace, f"Kelvia {n}"))
    add_companies(campaign=campaign, company_ids=[Company.objects.all()[0].pk])
    desk.goto(f"{live_server.url}/people/")
    desk.get_by_text("Columns", exact=True).click()
    expect(desk.get_by_label("Find a column")).to_be_focused()  # So in each form that opens.
    desk.keyboard.press("Escape")
    row, bar = desk.locator("tbody tr").last, desk.locator("[data-picking]")
    before = row.bounding_box()

    tick(desk, "Ada N0")
    expect(bar).to_contain_text("1 selected")
    assert row.bounding_box() == before
    tick(desk, "Ada N1")
    tick(desk, "Ada N2")
    expect(desk.get_by_role("button", name="Select all 3 results")).to_be_hidden()

    desk.get_by_role("button", name="Add to campaign").click()
    expect(desk.get_by_role("option")).not_to_have_count(0)
    box = desk.locator("#pop").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= desk.evaluate("innerWidth")
    desk.keyboard.press("Escape")
    expect(bar).to_contain_text("3 selected")
    desk.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(desk.get_by_label("Select Ada N0", exact=True)).not_to_be_checked()
    assert row.bounding_box() == before

    tick(desk, "Ada N0")
    desk.get_by_role("button", name="Clear selection").click()
    expect(desk.get_by_label("Select Ada N0", exact=True)).not_to_be_checked()


@pytest.mark.slow
def test_people_of_a_filter_can_be_stopped_without_a_tick(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    for n in range(2):
        make_contact(workspace, f"Ada N{n}", country="Germany", email=f"{n}@x.example")
    desk.goto(f"{live_server.url}/people/")
    stop = desk.locator("main > header").get_by_role("button", name="Do not contact")
    more = desk.get_by_text("More", exact=True)
    more.click()
    expect(stop).to_be_hidden()
    more.click()

    desk.get_by_label("Select Ada N0", exact=True).check()
    more.click()
    expect(stop).to_be_visible()
    desk.goto(f"{live_server.url}/people/?country=Germany&person=1")
    more.click()
    stop.click()

    expect(desk.get_by_role("heading", level=1)).to_have_text("Mark 2 people Do not contact")


@pytest.fixture
def companies(workspace: Workspace) -> list[Company]:
    """Three companies with two people each, the last one in another country."""
    rows = [make_company(workspace, f"Berth {n}") for n in range(3)]
    for n, row in enumerate(rows):
        for first in ("Ada", "Ben"):
            country = "Germany" if n < 2 else "France"
            make_contact(workspace, f"{first} N{n}", company=row, country=country)
    return rows


@pytest.mark.slow
def test_companies_of_ticked_people_go_into_a_campaign_that_is_there_and_leave_it_again(
    desk: Page,
    live_server: LiveServer,
    workspace: Workspace,
    manager: User,
    companies: list[Company],
) -> None:
    row = create_campaign(
        workspace=workspace, name="Ports", scope=Campaign.Scope.SELECTED, author=manager
    )
    add_companies(campaign=row, company_ids=[companies[0].pk])
    desk.goto(f"{live_server.url}/people/?country=Germany")
    for name in ("Ada N0", "Ada N1", "Ben N1"):
        tick(desk, name)

    desk.get_by_role("button", name="Add to campaign").click()
    expect(desk.get_by_role("dialog", name="Add their 2 companies to a campaign")).to_be_visible()
    desk.get_by_role("option", name="Ports").click()

    expect(desk.locator("#toasts")).to_contain_text("Added 1 company to Ports.")
    assert set(row.companies.all()) == set(companies[:2])
    desk.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(desk.locator("#toasts")).to_contain_text("Undone: Ports")
    assert list(row.companies.all()) == [companies[0]]
