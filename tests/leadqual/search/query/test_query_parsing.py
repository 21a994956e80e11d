"""Searches of which something is done with everybody they find: what is unknown widens none."""

from collections.abc import Mapping
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import Campaign
from leadqual.leads.errors import UnclearSearchError
from leadqual.leads.models import Contact, ContactList, Export, SavedSearch
from leadqual.search.results.kinds import PEOPLE
from leadqual.taxonomy.models import Function
from leadqual.taxonomy.services import note_change
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]

STEPS: Mapping[str, Mapping[str, object]] = {
    "/people/export/": {"format": "csv", "columns": ["email"]},
    "/people/lists/add/": {"name": "All", "request_id": str(uuid4())},
    "/people/do-not-contact/": {"request_id": str(uuid4())},
    "/campaigns/add/": {"name": "Hunt"},
}


@pytest.mark.parametrize("search", ["function=accounting", "contact=x", "levle=vp"])
def test_a_step_for_all_who_are_found_is_refused_where_a_filter_is_unknown(
    manager_client: Client, workspace: Workspace, search: str
) -> None:
    make_contact(workspace, email="ada@x.example", company=make_company(workspace))
    Function.objects.filter(slug="accounting").update(retired_at=timezone.now())
    note_change("retired a function")

    for address, body in STEPS.items():
        answer = manager_client.post(f"{address}?{search}", body)

        assert answer.status_code == 422, address
        assert "so nothing was done" in answer.content.decode()
    page = manager_client.get(f"/people/export/?{search}", follow=True)
    assert page.status_code == 422
    assert not Contact.objects.filter(do_not_contact=True).exists()
    for rows in (Export, ContactList, Campaign):
        assert not rows.objects.exists()


def test_a_search_that_lost_a_filter_meanwhile_is_not_saved_wider(manager_client: Client) -> None:
    body = {"name": "Bookkeepers", "search": "function=no_more&country=Peru"}

    answer = manager_client.post("/people/lists/?panel=saved-searches", body)

    assert answer.status_code == 422
    assert "“no_more”" in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_decision_makers_by_a_function_that_is_gone_go_into_no_list(
    manager_client: Client, workspace: Workspace, berlin: ContactList
) -> None:
    company = make_company(workspace)
    make_contact(workspace, "Cy Poe", email="cy@x.example", company=company)
    body = {
        "companies": str(company.pk),
        "chosen": "1",
        "function": "no_more",
        "list": str(berlin.pk),
        "request_id": str(uuid4()),
    }

    page = manager_client.post(f"/people/lists/decision-makers/?company={company.pk}", body)

    assert page.status_code == 422
    assert "There is no function “no_more”." in page.content.decode()
    assert berlin.entries.count() == 2


def test_what_is_known_is_read_as_everywhere_else() -> None:
    query = PEOPLE.read_strictly({"level": ["vp"], "sort": ["company"]})

    assert (query.ticked("level"), query.sort) == (("vp",), "company")
    with pytest.raises(UnclearSearchError, match="Only 250 of"):
        PEOPLE.read_strictly({"contact": [".".join(map(str, range(300)))]})
