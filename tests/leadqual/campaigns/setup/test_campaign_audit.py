"""Each change of a campaign is in the audit log, with who did it."""

from collections.abc import Sequence

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, User
from leadqual.campaigns.models import Campaign, Seed
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import CLUSTERS, make_companies

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def companies(campaign: Campaign) -> Sequence[Company]:
    return make_companies(campaign.workspace, CLUSTERS[0], 2)


def recorded(campaign: Campaign) -> list[str]:
    """Return the actions about a campaign, the first first, without its creation."""
    rows = AuditRow.objects.filter(subject=f"campaign:{campaign.pk}").order_by("pk")
    return [row.action for row in rows if row.action != "campaign.created"]


def last(campaign: Campaign) -> AuditRow:
    row = AuditRow.objects.filter(subject=f"campaign:{campaign.pk}").latest("pk")
    assert row.workspace == campaign.workspace
    return row


def test_a_new_campaign_and_a_change_are_a_row_each_and_a_refused_name_is_none(
    manager_client: Client, manager: User, campaign: Campaign
) -> None:
    other = {"name": "Ports", "strategy": "likely", "scope": "all"}
    manager_client.post("/campaigns/new/", other)
    found = Campaign.objects.get(name="Ports")
    manager_client.post(f"/campaigns/{found.pk}/settings/", other | {"name": campaign.name})
    assert (last(found).action, last(found).actor) == ("campaign.created", manager)
    assert recorded(found) == []
    form = {"name": "Harbors", "description": "", "strategy": "largest", "scope": "all"}
    manager_client.post(f"/campaigns/{campaign.pk}/settings/", form)
    manager_client.post(f"/campaigns/{campaign.pk}/settings/", form)

    row = last(campaign)
    before, after = row.before or {}, row.after or {}
    assert recorded(campaign) == ["campaign.changed"]
    assert (before["name"], after["name"]) == (campaign.name, "Harbors")
    assert after["strategy"] == "largest"
    assert row.actor == manager


def test_archiving_restoring_and_exporting_are_rows(
    manager_client: Client, campaign: Campaign
) -> None:
    for path, values in [
        ("archive/", {}),
        ("archive/", {"archived": "0"}),
        ("archive/", {"archived": "0"}),
    ]:
        manager_client.post(f"/campaigns/{campaign.pk}/{path}", values)
    manager_client.get(f"/campaigns/{campaign.pk}/recommendations/export/")
    manager_client.get(f"/campaigns/{campaign.pk}/results/liked.csv")

    assert recorded(campaign) == [
        *("campaign.archived", "campaign.restored"),
        *("campaign.exported", "campaign.likes_exported"),
    ]


def test_weights_by_api_say_what_was_and_what_is(
    api: Client, campaign: Campaign, manager: User
) -> None:
    for _ in range(2):
        api.put(
            f"/api/v1/campaigns/{campaign.pk}/weights",
            {"weights": {"text": 0.5}},
            content_type=JSON,
        )

    row = last(campaign)
    assert recorded(campaign) == ["campaign.weights_changed"]
    assert (row.before, row.after, row.actor) == ({}, {"text": 0.5}, manager)
    assert row.api_key is not None


def test_examples_are_counted(
    api: Client, campaign: Campaign, companies: Sequence[Company]
) -> None:
    keys = [one.pk for one in companies]
    api.post(f"/api/v1/campaigns/{campaign.pk}/seeds", {"company_ids": keys}, content_type=JSON)
    assert last(campaign).details == {"n_added": 2, "n_removed": 0}

    seed = Seed.objects.filter(campaign=campaign).first()
    assert seed is not None
    for _ in range(2):
        api.delete(f"/api/v1/campaigns/{campaign.pk}/seeds/{seed.pk}")

    assert recorded(campaign) == ["campaign.examples_changed"] * 2
    assert last(campaign).details == {"n_added": 0, "n_removed": 1}
