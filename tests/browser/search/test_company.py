"""The page of a company and the costs of confusions, in a browser."""

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company
from leadqual.taxonomy.selectors import cost_table
from tests.browser.accessibility import violations
from tests.leadqual.leads.people import make_company

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHARES = [0.5, 0.4, 0.05, 0.03, 0.02]


@pytest.fixture
def company(workspace: Workspace) -> Company:
    """A company that the model has read."""
    return make_company(
        workspace,
        overview="Plans docks.",
        linkedin_url="https://www.linkedin.com/company/kelvia",
        business_model="b2b",
        business_model_probability=SHARES[0],
        business_model_probabilities=SHARES,
        business_model_why=[{"label": "b2b", "because": "overview", "text": "docks", "score": 0.4}],
        business_model_version="companies-1",
    )


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


def problems(page: Page) -> list[str]:
    """Return what a reader of the screen or a slow hand would stumble over."""
    return [one["id"] for one in violations(page)]


def test_correction_in_place_and_back_by_a_key(
    desk: Page, live_server: LiveServer, company: Company, complaints: list[str]
) -> None:
    desk.goto(f"{live_server.url}/companies/{company.pk}/")
    card = desk.locator("#business-model")

    card.get_by_text("Correct", exact=True).click()
    desk.get_by_label("Correct business model").select_option("public")
    desk.get_by_label("Note for colleagues").fill("It is a port authority")
    desk.get_by_role("button", name="Save correction").click()
    expect(card).to_contain_text("confirmed by a person")
    expect(card).to_contain_text(": It is a port authority")
    card.get_by_text("Why", exact=True).click()
    expect(card.get_by_text("The model predicts B2B (0.50)")).to_be_visible()
    company.refresh_from_db()
    said = company.business_model
    desk.locator("h1").click()
    desk.keyboard.press("z")
    expect(card).to_contain_text("Sells to businesses (B2B)")
    expect(desk.get_by_text("Kelvia is B2B again")).to_be_visible()

    assert said == "public"
    assert desk.url == f"{live_server.url}/companies/{company.pk}/"
    assert complaints == []


@pytest.mark.slow
def test_costs_are_previewed_while_they_are_typed_and_applied(
    desk: Page,
    live_server: LiveServer,
    company: Company,
    manager: User,
    complaints: list[str],
) -> None:
    manager.is_staff = True
    manager.save(update_fields=["is_staff"])
    desk.goto(f"{live_server.url}/companies/costs/")

    desk.get_by_label("B2C predicted as B2B").fill("3")
    expect(desk.get_by_role("link", name="Kelvia")).to_be_visible()
    before = cost_table()["b2c", "b2b"]
    for wrong in ("-1", "1001", ""):  # No preview of other numbers than those that are seen.
        desk.get_by_label("B2C predicted as B2B").fill(wrong)
        expect(desk.locator("#preview")).to_contain_text("B2C predicted as B2B: ")
        expect(desk.get_by_role("button", name="Apply to all workspaces")).to_be_hidden()
        desk.get_by_label("B2C predicted as B2B").fill("3")
        expect(desk.get_by_role("link", name="Kelvia")).to_be_visible()
    assert problems(desk) == []
    desk.get_by_role("button", name="Apply to all workspaces").click()
    expect(desk.get_by_text("The costs are active")).to_be_visible()
    company.refresh_from_db()

    assert (before, cost_table()["b2c", "b2b"]) == (1, 3)
    assert company.business_model == "b2c"
    assert complaints == []
