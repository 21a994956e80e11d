"""An import in a browser: checked without a trace, started, and taken back."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.leads.models import Contact
from tests.browser.accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PEOPLE = (
    "Name,E-Mail,Position,Phone\n"
    "Ann Lee,ann@acme.example,CEO,none at all\n"
    "Bo Roe,bo(at)acme,CFO,\n"
    "Cy Poe,cy@acme.example,Head of Sales,+49 30 1\n"
)
PHONE = ViewportSize(width=390, height=844)


def has_valid_scores(page: Page) -> None:
    """See to it that nobody is shut out and nothing is cut off at the width of a phone."""
    assert violations(page) == []
    desk = page.viewport_size
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if desk:
        page.set_viewport_size(desk)


def test_a_file_is_checked_imported_and_undone(
    desk: Page, live_server: LiveServer, tmp_path: Path, models: None
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    desk.goto(f"{live_server.url}/imports/")
    desk.set_input_files("input[type=file]", path)
    expect(desk.locator("#row-preview")).to_contain_text("imported without “bo(at)acme”")
    desk.locator("summary", has_text="Options").click()
    desk.get_by_label("Match by").select_option("email")
    expect(desk.locator("#row-preview")).to_contain_text("Line 3 will be rejected")
    has_valid_scores(desk)

    desk.get_by_role("button", name="Dry run").click()

    expect(
        desk.get_by_role("heading", name="Dry run finished. Nothing is imported yet.")
    ).to_be_visible()
    expect(desk.get_by_role("row", name="New people 2")).to_be_visible()
    has_valid_scores(desk)
    assert not Contact.objects.exists()
    desk.get_by_role("row", name="New people 2").get_by_role("link").click()
    expect(desk.get_by_role("row", name="Line 4")).to_be_visible()
    has_valid_scores(desk)
    desk.go_back()

    desk.get_by_role("button", name="Start import").click()

    expect(desk.get_by_role("heading", name="All rows processed")).to_be_visible()
    assert Contact.objects.count() == 2
    desk.get_by_role("link", name="Undo import…").click()
    expect(desk.get_by_role("row", name="People created by the import: deleted 2")).to_be_visible()
    has_valid_scores(desk)

    desk.get_by_role("button", name="Undo import").click()

    expect(desk.get_by_role("heading", name="Undone")).to_be_visible()
    assert not Contact.objects.exists()


def test_fields_are_searched_and_columns_skipped_while_the_rows_follow(
    desk: Page, live_server: LiveServer, tmp_path: Path, models: None
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    desk.goto(f"{live_server.url}/imports/")
    desk.set_input_files("input[type=file]", path)
    rows = desk.locator("#row-preview tbody")
    expect(rows).to_contain_text("Head of Sales")

    position = desk.get_by_role("combobox", name="Field for Position")
    position.click()
    expect(desk.get_by_role("option", name="Skip this column")).to_be_visible()
    position.fill("place")
    position.fill("cíty")
    expect(desk.get_by_role("option", name="City", exact=True)).to_be_visible()
    desk.get_by_role("option", name="City", exact=True).click()
    expect(position).to_have_value("City")
    expect(desk.locator("#row-preview thead")).not_to_contain_text("Job title")
    expect(desk.locator("#row-preview thead")).to_contain_text("Location")
    assert violations(desk) == []

    desk.get_by_label("Select Position").check()
    desk.get_by_label("Select Phone").check()
    desk.get_by_role("button", name="Skip selected columns").click()
    expect(position).to_have_value("Skip this column")
    expect(desk.locator("#row-preview thead")).not_to_contain_text("Phone")


def test_an_encoding_is_chosen_in_the_options_beside_the_rows(
    desk: Page, live_server: LiveServer, tmp_path: Path, models: None
) -> None:
    path = tmp_path / "people.csv"
    extra = [f"Extra {at}" for at in range(30)]
    path.write_text(f"Name;{';'.join(extra)}\nAnn Lefèvre;{';'.join(extra)}\n", encoding="cp1252")
    desk.goto(f"{live_server.url}/imports/")
    desk.set_input_files("input[type=file]", path)
    desk.locator("summary", has_text="Options").click()
    desk.get_by_label("List", exact=True).fill("Fair")
    desk.mouse.wheel(0, 600)

    desk.get_by_label("Encoding", exact=True).select_option("cp1250")

    expect(desk.locator("#row-preview")).to_contain_text("Lefčvre")
    expect(desk.locator("#map")).to_contain_text("Lefčvre")
    expect(desk.get_by_label("List", exact=True)).to_have_value("Fair")
    desk.get_by_label("List", exact=True).click()  # Fails where something covers it.
    has_valid_scores(desk)
