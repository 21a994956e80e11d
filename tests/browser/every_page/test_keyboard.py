"""Work by keyboard alone: no mouse moves here, and where one is can be seen."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company, ContactList
from leadqual.taxonomy.models import Level
from tests.browser.keyboard import focus_problem, press_on, tab_to
from tests.browser.queueing import cards_kept_ahead, given, press, stored
from tests.leadqual.campaigns.conftest import make_companies
from tests.leadqual.leads.people import make_contact, make_title

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("models")]


@pytest.mark.slow
@pytest.mark.usefixtures("campaign")
def test_ten_companies_are_judged_with_a_reason_and_recommendations_go_to_a_list(
    desk: Page, live_server: LiveServer, campaign: Campaign
) -> None:
    title = make_title(campaign.workspace, "CEO", {"sales": 0.9}, level=Level.objects.first())
    for company in Company.objects.all():
        make_contact(campaign.workspace, company.name, company=company, job_title=title)
    with cards_kept_ahead(desk):
        desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/queue/")
    names = press(desk, "axaxaxaxa")
    desk.keyboard.press("1")
    names += press(desk, "x")
    assert [name for name, _ in stored(desk, 10)] == names
    desk.keyboard.press("z")
    expect(desk.locator("#card-name")).to_have_text(names[-1])
    press(desk, "a")
    assert given()[-1][0] == names[-1]

    desk.goto(f"{live_server.url}/campaigns/{campaign.pk}/recommendations/")
    press_on(desk, "button", r"^Add\b")
    expect(desk.get_by_role("heading", name="Decision makers", exact=True)).to_be_visible()
    tab_to(desk, desk.get_by_label("New list name"))
    desk.keyboard.type("Calls")
    desk.keyboard.press("Enter")
    expect(desk.locator("#toasts")).to_contain_text("Calls")
    assert ContactList.objects.get().name == "Calls"


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("place", ["people/", "", "titles/", "replies/", "lab/", "settings/"])
def test_focus_is_seen_at_every_stop(
    desk: Page, live_server: LiveServer, workspace: Workspace, manager: User, place: str
) -> None:
    for company in make_companies(workspace, "port", 12):
        title = make_title(workspace, f"Head of {company.name}", {"sales": 0.5}, n_contacts=3)
        make_contact(workspace, company.name, company=company, job_title=title)
    campaign = create_campaign(workspace=workspace, name="Ports", author=manager)
    record_verdict(campaign=campaign, company=company, value=Verdict.Value.LIKE, author=manager)
    desk.goto(f"{live_server.url}/{place}")

    problems = []
    for _ in range(60):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement === document.body"):
            break
        if problem := focus_problem(desk):
            problems.append(problem)

    assert problems == []
