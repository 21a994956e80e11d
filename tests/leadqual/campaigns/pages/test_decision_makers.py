"""Decision makers of the first companies of a ranking."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.ranking.ranked_list import recommendations
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company, ContactList
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_contact, make_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def ranked(campaign: Campaign, ports: list[Company], clinics: list[Company], manager: User) -> str:
    """Address of the page; a director at each company, and one port is liked."""
    title = make_title(
        campaign.workspace, "Director", level=Level.objects.get(slug="director"), level_score=0.9
    )
    for company in [*ports, *clinics]:
        make_contact(campaign.workspace, company.name, company=company, job_title=title)
    record_verdict(campaign=campaign, company=ports[0], value=Verdict.Value.LIKE, author=manager)
    return f"/campaigns/{campaign.pk}/recommendations/decision-makers/"


def html_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def companies_in(html: str) -> list[int]:
    match = re.search(r'name="companies" value="([\d,]*)"', html)
    assert match
    return [int(key) for key in match[1].split(",")]


def test_first_companies_of_the_ranking_are_meant(
    qualifier_client: Client,
    viewer_client: Client,
    stranger_client: Client,
    campaign: Campaign,
    ranked: str,
) -> None:
    for client, status in ((viewer_client, 403), (stranger_client, 404)):
        assert client.get(f"{ranked}?first=3").status_code == status
        assert client.post(f"{ranked}?first=3").status_code == status
    for first, n in [("0", 1), ("x", 9), ("99999999999", 9), ("", 9)]:
        html = html_of(qualifier_client, f"{ranked}?first={first}&unlikely=1")
        assert len(companies_in(html)) == n
    wanted = [row.company.pk for row in recommendations(campaign, size=3).rows]

    html = html_of(qualifier_client, f"{ranked}?first=3")

    assert companies_in(html) == wanted
    assert "3 people at 3 of 3 companies" in html
    assert 'name="first" value="3"' in html
    assert "left out" not in html


def test_companies_that_are_no_likely_likes_are_left_out_until_somebody_asks(
    qualifier_client: Client,
    campaign: Campaign,
    ranked: str,
    clinics: list[Company],
    manager: User,
) -> None:
    record_verdict(
        campaign=campaign, company=clinics[0], value=Verdict.Value.DISLIKE, author=manager
    )
    rows = recommendations(campaign, size=8).rows
    likely = [row.company.pk for row in rows if row.why and row.why.score >= 0.25]
    unlikely = {row.company.pk for row in rows} - set(likely)
    assert unlikely == {one.pk for one in clinics[1:]}

    html = html_of(qualifier_client, f"{ranked}?first=8")
    all_of_them = html_of(qualifier_client, f"{ranked}?first=8&unlikely=1")

    assert companies_in(html) == likely
    assert "4 of the first 8 companies are excluded" in html
    assert f'href="{ranked}?first=8&amp;unlikely=1">Show all</a>' in html
    assert companies_in(all_of_them) == [row.company.pk for row in rows]
    assert f'href="{ranked}?first=8">Exclude them</a>' in all_of_them
    ticked = html_of(qualifier_client, f"{ranked}?company={clinics[1].pk}")
    assert companies_in(ticked) == [clinics[1].pk]


def test_where_no_company_is_likely_the_page_says_so_and_leads_to_all(
    qualifier_client: Client, campaign: Campaign, ranked: str, manager: User
) -> None:
    for verdict in Verdict.objects.filter(campaign=campaign):
        record_verdict(
            campaign=campaign,
            company=verdict.company,
            value=Verdict.Value.DISLIKE,
            author=manager,
        )

    html = html_of(qualifier_client, f"{ranked}?first=2")

    assert "Show all" in html
    assert "No companies selected" not in html


def test_companies_that_were_shown_are_added_even_if_the_ranking_moves(
    qualifier_client: Client, campaign: Campaign, ranked: str, clinics: list[Company], manager: User
) -> None:
    shown = companies_in(html_of(qualifier_client, f"{ranked}?first=2"))
    record_verdict(
        campaign=campaign,
        company=Company.objects.get(pk=shown[0]),
        value=Verdict.Value.DISLIKE,
        author=manager,
    )

    qualifier_client.post(
        f"{ranked}?first=2",
        {
            "name": "Ports",
            "request_id": str(uuid4()),
            "companies": ",".join(map(str, shown)),
            "most": 1,
            "level": "director",
            "chosen": 1,
        },
    )

    row = ContactList.objects.get(name="Ports")
    assert [entry.company_id for entry in row.entries.all()] == shown


def test_list_name_that_is_taken_keeps_the_page(
    qualifier_client: Client, campaign: Campaign, ranked: str, manager: User
) -> None:
    ContactList.objects.create(workspace=campaign.workspace, name="Ports", author=manager)
    shown = companies_in(html_of(qualifier_client, f"{ranked}?first=2"))
    body = {
        "name": "Ports",
        "request_id": str(uuid4()),
        "companies": ",".join(map(str, shown)),
        "chosen": 1,
    }

    answer = qualifier_client.post(f"{ranked}?first=2&w_size=0.5", body)

    html = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert "A list “Ports” already exists" in html
    assert companies_in(html) == shown
    assert 'name="w_size" value="0.5"' in html


def test_ticked_companies_keep_the_way_back_to_their_ranking(
    qualifier_client: Client,
    viewer_client: Client,
    campaign: Campaign,
    ranked: str,
    ports: list[Company],
) -> None:
    page = f"/campaigns/{campaign.pk}/recommendations/"
    form = html_of(qualifier_client, f"{page}?w_size=0.5").split(f'action="{ranked}"')[1]
    assert 'name="w_size" value="0.5"' in form.split("</form>")[0]
    assert 'name="first"' in form.split("</form>")[0]
    assert f'action="{ranked}"' not in html_of(viewer_client, page)
    ticked = {"company": [ports[2].pk, ports[1].pk]}

    sent = qualifier_client.post(f"{ranked}?w_size=0.5", ticked)
    html = html_of(qualifier_client, sent["Location"])
    nothing = qualifier_client.post(f"{ranked}?w_size=0.5")

    assert f'formaction="{ranked}?w_size=0.5"' in html_of(qualifier_client, f"{page}?w_size=0.5")
    assert companies_in(html) == [ports[2].pk, ports[1].pk]
    assert f'<a href="{page}?w_size=0.5">{campaign.name}</a>' in html
    assert nothing["Location"] == f"{page}?w_size=0.5"
