"""The record that is open beside its list: what it shows, its place and its neighbors."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact
from tests.leadqual.leads.people import make_company, make_contact, make_title
from tests.leadqual.search.pages.test_people_and_companies import HTMX, html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def companies(workspace: Workspace) -> list[Company]:
    return Company.objects.bulk_create(
        Company(workspace=workspace, name=f"Firm {n:02d}", name_key=f"firm {n:02d}")
        for n in range(53)
    )


def place_in(html: str) -> str:
    found = re.search(r'class="row place">.*?([\d,]+ of [\d,]+)<', html)
    return found.group(1) if found else ""


def neighbors_in(html: str) -> dict[str, str]:
    found = re.findall(r'<a class="btn small quiet" href="([^"]*)"[^>]*rel="(prev|next)"', html)
    return {rel: url.replace("&amp;", "&") for url, rel in found}


def test_company_opens_beside_the_search_with_its_place(
    viewer_client: Client, companies: list[Company]
) -> None:
    html = html_of(viewer_client.get(f"/companies/?q=firm&open={companies[2].pk}"))
    part = html_of(viewer_client.get(f"/companies/{companies[2].pk}/preview/?q=firm", headers=HTMX))

    for shown in (html, part):
        assert place_in(shown) == "3 of 53"
        assert neighbors_in(shown) == {
            "prev": f"/companies/?q=firm&open={companies[1].pk}#company",
            "next": f"/companies/?q=firm&open={companies[3].pk}#company",
        }
    assert f'id="open-{companies[2].pk}"' in html


def test_neighbor_on_another_page_is_opened_with_that_page(
    viewer_client: Client, companies: list[Company]
) -> None:
    html = html_of(viewer_client.get(f"/companies/?open={companies[49].pk}"))
    start_key = neighbors_in(html)["next"]
    there = html_of(viewer_client.get(start_key.partition("#")[0]))
    back = html_of(viewer_client.get(neighbors_in(there)["prev"].partition("#")[0]))

    assert (place_in(html), place_in(there), place_in(back)) == ("50 of 53", "51 of 53", "50 of 53")
    assert f"open={companies[50].pk}" in start_key
    assert "next" in neighbors_in(there)


def test_first_and_last_have_one_neighbor_and_a_stranger_has_no_place(
    viewer_client: Client, companies: list[Company]
) -> None:
    first = html_of(viewer_client.get(f"/companies/?q=firm+00&open={companies[0].pk}"))
    stranger = html_of(viewer_client.get(f"/companies/?q=firm+00&open={companies[5].pk}"))

    assert (place_in(first), neighbors_in(first)) == ("1 of 1", {})
    assert place_in(stranger) == ""
    assert "Firm 05" in stranger


def test_address_of_a_preview_leads_to_the_search_and_others_companies_do_not_exist(
    viewer_client: Client, companies: list[Company], other_workspace: Workspace
) -> None:
    theirs = make_company(other_workspace, "Theirs")

    opened = viewer_client.get(f"/companies/{companies[0].pk}/preview/?q=firm")
    refused = viewer_client.get(f"/companies/{theirs.pk}/preview/", headers=HTMX)
    page = html_of(viewer_client.get(f"/companies/?open={theirs.pk}"))

    assert opened.headers["Location"] == f"/companies/?q=firm&open={companies[0].pk}#company"
    assert refused.status_code == 404
    assert "Theirs" not in page
    assert "This company no longer exists." in page
    for wanted in ("-1", "9" * 40, "%00"):
        assert viewer_client.get(f"/companies/?open={wanted}").status_code == 200


def test_opening_a_company_costs_so_many_queries_whatever_the_list_holds(
    viewer_client: Client,
    companies: list[Company],
    django_assert_max_num_queries: object,
) -> None:
    address = f"/companies/{companies[20].pk}/preview/"
    viewer_client.get(address, headers=HTMX)  # What is read once for a process.

    with django_assert_max_num_queries(25):  # type: ignore[operator]
        viewer_client.get(address, headers=HTMX)


def test_person_keeps_the_saved_search_in_the_addresses(
    viewer_client: Client, workspace: Workspace
) -> None:
    people = [make_contact(workspace, f"Ada N{n}", country="Germany") for n in range(3)]
    url = f"/people/{people[1].pk}/?country=Germany&saved=7&layout=board"

    answer = viewer_client.get(url, headers=HTMX)

    assert answer.headers["HX-Push-Url"] == (
        f"/people/?country=Germany&saved=7&layout=board&person={people[1].pk}"
    )
    html = html_of(answer)
    assert place_in(html) == "2 of 3"
    assert f"saved=7&layout=board&person={people[2].pk}#person" in neighbors_in(html)["next"]
    assert Contact.objects.count() == 3


def test_labels_lead_to_a_correction_also_without_a_level(
    viewer_client: Client, manager_client: Client, workspace: Workspace
) -> None:
    title = make_title(workspace, "Head of Sales", {"sales": 0.9})
    person = make_contact(workspace, "Ada Abel", job_title=title)

    for client in (viewer_client, manager_client):
        html = html_of(client.get(f"/people/?person={person.pk}&fix=1"))
        assert len(re.findall(r'<details[^>]* id="fix" open', html)) == 1
