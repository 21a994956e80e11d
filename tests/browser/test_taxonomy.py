"""The tree of the taxonomy by keys, and a change from its draft to the history and back."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User
from leadqual.taxonomy.models import Function, TaxonomyDraft, TaxonomyVersion

SLOW = 30_000  # milliseconds; here jobs run inside the request
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]


@pytest.fixture
def staff(desk: Page, manager: User) -> Page:
    """A wide page in which a manager who is staff is signed in."""
    manager.is_staff = True
    manager.save()
    return desk


def test_tree_is_searched_and_walked_by_keys(staff: Page, live_server: LiveServer) -> None:
    staff.goto(f"{live_server.url}/taxonomy/")

    staff.keyboard.press("/")
    staff.keyboard.type("enablement")
    expect(staff.locator("#taxo-tree details")).to_have_count(1)
    staff.keyboard.press("ArrowDown")
    expect(staff.locator("#taxo-tree summary")).to_be_focused()
    staff.keyboard.press("ArrowLeft")
    expect(staff.locator("#taxo-tree li").first).to_be_hidden()
    staff.keyboard.press("ArrowRight")
    staff.keyboard.press("End")
    expect(staff.get_by_role("link", name="Sales Enablement")).to_be_focused()
    staff.keyboard.press("Enter")

    expect(staff.get_by_role("heading", name="Sales Enablement")).to_be_visible()


def test_change_goes_from_the_draft_to_the_history_and_back(
    staff: Page, live_server: LiveServer
) -> None:
    staff.goto(f"{live_server.url}/taxonomy/functions/sales_enablement/")
    staff.keyboard.press("e")
    staff.get_by_label("Name", exact=True).fill("Enablement")
    staff.get_by_role("button", name="Save fields").click()
    expect(staff.locator(".toast")).to_contain_text("Renamed “Sales Enablement”")
    staff.keyboard.press("z")
    expect(staff.locator(".toast")).to_contain_text("undone")
    staff.keyboard.press("z")
    expect(staff.get_by_label("Name", exact=True)).to_have_value("Enablement")

    staff.keyboard.press("p")
    staff.get_by_label("Why").fill("shorter")
    staff.get_by_role("button", name="Publish for all workspaces").click()
    expect(staff.locator(".toast")).to_contain_text("Published as version", timeout=SLOW)
    assert Function.objects.get(slug="sales_enablement").name == "Enablement"
    assert TaxonomyDraft.objects.get().published_as == TaxonomyVersion.objects.latest("pk")
    staff.keyboard.press("z")

    expect(staff.locator(".toast")).to_contain_text("as it was in version", timeout=SLOW)
    assert Function.objects.get(slug="sales_enablement").name == "Sales Enablement"
