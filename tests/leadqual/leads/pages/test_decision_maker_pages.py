"""The page that chooses decision makers of companies."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, ContactList, ListEntry
from tests.leadqual.leads.listing import HERE, SHOWN, first_names, posted, undo_of
from tests.leadqual.leads.people import make_company
from tests.leadqual.search.pages.test_people_and_companies import HTMX, html_of

pytestmark = pytest.mark.django_db


def test_preview_says_who_would_come_before_anything_is_written(
    qualifier_client: Client, workspace: Workspace, kelvia: Company
) -> None:
    empty = make_company(workspace, "Empty")
    address = f"{SHOWN}&company={kelvia.pk}&company={empty.pk}"

    html = html_of(qualifier_client.get(address))
    narrow = html_of(qualifier_client.get(f"{address}&function=sales&most=1&chosen=1"))

    assert "2 people at 1 of 2 companies, 1 marked Do not contact and excluded" in html
    assert "P2 manager" not in html
    assert re.search(r'value="director" checked', html)
    assert not re.search(r'value="manager" checked', html)
    assert "1 person at 1 of 2 companies" in narrow
    assert "not to be contacted" not in narrow
    assert not ListEntry.objects.exists()


def test_htmx_gets_the_preview_the_numbers_and_the_address(
    qualifier_client: Client, kelvia: Company
) -> None:
    address = f"{HERE}?company={kelvia.pk}&chosen=1&level=manager&most=2"

    answer = qualifier_client.get(address, headers=HTMX)

    html = html_of(answer)
    assert "<html" not in html
    assert "1 person at 1 of 1 company" in html
    assert re.search(r'<script id="tree-counts"[^>]*>{.*"function-sales": "\d', html)
    assert re.search(r'id="add-people"[^>]*hx-swap-oob="true">Add 1 person<', html)
    pushed = answer.headers["HX-Push-Url"]
    assert pushed == f"{SHOWN}&company={kelvia.pk}&level=manager&most=2&chosen=1"


def test_decision_makers_come_into_a_list_once_and_leave_in_one_step(
    qualifier_client: Client, kelvia: Company, berlin: ContactList
) -> None:
    def body() -> dict[str, object]:
        return {
            "list": berlin.pk,
            "request_id": str(uuid4()),
            "companies": str(kelvia.pk),
            "level": ["owner", "director"],
            "most": 5,
            "chosen": 1,
        }

    first = posted(qualifier_client, HERE, body())
    second = posted(qualifier_client, HERE, body())

    assert "2 people added to “Berlin”." in first
    assert "0 people added to “Berlin”. 2 were already in the list." in second
    assert first_names(berlin) == ["Ada", "Ben", "P0", "P1"]
    added = ListEntry.objects.filter(company=kelvia)
    assert added.count() == 2
    posted(qualifier_client, undo_of(first), {})
    assert first_names(berlin) == ["Ada", "Ben"]


def test_companies_of_another_workspace_are_ignored(
    qualifier_client: Client, stranger_client: Client, kelvia: Company, berlin: ContactList
) -> None:
    seen = html_of(stranger_client.get(f"{SHOWN}&company={kelvia.pk}"))
    body = {"name": "Mine", "request_id": str(uuid4()), "companies": str(kelvia.pk), "chosen": 1}
    html_of(stranger_client.post(HERE, body))

    assert "No companies selected" in seen
    assert "Kelvia" not in seen
    assert not ContactList.objects.filter(name="Mine").exists()


def test_ticked_companies_may_be_posted_and_the_former_address_leads_to_the_page(
    qualifier_client: Client, kelvia: Company
) -> None:
    posted = qualifier_client.post(HERE, {"company": [kelvia.pk, "x", ""]})
    former = qualifier_client.get(f"{HERE}?company={kelvia.pk}&level=manager&chosen=1")
    strange = f"{SHOWN}&company=99999999999999999999&most=x&level=emperor&chosen=1"

    assert posted.headers["Location"] == f"{SHOWN}&company={kelvia.pk}"
    assert former.headers["Location"] == f"{SHOWN}&company={kelvia.pk}&level=manager&chosen=1"
    assert qualifier_client.get(strange).status_code == 200


def test_company_page_leads_to_its_decision_makers(
    qualifier_client: Client, viewer_client: Client, kelvia: Company
) -> None:
    link = f'href="{SHOWN}&amp;company={kelvia.pk}"'

    assert link in html_of(qualifier_client.get(f"/companies/{kelvia.pk}/"))
    assert link not in html_of(viewer_client.get(f"/companies/{kelvia.pk}/"))
