"""Seeds by API key."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.setup.seeds import add_customers
from leadqual.leads.models import Company

pytestmark = pytest.mark.django_db


def send(api: Client, campaign: Campaign, body: dict[str, Any]) -> Any:
    path = f"/api/v1/campaigns/{campaign.pk}/seeds"
    return api.post(path, body, content_type="application/json")


def test_seeds_are_added_listed_named_and_removed(
    api: Client, campaign: Campaign, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    Company.objects.filter(pk=clinics[0].pk).update(
        domain="kelvia.example", industry="Care", external_id="K-7"
    )

    saved = send(api, campaign, {"domains": ["kelvia.example", "later.example", "x", "x"]})
    more = send(api, campaign, {"company_ids": [clinics[1].pk], "search": "?industry=Care"})
    listed = api.get(f"/api/v1/campaigns/{campaign.pk}/seeds").json()["results"]
    first = api.get(f"/api/v1/campaigns/{campaign.pk}/next").json()
    removed = api.delete(f"/api/v1/campaigns/{campaign.pk}/seeds/{listed[0]['id']}")

    assert saved.status_code == 201
    assert saved.json() == {
        "n_new": 2,
        "found": ["kelvia.example"],
        "unknown": ["later.example"],
        "n_duplicates": 1,
        "invalid": ["x"],
        "unknown_ids": [],
        "deleted_ids": [],
    }
    assert more.json()["n_new"] == 1
    assert [(one["origin"], one["domain"], one["company"]) for one in listed] == [
        ("domains", "kelvia.example", clinics[0].pk),
        ("domains", "later.example", None),
        ("segment", "", clinics[1].pk),
    ]
    assert [one["company_external_id"] for one in listed] == ["K-7", None, None]
    assert first["company"]["id"] in [one.pk for one in clinics[2:]]
    assert first["why"]["n_verdicts"] == 0
    assert first["why"]["n_examples"] == 2
    told = {(one["name"], one["verdict"]) for one in first["why"]["neighbors"]}
    assert told == {("kelvia.example", "example"), (clinics[1].name, "customer")}
    assert removed.status_code == 204
    assert campaign.seeds.count() == 2


def test_seeds_of_others_are_not_there_and_bad_bodies_are_refused(
    api: Client, foreign_campaign: Campaign, campaign: Campaign, ports: Sequence[Company]
) -> None:
    add_customers(campaign=campaign, company_ids=[ports[0].pk])
    seed = campaign.seeds.get()
    foreign = f"/api/v1/campaigns/{foreign_campaign.pk}/seeds"

    for body in ({}, {"search": "nothing"}, {"domains": "a.example"}, {"company_ids": [10**30]}):
        assert send(api, campaign, body).status_code in (400, 422)
    assert api.get(foreign).status_code == 404
    assert send(api, foreign_campaign, {"domains": ["a.example"]}).status_code == 404
    assert api.delete(f"{foreign}/{seed.pk}").status_code == 404
    assert campaign.seeds.count() == 1
