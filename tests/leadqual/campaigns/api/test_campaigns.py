"""Campaigns by API key."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.models import Campaign, Lease, Verdict
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies
from tests.problems import wrong_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def send(api: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return api.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def test_campaign_is_created_and_listed_with_its_progress(
    api: Client, ports: Sequence[Company]
) -> None:
    body = {"name": "Ports", "company_ids": [company.pk for company in ports[:3]]}

    created = send(api, "campaigns", body)
    listed = api.get("/api/v1/campaigns").json()["results"]

    assert created.status_code == 201
    assert [one | {"unknown_ids": [], "deleted_ids": []} for one in listed] == [created.json()]
    assert (listed[0]["scope"], listed[0]["n_companies"]) == ("selected", 3)


def test_verdict_counts_in_the_next_card_and_recommendations(
    api: Client, campaign: Campaign, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    base = f"campaigns/{campaign.pk}"
    assert api.get(f"/api/v1/{base}/next").json()["why"] is None

    body = {"company": clinics[0].pk, "verdict": "like", "weight": 2}
    response = send(api, f"{base}/verdicts", body)
    found = api.get(f"/api/v1/{base}/recommendations", {"page_size": 4}).json()

    assert (response.status_code, response.json()["weight"]) == (201, 2)
    assert {row["company"]["id"] for row in found["results"]} == {c.pk for c in clinics[1:]}
    assert (found["total"], found["n_verdicts"]) == (9, 1)
    why = found["results"][0]["why"]
    nearest = why["neighbors"][0]
    assert (nearest["company"], nearest["weight"]) == (clinics[0].pk, 2)
    parts = sum(one["contribution"] for one in why["neighbors"]) + why["others"]
    assert parts == pytest.approx(why["score"])


def test_pages_of_a_ranking_lead_to_every_company(
    api: Client, campaign: Campaign, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    address = f"/api/v1/campaigns/{campaign.pk}/recommendations?page_size=4"
    pages: list[dict[str, Any]] = []

    while address:
        pages.append(api.get(address).json())
        address = pages[-1]["next"]

    rows = [row for page in pages for row in page["results"]]
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["company"]["id"] for row in rows} == {one.pk for one in [*ports, *clinics]}
    assert api.get(pages[-1]["previous"]).json() == pages[-2]


def test_idempotency_key_counts_a_verdict_once_which_is_undone_by_delete(
    api: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = {"company": ports[0].pk, "verdict": "like"}

    first, second = (
        send(api, f"campaigns/{campaign.pk}/verdicts", body, **key).json() for _ in range(2)
    )

    assert first == second
    assert Verdict.objects.count() == 1
    address = f"/api/v1/campaigns/{campaign.pk}/verdicts/{first['id']}"
    assert [api.delete(address).status_code for _ in range(2)] == [204, 204]
    assert Verdict.objects.get().undone_at is not None


def test_wrong_body_is_refused_and_nothing_is_written(api: Client, campaign: Campaign) -> None:
    (own,) = make_companies(campaign.workspace, "port", 1)
    bodies: list[dict[str, Any]] = [
        {"verdict": "like"},
        {"company": 1, "verdict": "love"},
        {"company": "x"},
        {"company": own.pk, "verdict": "like", "weight": 3},
        {"company": own.pk, "verdict": "skip", "weight": 2},
    ]
    for body in bodies:
        response = send(api, f"campaigns/{campaign.pk}/verdicts", body)

        assert (response.status_code, response.json()["code"]) == (422, "invalid")
        assert Verdict.objects.count() == 0


def test_end_of_the_queue_is_said(api: Client, campaign: Campaign) -> None:
    body = api.get(f"/api/v1/campaigns/{campaign.pk}/next").json()

    assert (body["company"], body["empty_reason"]) == (None, "no_companies")


def test_campaigns_and_companies_of_another_workspace_do_not_exist(
    api: Client, campaign: Campaign, foreign_campaign: Campaign, other_workspace: Workspace
) -> None:
    for path in ["", "/next", "/recommendations"]:
        assert api.get(f"/api/v1/campaigns/{foreign_campaign.pk}{path}").status_code == 404
    assert [one["id"] for one in api.get("/api/v1/campaigns").json()["results"]] == [campaign.pk]
    (theirs,) = make_companies(other_workspace, "port", 1)
    body = {"company": theirs.pk, "verdict": "like"}
    response = send(api, f"campaigns/{campaign.pk}/verdicts", body)
    assert (response.status_code, wrong_values(response)) == (422, ["company"])
    assert Verdict.objects.count() == 0


def test_key_of_a_viewer_neither_judges_nor_leases(
    campaign: Campaign, ports: Sequence[Company], workspace: Workspace, manager: User
) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="reader", scopes=covered_scopes(Role.VIEWER), author=manager
    )
    reader = Client(headers={"Authorization": f"Bearer {secret}"})
    base = f"campaigns/{campaign.pk}"

    judged = send(reader, f"{base}/verdicts", {"company": ports[0].pk, "verdict": "like"})

    assert judged.status_code == 403
    assert reader.get(f"/api/v1/{base}/next").status_code == 403
    assert reader.get(f"/api/v1/{base}/recommendations").status_code == 200
    assert (Verdict.objects.count(), Lease.objects.count()) == (0, 0)


def test_verdicts_are_listed_the_latest_first_and_narrowed(
    api: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    base = f"campaigns/{campaign.pk}/verdicts"
    first, second = (
        send(api, base, {"company": company.pk, "verdict": "like"}).json()["id"]
        for company in ports[:2]
    )
    api.delete(f"/api/v1/{base}/{second}")

    def listed(**query: str | int) -> list[int]:
        return [row["id"] for row in api.get(f"/api/v1/{base}", query).json()["results"]]

    assert listed() == [second, first]
    assert listed(company=ports[0].pk) == [first]
    assert listed(current="true") == [first]
    assert api.get(f"/api/v1/{base}", {"company": "x"}).status_code == 422
