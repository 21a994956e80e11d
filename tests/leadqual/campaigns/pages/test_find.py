"""A company is found by its name and becomes the card, unless somebody else looks at it."""

from collections.abc import Sequence

import pytest
from django.test import Client

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.ranking.next_card import next_card
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company

pytestmark = pytest.mark.django_db


def test_picked_company_is_the_next_card(
    campaign: Campaign, ports: Sequence[Company], qualifier_client: Client
) -> None:
    found = qualifier_client.get(f"/campaigns/{campaign.pk}/find/?q=PORT").content.decode()
    page = qualifier_client.post(
        f"/campaigns/{campaign.pk}/companies/{ports[3].pk}/pick/", follow=True
    ).content.decode()

    assert found.count("/pick/") == len(ports)
    assert '<h2 id="card-name">port 3</h2>' in page


def test_what_others_hold_or_judged_is_said_and_not_taken_from_them(
    campaign: Campaign,
    ports: Sequence[Company],
    manager: User,
    qualifier: User,
    qualifier_client: Client,
) -> None:
    for company, author, value in (
        (ports[0], manager, Verdict.Value.LIKE),
        (ports[1], qualifier, Verdict.Value.DISLIKE),
    ):
        record_verdict(campaign=campaign, company=company, value=value, author=author)
    held = next_card(campaign, person=manager)
    url = f"/campaigns/{campaign.pk}/find/?q=port"

    page = " ".join(qualifier_client.get(url).content.decode().split())
    answer = qualifier_client.post(
        f"/campaigns/{campaign.pk}/companies/{held.company.pk}/pick/",  # type: ignore[union-attr]
        follow=True,
    ).content.decode()

    assert '<span class="like">like</span> <span class="muted">by Mira Okafor</span>' in page
    assert '<span class="dislike">dislike</span> <span class="muted">by you</span>' in page
    assert "opened by a colleague" in page
    assert page.count("/pick/") == 2
    assert "a colleague has it open. Nothing was changed." in answer


def test_find_stays_in_the_campaign_and_its_workspace(
    campaign: Campaign,
    ports: Sequence[Company],
    qualifier_client: Client,
    stranger_client: Client,
    viewer_client: Client,
) -> None:
    Campaign.objects.update(scope=Campaign.Scope.SELECTED)
    url = f"/campaigns/{campaign.pk}/find/?q=port"
    pick = f"/campaigns/{campaign.pk}/companies/{ports[0].pk}/pick/"

    assert "No matches in this campaign" in qualifier_client.get(url).content.decode()
    assert qualifier_client.post(pick).status_code == 404
    assert stranger_client.get(url).status_code == 404
    assert viewer_client.get(url).status_code == 403


def test_a_company_is_found_by_its_domain_and_by_a_part_of_its_name_though_many_begin_so(
    campaign: Campaign, ports: Sequence[Company], qualifier_client: Client
) -> None:
    workspace = campaign.workspace
    Company.objects.bulk_create(
        Company(workspace=workspace, name=f"Port {n:02}", name_key=f"port {n:02}")
        for n in range(25)
    )
    added = Company.objects.create(
        workspace=workspace, name="Port Zola", name_key="port zola", domain="zola.example"
    )
    Campaign.objects.update(scope=Campaign.Scope.SELECTED)
    campaign.members.create(company=added)

    for words in ("port", "ZOL", "https://www.zola.example/about", "zola.example"):
        page = qualifier_client.get(f"/campaigns/{campaign.pk}/find/", {"q": words})
        assert page.content.decode().count("/pick/") == 1, words
    page = qualifier_client.get(f"/campaigns/{campaign.pk}/find/", {"q": "zo"})
    assert "No matches in this campaign" in page.content.decode()
