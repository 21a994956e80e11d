"""The Django admin and the page of the API in a browser, under the strict policy of the product."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def refused(desk: Page, manager: User) -> Iterator[list[str]]:
    """What the console says while the manager, who is staff, looks around."""
    manager.is_staff = manager.is_superuser = True
    manager.save()
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    desk.on("console", listen)
    desk.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


def test_lists_forms_search_and_actions_of_the_admin_work_under_the_strict_policy(
    desk: Page, live_server: LiveServer, refused: list[str], viewer: User
) -> None:
    desk.goto(f"{live_server.url}/admin/")
    desk.get_by_role("link", name="Users").first.click()
    expect(desk.locator("#result_list tbody tr")).to_have_count(2)

    desk.locator("#searchbar").fill("viewer")
    desk.get_by_role("button", name="Search").click()
    expect(desk.locator("#result_list tbody tr")).to_have_count(1)
    desk.locator("#action-toggle").check()  # Needs the admin's own script.
    expect(desk.locator("input.action-select")).to_be_checked()
    expect(desk.locator(".action-counter")).to_contain_text("1 of 1 selected")

    desk.get_by_role("link", name=viewer.email).click()
    desk.get_by_label("Active").uncheck()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist .success")).to_be_visible()

    desk.goto(f"{live_server.url}/admin/taxonomy/othertool/add/")
    desk.get_by_label("Name:").press_sequentially("Our CRM")
    expect(desk.get_by_label("Slug:")).to_have_value("our-crm")  # By the admin's own script.
    desk.goto(f"{live_server.url}/admin/accounts/auditrow/")
    expect(desk.locator("#result_list")).to_contain_text("Account changed by staff")


@pytest.mark.slow
def test_page_of_the_api_shows_operations_under_the_strict_policy(
    desk: Page, live_server: LiveServer, refused: list[str]
) -> None:
    desk.goto(f"{live_server.url}/api/docs/")

    operation = desk.locator(".opblock-summary").first
    expect(operation).to_be_visible()
    operation.click()
    expect(desk.locator(".opblock-body").first).to_be_visible()
