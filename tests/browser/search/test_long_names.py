"""Names as long as columns hold, without a space, are cut; `every_page` has the width of pages."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.leads.models import ContactList, SavedSearch
from leadqual.search.lists.services import add_records
from tests.browser.loaded_pages import open_whole
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("taxonomy")]
NAME = "Wholesale" * 13  # 117 characters, from before the limit of 100.


@pytest.fixture
def pages(workspace: Workspace, manager: User) -> list[str]:
    """Pages of a workspace whose search, list, campaign and company have a long name."""
    company = make_company(workspace, NAME, country="Peru")
    contact = make_contact(workspace, f"Ada {NAME}", company=company, email="a@x.example")
    search = SavedSearch.objects.create(workspace=workspace, name=NAME, query="", author=manager)
    row = ContactList.objects.create(workspace=workspace, name=NAME, author=manager)
    campaign = Campaign.objects.create(workspace=workspace, name=NAME, author=manager)
    add_records(contact_list=row, keys=[contact.pk], author=manager, request_id=uuid4())
    return [
        "/",
        "/people/",
        f"/people/?list={row.pk}&campaign={campaign.pk}&saved={search.pk}",
        f"/people/?person={contact.pk}",
        "/people/lists/?panel=saved-searches",
        "/people/lists/",
        f"/people/lists/{row.pk}/",
        "/companies/",
        "/campaigns/",
        f"/campaigns/{campaign.pk}/results/",
    ]


def test_long_name_is_cut_and_is_whole_in_its_tooltip(
    desk: Page, live_server: LiveServer, pages: list[str]
) -> None:
    for address in (
        "/",
        "/people/",
        "/people/lists/?panel=saved-searches",
        "/people/lists/",
        "/campaigns/",
    ):
        open_whole(desk, f"{live_server.url}{address}")

        name = desk.locator(f'.clip[title="{NAME}"]').first

        expect(name).to_be_visible()
        assert name.evaluate("one => one.scrollWidth > one.clientWidth")
        assert name.evaluate("one => one.getBoundingClientRect().height") < 30
