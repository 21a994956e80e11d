"""Pages of records: duplicates and forms, measured on a desk and a phone."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.duplicates.models import DuplicatePair, Kind
from leadqual.leads.models import Contact
from tests.browser.accessibility import violations
from tests.leadqual.leads.exporting.files import read_csv
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1440, height=900)


def add_pairs(workspace: Workspace) -> list[Contact]:
    """Store three pairs of people with long addresses."""
    company = make_company(workspace, "Nordwind Maschinenbau Verwaltungsgesellschaft")
    people = [
        make_contact(
            workspace,
            f"Maximiliane Mustermann{n // 2}",
            company=company,
            email=f"maximiliane.mustermann.{n}@nordwind-maschinenbau.example",
            linkedin_url=f"https://www.linkedin.com/in/maximiliane-mustermann-{n}",
        )
        for n in range(6)
    ]
    for first, second in zip(people[::2], people[1::2], strict=True):
        DuplicatePair.objects.create(
            workspace=workspace,
            kind=Kind.CONTACT,
            contact_a=first,
            contact_b=second,
            score=0.97,
            reasons=[["name", "Same last name", 3.0]],
        )
    return people


@pytest.mark.slow
@pytest.mark.usefixtures("manager")
def test_duplicates_stand_side_by_side_on_a_desk_and_one_below_the_other_on_a_phone(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    add_pairs(workspace)
    desk.goto(f"{live_server.url}/duplicates/")

    both = desk.get_by_role("region", name="Side by side")
    listed = desk.get_by_role("region", name="Pairs")
    side, pairs = both.bounding_box(), listed.bounding_box()
    assert side is not None
    assert pairs is not None
    assert pairs["x"] + pairs["width"] <= side["x"]
    names = listed.locator("tbody tr").first.locator("th .cut")
    assert names.nth(0).bounding_box() != names.nth(1).bounding_box()
    tops = [name.evaluate("one => one.getBoundingClientRect().top") for name in names.all()]
    assert tops[1] > tops[0]
    expect(desk.get_by_label("Record types").locator("[aria-current]")).to_have_text("People")
    expect(listed.locator("a[aria-current]")).to_have_count(1)
    expect(both.get_by_role("row", name="Status")).to_contain_text("New")

    desk.set_viewport_size(PHONE)

    side, pairs = both.bounding_box(), listed.bounding_box()
    assert side is not None
    assert pairs is not None
    assert side["y"] + side["height"] <= pairs["y"]  # The pair is what people came for.
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    cells = desk.locator(".sides td")
    assert cells.count() > 6
    for cell in cells.all():
        box = cell.bounding_box()
        assert box is not None
        assert box["width"] >= 100
        assert box["x"] + box["width"] <= PHONE["width"]


def test_columns_are_offered_only_for_formats_without_columns_of_their_own(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    make_contact(workspace, "Ann Lee", email="ann@x.example")
    desk.goto(f"{live_server.url}/people/export/")
    columns = desk.get_by_role("heading", name="Columns")

    expect(columns).to_be_visible()
    desk.get_by_label("HubSpot import").check()
    expect(columns).to_be_hidden()
    desk.get_by_label("Excel").check()
    expect(columns).to_be_visible()


@pytest.mark.slow
def test_columns_of_a_file_are_searched_selected_and_ordered(
    desk: Page, live_server: LiveServer, workspace: Workspace
) -> None:
    make_contact(workspace, "Ann Lee", email="ann@x.example")
    desk.goto(f"{live_server.url}/people/export/")
    order = desk.locator(".in-file li > span")
    expect(order.nth(2)).to_have_text("Email")

    desk.get_by_label("Search columns").fill("lead score")
    expect(desk.get_by_role("checkbox", name="Email", exact=True)).to_be_hidden()
    desk.get_by_role("checkbox", name="Lead score", exact=True).check()
    expect(order.last).to_have_text("Lead score")
    desk.get_by_role("button", name="Move Email up").click()
    desk.get_by_role("button", name="Remove First name").click()
    assert violations(desk) == []

    with desk.expect_download() as download:
        desk.get_by_role("button", name="Download 1 person").click()

    (sent,) = read_csv(download.value.path().read_bytes())
    assert list(sent)[:2] == ["email", "last_name"]
    assert list(sent)[-1] == "lead_score"


@pytest.mark.slow
def test_fields_of_a_new_company_are_in_the_order_in_which_people_know_them(
    desk: Page, live_server: LiveServer, manager: User
) -> None:
    desk.goto(f"{live_server.url}/companies/new/")

    fields = desk.locator("form .field > label").all_inner_texts()
    overview = desk.get_by_label("Description").bounding_box()
    name = desk.get_by_label("Name", exact=True).bounding_box()
    assert manager.pk
    assert fields[:6] == ["Name", "Domain", "Website", "LinkedIn", "Industry", "Size"]
    assert overview is not None
    assert name is not None
    assert overview["width"] > 3 * name["width"]
    assert overview["height"] <= 120
