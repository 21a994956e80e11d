"""Lists in a browser: a preview follows the ticks, people are added, and a key undoes it."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact, ContactList
from leadqual.search.lists.services import add_records, create_list
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = pytest.mark.browser
HERE = "/people/lists/decision-makers/"


@pytest.fixture
def kelvia(transactional_db: None, taxonomy: None, workspace: Workspace) -> Company:
    """A company with an owner, a director and a manager; the owner must not be contacted."""
    company = make_company(workspace, "Kelvia Terminal Software")
    for slug in ("owner", "director", "manager"):
        title = make_title(
            workspace, f"{slug} of sales", {"sales": 0.9}, level=Level.objects.get(slug=slug)
        )
        make_contact(
            workspace,
            f"Ute {slug}",
            email=f"{slug}@kelvia.example",
            company=company,
            job_title=title,
            do_not_contact=slug == "owner",
        )
    return company


@pytest.fixture
def berlin(kelvia: Company, manager: User) -> ContactList:
    """A list with the people of the company who may be contacted."""
    row = create_list(workspace=kelvia.workspace, name="Berlin", author=manager)
    keys = list(Contact.objects.values_list("pk", flat=True))
    add_records(contact_list=row, keys=keys, author=manager, request_id=uuid4())
    return row


def test_preview_follows_the_ticks_and_the_adding_is_undone_by_a_key(
    desk: Page, live_server: LiveServer, kelvia: Company
) -> None:
    errors: list[str] = []
    desk.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    desk.goto(f"{live_server.url}{HERE}?company={kelvia.pk}")
    said = desk.locator("#chosen-name")
    expect(said).to_have_text("1 person at 1 of 1 company, 1 marked Do not contact and excluded")

    desk.get_by_label("New list name").fill("First wave")
    desk.get_by_label("Manager").check()

    expect(said).to_have_text("2 people at 1 of 1 company, 1 marked Do not contact and excluded")
    expect(desk.get_by_label("New list name")).to_have_value("First wave")
    expect(desk.locator("#said")).to_contain_text("2 people at 1 of 1 company")
    assert "level=manager" in desk.url
    desk.get_by_role("button", name="Add 2 people").click()

    expect(desk.get_by_role("heading", name="First wave")).to_be_visible()
    expect(desk.locator("#toasts")).to_contain_text("2 people added to “First wave”.")
    desk.keyboard.press("z")
    expect(desk.locator("#toasts")).to_contain_text("2 people removed from “First wave”.")
    expect(desk.get_by_role("heading", name="No one in this list yet")).to_be_visible()
    assert errors == []  # Of the policy, too.


@pytest.mark.slow
def test_ticked_people_leave_the_list(
    desk: Page, live_server: LiveServer, berlin: ContactList
) -> None:
    desk.goto(f"{live_server.url}/people/lists/{berlin.pk}/")

    desk.get_by_label("Select Ute director").check()
    desk.get_by_role("button", name="Remove selected").click()

    expect(desk.locator("#toasts")).to_contain_text("1 person removed from the list.")
    expect(desk.locator("tbody")).not_to_contain_text("Ute director")
    desk.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(desk.locator("tbody")).to_contain_text("Ute director")
