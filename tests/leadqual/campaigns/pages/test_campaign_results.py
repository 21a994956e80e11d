"""Promises about the tabs of a campaign and where its name leads."""

import re
from collections.abc import Sequence

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Company
from tests.leadqual.campaigns.pages.test_pages import shown

pytestmark = pytest.mark.django_db


def _landing(client: Client, campaign: Campaign) -> str:
    address = f"/campaigns/{campaign.pk}/"
    return client.get(address).headers["Location"].removeprefix(address)


def test_a_campaign_opens_where_there_is_most_to_do(
    qualifier_client: Client,
    viewer_client: Client,
    campaign: Campaign,
    ports: Sequence[Company],
    qualifier: User,
) -> None:
    before = _landing(qualifier_client, campaign), _landing(viewer_client, campaign)
    record_verdict(campaign=campaign, company=ports[0], value=Verdict.Value.LIKE, author=qualifier)
    liked = _landing(viewer_client, campaign)
    Campaign.objects.update(archived_at=timezone.now())

    assert before == ("queue/", "results/")
    assert liked == "recommendations/"
    assert _landing(qualifier_client, campaign) == "recommendations/"


def test_a_campaign_has_five_tabs_and_a_viewer_sees_those_that_open(
    qualifier_client: Client, viewer_client: Client, campaign: Campaign
) -> None:
    for client, tabs in (
        (qualifier_client, ["Queue", "Recommendations", "Map", "Results", "Settings"]),
        (viewer_client, ["Recommendations", "Map", "Results"]),
    ):
        page = shown(client.get(f"/campaigns/{campaign.pk}/results/"))
        found = page.partition('aria-label="Campaign"')[2].partition("</nav>")[0]
        links = re.findall(r'href="([^"]+)"[^>]*>([^<]+)', found)

        assert [words.strip() for _, words in links] == tabs
        assert [client.get(url).status_code for url, _ in links] == [200] * len(tabs)


def test_verdicts_and_agreement_are_parts_of_results(
    viewer_client: Client, campaign: Campaign
) -> None:
    for path in ["results/", "verdicts/", "agreement/"]:
        page = shown(viewer_client.get(f"/campaigns/{campaign.pk}/{path}"))
        here = re.findall(r'<a href="([^"]+)"\s+aria-current="page">', page.partition("<main")[2])

        assert here == [f"/campaigns/{campaign.pk}/results/", f"/campaigns/{campaign.pk}/{path}"]


def test_a_new_campaign_asks_for_a_name_and_a_description_and_folds_the_rest(
    qualifier_client: Client,
) -> None:
    page = shown(qualifier_client.get("/campaigns/new/", follow=True))
    first, _, advanced = page.partition("<main")[2].partition("<details")
    asked = re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"', first)

    assert asked == ["csrfmiddlewaretoken", "name", "description"]
    assert "open" not in advanced[:40]
    assert all(
        f'name="{name}"' in advanced for name in ("domains", "strategy", "double_labeling_percent")
    )
    refused = shown(
        qualifier_client.post("/campaigns/new/", {"name": "", "double_labeling_percent": "101"})
    )
    assert 'advanced" open' in refused


def test_a_count_of_the_last_hour_and_a_rate_per_hour_have_their_own_words(
    qualifier_client: Client, campaign: Campaign, ports: Sequence[Company], qualifier: User
) -> None:
    record_verdict(campaign=campaign, company=ports[0], value=Verdict.Value.LIKE, author=qualifier)

    pages = {
        path: shown(qualifier_client.get(path))
        for path in (
            "/campaigns/",
            f"/campaigns/{campaign.pk}/results/",
            f"/campaigns/{campaign.pk}/queue/",
        )
    }

    _, results, queue = pages
    assert ports[0].name not in pages[results]  # Its verdicts are a page of their own.
    assert ports[0].name in shown(qualifier_client.get(f"/campaigns/{campaign.pk}/verdicts/"))
    for path, page in pages.items():
        assert "an hour" not in page, path
        assert path == queue or "in the last hour" in page.lower(), path
    assert "per hour" in pages[queue]
    assert "per hour" in pages[results]
