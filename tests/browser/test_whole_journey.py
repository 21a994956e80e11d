"""The whole journey in a real Chromium, with a real worker, a real database and a real broker."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.demo.people_names import COMPANY_FIELDS, read_companies
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.models import Contact
from tests.browser.conftest import DESK
from tests.browser.queueing import NOTHING_WAITS, ready_card, stored
from tests.product import PASSWORD

pytestmark = pytest.mark.browser
N_COMPANIES = 16


def write_files(folder: Path) -> tuple[Path, Path]:
    """Write companies, and people of whom three work in Revenue Operations."""
    companies, people = folder / "companies.csv", folder / "people.csv"
    rows = read_companies()[:N_COMPANIES]
    with companies.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COMPANY_FIELDS)
        for row in rows:
            writer.writerow(
                "|".join(value) if isinstance(value, list) else value
                for value in (row.get(field) for field in COMPANY_FIELDS)
            )
    titles = ["RevOps Manager", "Head of Revenue Operations", "Revenue Operations Analyst"]
    titles += ["Sales Engineer", "Recruiter", "Queen of the World", "Data Scientist"]
    with people.open("w", encoding="utf-16", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(["Vorname", "Nachname", "E-Mail", "Position", "Firma", "Ort"])
        for number, title in enumerate(titles):
            mail = f"person{number}@people.example" if title != "Recruiter" else "ask(at)recruiting"
            writer.writerow(
                ["Jana", f"Brandt {number}", mail, title, rows[number]["name"], "Berlin"]
            )
    return companies, people


def import_file(page: Page, live_server: LiveServer, path: Path, kind: str) -> None:
    page.goto(f"{live_server.url}/imports/")
    page.get_by_role("radio", name=kind).check()
    page.get_by_label("Choose or drop a CSV or Excel file").set_input_files(path)
    expect(page.get_by_role("heading", name=path.name)).to_be_visible()
    page.get_by_role("button", name=re.compile("^Import ")).click()
    expect(page.get_by_text("All rows processed")).to_be_visible()


def judge(page: Page, key: str) -> None:
    """Press a key and wait until another card is there."""
    card = page.locator("#card-name")
    before = ready_card(page)
    page.keyboard.press(key)
    expect(card).not_to_have_text(before)


def test_from_a_file_to_the_next_company_worth_a_call(
    page: Page, worker: Path, manager: User, live_server: LiveServer, tmp_path: Path
) -> None:
    page.set_viewport_size(DESK)
    companies, people = write_files(tmp_path)

    # Log in.
    page.goto(live_server.url)
    page.get_by_label(re.compile("mail", re.IGNORECASE)).fill(manager.email)
    page.get_by_label(re.compile("password", re.IGNORECASE)).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("(log|sign) in", re.IGNORECASE)).click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()

    # Import companies and people, and watch until all is classified and embedded.
    import_file(page, live_server, companies, "Companies")
    import_file(page, live_server, people, "People")
    expect(page.get_by_text("ask(at)recruiting")).to_be_visible()
    expect(page.get_by_text("Classified and analyzed")).to_be_visible()

    # Tick Sales › Revenue Operations in the tree.
    page.get_by_role("link", name="People", exact=True).first.click()
    page.get_by_label("Find a function by name or job title").fill("revenue op")
    page.get_by_role("treeitem", name=re.compile("Revenue Operations")).press("Space")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("3 people"))
    expect(page).to_have_url(re.compile("function=revenue_operations"))

    # Correct a title in place; it counts at once.
    page.get_by_role("link", name=re.compile("Brandt 0")).click()
    expect(page.get_by_role("heading", name="Functions and level")).to_be_visible()
    expect(page.locator('[hx-trigger="load"] > .skeleton')).to_have_count(0)  # Nothing moves now.
    page.get_by_text("Correct Revenue Operations").click()
    field = page.get_by_role("combobox", name="Replace “Revenue Operations” with")
    field.fill("sales enable")
    page.locator(".offers").get_by_role("option", name="Sales Enablement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("2 people"))
    assert Correction.objects.get(is_current=True).author == manager

    # Create a campaign and give ten verdicts by key.
    page.goto(f"{live_server.url}/campaigns/new/")
    page.get_by_label("Name").fill("Sales software")
    page.get_by_role("button", name="Create campaign").click()
    expect(page.locator("body")).to_contain_text("Sales software")
    expect(page).not_to_have_url(re.compile("/new/$"))
    campaign = f"{live_server.url}/campaigns/{Campaign.objects.get().pk}"
    page.goto(f"{campaign}/queue/")
    for key in ["a", "x", "ArrowRight", "ArrowLeft", "Space", "a", "x", "a", "x", "a"]:
        judge(page, key)
    assert len(stored(page, 10)) == 10

    # Undo one: its card is back.
    last = Verdict.objects.filter(is_current=True).order_by("-pk").first()
    assert last is not None
    page.keyboard.press("Backspace")
    expect(page.locator("#card-name")).to_have_text(last.company.name)
    page.wait_for_function(NOTHING_WAITS)
    assert Verdict.objects.filter(is_current=True).count() == 9

    # Open the recommendations and see a neighbor.
    page.goto(f"{campaign}/recommendations/")
    page.get_by_role("link", name=re.compile("^Why")).first.click()
    expect(page.get_by_text("Similar companies").first).to_be_visible()
    judged = set(Verdict.objects.filter(is_current=True).values_list("company__name", flat=True))
    breakdown = page.locator("tr.fold").first.inner_text()
    assert any(name in breakdown for name in judged)
    assert Contact.objects.count() == 7
