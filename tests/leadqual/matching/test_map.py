"""The map of a campaign: its page, its points, the lasso's post, and whose they are."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company
from leadqual.matching.campaigns import add_companies, set_archived
from leadqual.matching.models import Campaign, Landmark, Region, Verdict
from leadqual.matching.plane import STEPS, points_of
from leadqual.matching.selectors import signals_of
from leadqual.matching.services import record_verdict
from tests.leadqual.matching.conftest import make_companies

pytestmark = pytest.mark.django_db


@pytest.fixture
def companies(
    ports: Sequence[Company], clinics: Sequence[Company], bakeries: Sequence[Company]
) -> list[Company]:
    """Fifteen companies in three groups."""
    return [*ports, *clinics, *bakeries]


def points(client: Client, campaign: Campaign) -> dict[str, Any]:
    """Fetch the points as the page does."""
    answer = client.get(f"/campaigns/{campaign.pk}/map/points/")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def lasso(
    client: Client, campaign: Campaign, held: Sequence[Company], **fields: str
) -> tuple[int, str]:
    """Post what a lasso holds; return status and text."""
    body = {
        "companies": ",".join(str(company.pk) for company in held),
        "verdict": "like",
        "request_id": str(uuid.uuid4()),
    } | fields
    answer = client.post(f"/campaigns/{campaign.pk}/map/verdict/", body, follow=True)
    return answer.status_code, answer.content.decode()


def places_of(campaign: Campaign) -> dict[int, tuple[int, int]]:
    """Return company → place."""
    found = points_of(campaign)
    pairs = zip(found.places[::2], found.places[1::2], strict=True)
    return dict(zip(found.company_ids, pairs, strict=True))


def test_points_carry_name_place_and_verdict(
    campaign: Campaign, companies: Sequence[Company], qualifier: User, qualifier_client: Client
) -> None:
    for company, value in zip(companies, (Verdict.Value.LIKE, Verdict.Value.DISLIKE), strict=False):
        record_verdict(campaign=campaign, company=company, value=value, author=qualifier)

    found = points(qualifier_client, campaign)

    assert found["ids"] == sorted(company.pk for company in companies)
    assert found["names"][0] == "port 0"
    assert found["verdicts"] == "+-" + "." * 13
    assert len(found["places"]) == 30
    assert all(0 <= place <= STEPS for place in found["places"])
    assert found["waiting"] == 0


def test_alike_companies_lie_together(campaign: Campaign, companies: Sequence[Company]) -> None:
    places = places_of(campaign)

    for company in companies:
        x, y = places[company.pk]
        nearest = sorted((place[0] - x) ** 2 + (place[1] - y) ** 2 for pk, place in places.items())[
            :5
        ]
        own = [places[other.pk] for other in companies if other.name[:4] == company.name[:4]]
        assert sorted((a - x) ** 2 + (b - y) ** 2 for a, b in own) == nearest


def test_points_stay_where_they_were_when_companies_are_added(
    campaign: Campaign, companies: Sequence[Company], workspace: Workspace
) -> None:
    before = places_of(campaign)

    make_companies(workspace, "port", 6, domain=None, city="Kiel")
    after = places_of(campaign)

    assert len(after) == 21
    assert {pk: after[pk] for pk in before} == before


def test_the_plane_is_shared_by_the_campaigns_of_a_workspace_and_laid_out_once(
    campaign: Campaign, companies: Sequence[Company], manager: User
) -> None:
    before = places_of(campaign)
    n_landmarks = Landmark.objects.count()
    other = Campaign.objects.create(workspace=campaign.workspace, name="Other", author=manager)

    assert places_of(other) == before
    assert Landmark.objects.count() == n_landmarks > 0


def test_only_companies_of_the_campaign_are_points(
    campaign: Campaign, companies: Sequence[Company]
) -> None:
    add_companies(campaign=campaign, company_ids=[company.pk for company in companies[:4]])
    campaign.refresh_from_db()

    assert len(points_of(campaign).company_ids) == 4


def test_companies_that_were_not_read_yet_are_counted(
    campaign: Campaign, companies: Sequence[Company], workspace: Workspace
) -> None:
    Company.objects.create(workspace=workspace, name="Unread", name_key="unread")

    found = points_of(campaign)

    assert (len(found.company_ids), found.n_waiting) == (15, 1)


def test_a_workspace_without_companies_has_an_empty_map(
    campaign: Campaign, manager_client: Client
) -> None:
    assert points(manager_client, campaign)["ids"] == []
    assert manager_client.get(f"/campaigns/{campaign.pk}/map/").status_code == 200


def test_points_cost_few_queries(
    campaign: Campaign,
    companies: Sequence[Company],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    points_of(campaign)

    with django_assert_max_num_queries(5):
        points_of(campaign)


def test_map_is_a_tab_of_the_campaign(campaign: Campaign, viewer_client: Client) -> None:
    html = viewer_client.get(f"/campaigns/{campaign.pk}/map/").content.decode()

    assert f'<a href="/campaigns/{campaign.pk}/map/" aria-current="page">Map</a>' in html
    assert f'href="/campaigns/{campaign.pk}/recommendations/"' in html
    assert f'data-points="/campaigns/{campaign.pk}/map/points/"' in html


def test_lasso_judges_and_its_message_undoes_in_one_step(
    campaign: Campaign, companies: Sequence[Company], qualifier_client: Client
) -> None:
    status, html = lasso(qualifier_client, campaign, companies[:5])

    region = Region.objects.get()
    undo_url = f"/campaigns/{campaign.pk}/map/regions/{region.pk}/undo/"
    assert status == 200
    assert "Liked 5 companies" in html
    assert html.count(f'action="{undo_url}"') == 2  # In the message, and beside the map.
    assert len(signals_of(campaign)) == 5

    undone = qualifier_client.post(undo_url, follow=True).content.decode()
    assert "Undone: like of 5 companies" in undone
    assert signals_of(campaign) == {}


def test_htmx_gets_new_figures_and_the_word_to_fetch_the_points(
    campaign: Campaign, companies: Sequence[Company], qualifier_client: Client
) -> None:
    body = {
        "companies": str(companies[0].pk),
        "verdict": "dislike",
        "request_id": str(uuid.uuid4()),
    }

    answer = qualifier_client.post(
        f"/campaigns/{campaign.pk}/map/verdict/", body, headers={"HX-Request": "true"}
    )

    html = answer.content.decode()
    assert answer.headers["HX-Trigger"] == '{"points-changed": {}}'
    assert "Disliked 1 company" in html
    assert "1 of 15 judged" in html
    for name in ("map-head", "map-side", "map-request", "toasts"):
        assert f'id="{name}"' in html
    assert html.count('hx-swap-oob="true"') == 4


def test_lasso_over_judged_companies_says_so(
    campaign: Campaign, companies: Sequence[Company], qualifier_client: Client
) -> None:
    lasso(qualifier_client, campaign, companies)

    _, html = lasso(qualifier_client, campaign, companies[:3], verdict="dislike")

    assert "Every company in the lasso has a verdict." in html
    assert set(signals_of(campaign).values()) == {1}


@pytest.mark.parametrize(
    "fields",
    [
        {"companies": ""},
        {"companies": "1,x"},
        {"companies": "9" * 19},
        {"verdict": "skip"},
        {"request_id": "no"},
        {"companies": "1,,2"},
        {"companies": "1\x00"},
    ],
)
def test_a_malformed_post_is_refused(
    campaign: Campaign,
    companies: Sequence[Company],
    qualifier_client: Client,
    fields: dict[str, str],
) -> None:
    status, _ = lasso(qualifier_client, campaign, companies[:2], **fields)

    assert status == 400
    assert Verdict.objects.count() == 0


def test_viewers_see_the_map_and_judge_nothing(
    campaign: Campaign, companies: Sequence[Company], viewer_client: Client
) -> None:
    page = viewer_client.get(f"/campaigns/{campaign.pk}/map/").content.decode()
    status, _ = lasso(viewer_client, campaign, companies)

    assert len(points(viewer_client, campaign)["ids"]) == 15
    assert "Like all open" not in page
    assert status == 403
    assert Verdict.objects.count() == 0


def test_an_archived_campaign_shows_its_map_and_takes_no_lasso(
    campaign: Campaign, companies: Sequence[Company], qualifier_client: Client
) -> None:
    set_archived(campaign=campaign, is_archived=True)

    page = qualifier_client.get(f"/campaigns/{campaign.pk}/map/").content.decode()
    _, html = lasso(qualifier_client, campaign, companies)

    assert "Like all open" not in page
    assert "This campaign is archived." in html
    assert Verdict.objects.count() == 0


def test_maps_of_other_workspaces_do_not_exist(
    campaign: Campaign,
    foreign_campaign: Campaign,
    companies: Sequence[Company],
    qualifier_client: Client,
    stranger_client: Client,
) -> None:
    lasso(qualifier_client, campaign, companies[:2])
    region = Region.objects.get()
    urls = (f"/campaigns/{campaign.pk}/map/", f"/campaigns/{campaign.pk}/map/points/")

    assert [stranger_client.get(url).status_code for url in urls] == [404, 404]
    assert lasso(stranger_client, campaign, companies)[0] == 404
    for owner in (campaign, foreign_campaign):
        undo_url = f"/campaigns/{owner.pk}/map/regions/{region.pk}/undo/"
        assert stranger_client.post(undo_url).status_code == 404
    assert points(stranger_client, foreign_campaign)["ids"] == []
    assert lasso(stranger_client, foreign_campaign, companies)[0] == 200  # And judges nothing.
    assert Verdict.objects.count() == 2


def test_undo_in_the_queue_takes_the_lasso_back_as_a_whole(
    campaign: Campaign, companies: Sequence[Company], qualifier_client: Client
) -> None:
    lasso(qualifier_client, campaign, companies)

    html = qualifier_client.post(f"/campaigns/{campaign.pk}/undo/", follow=True).content.decode()

    assert "Undone: like of 15 companies of the map" in html
    assert signals_of(campaign) == {}
