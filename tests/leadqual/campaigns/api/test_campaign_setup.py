"""Campaigns set up by API: changed, archived, filled, given reasons, and the map laid out anew."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, Role, User, Workspace
from leadqual.accounts.models.audit_actions import sentence
from leadqual.campaigns.models import Campaign, Reason
from leadqual.companies.models import MapPlace
from leadqual.leads.models import Company
from tests.leadqual.campaigns.conftest import make_companies
from tests.product import client_of, make_member

pytestmark = pytest.mark.django_db
JSON = "application/json"


def path_of(campaign: Campaign, step: str = "") -> str:
    return f"/api/v1/campaigns/{campaign.pk}{step}"


def audited(action: str) -> list[AuditRow]:
    """Return the entries of the audit log; each names its key."""
    rows = list(AuditRow.objects.filter(action=action).order_by("pk"))
    assert all(row.api_key is not None for row in rows)
    return rows


def test_what_is_sent_is_changed_and_the_rest_stays(api: Client, campaign: Campaign) -> None:
    before = api.get(path_of(campaign)).json()
    body = {"name": "Harbors", "double_labeling_percent": 20, "exploration_percent": 10}

    answer = api.patch(path_of(campaign), body, content_type=JSON).json()

    assert answer == before | body == api.get(path_of(campaign)).json()
    (row,) = audited("campaign.changed")
    assert row.after is not None
    assert (row.after["name"], row.after["double_labeling_percent"]) == ("Harbors", 20)


def test_campaign_is_archived_and_restored(api: Client, campaign: Campaign) -> None:
    answers = [
        api.patch(path_of(campaign), {"archived": is_archived}, content_type=JSON).json()
        for is_archived in (True, True, False)
    ]

    assert [one["archived_at"] is not None for one in answers] == [True, True, False]
    assert answers[0]["archived_at"] == answers[1]["archived_at"]
    assert len(audited("campaign.archived")) == len(audited("campaign.restored")) == 1
    assert audited("campaign.changed") == []


def test_impossible_change_is_refused_whole(api: Client, campaign: Campaign) -> None:
    for body, status, pointer in [
        ({"name": ""}, 422, "#/name"),
        ({"name": "x" * 300}, 422, "#/name"),
        ({"strategy": "luck"}, 422, "#/strategy"),
        ({"scope": "some"}, 422, "#/scope"),
        ({"double_labeling_percent": 101}, 422, "#/double_labeling_percent"),
        ({"exploration_percent": 51}, 422, "#/exploration_percent"),
        ({"archived": "perhaps", "name": "Harbors"}, 422, "#/archived"),
        ({"archive": True}, 400, "#/archive"),
    ]:
        before = api.get(path_of(campaign)).json()

        answer = api.patch(path_of(campaign), body, content_type=JSON)

        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)
        assert api.get(path_of(campaign)).json() == before


def test_name_of_another_campaign_is_not_taken(
    api: Client, workspace: Workspace, campaign: Campaign, manager: User
) -> None:
    Campaign.objects.create(workspace=workspace, name="Taken", author=manager)

    answer = api.patch(path_of(campaign), {"name": "Taken", "archived": True}, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (409, "campaign_name_taken")
    campaign.refresh_from_db()
    assert (campaign.name, campaign.archived_at) == ("Port software", None)


def test_companies_are_added_and_the_addition_undone(
    api: Client, campaign: Campaign, other_workspace: Workspace
) -> None:
    ports = make_companies(campaign.workspace, "port", 3)
    foreign = make_companies(other_workspace, "clinic", 1)
    ids = [ports[0].pk, ports[1].pk, foreign[0].pk]

    added = api.post(path_of(campaign, "/companies"), {"ids": ids}, content_type=JSON)
    restricted = api.get(path_of(campaign)).json()
    sent = {name: value for name, value in added.json().items() if name != "n_new"}
    undone = api.post(path_of(campaign, "/companies/undo"), sent, content_type=JSON)

    assert (added.json()["n_new"], added.json()["was_all"]) == (2, True)
    assert (restricted["scope"], restricted["n_companies"]) == ("selected", 2)
    assert undone.json() == {"n_removed": 2}
    after = api.get(path_of(campaign)).json()
    assert (after["scope"], after["n_companies"]) == ("all", 3)
    (entry,) = audited("campaign.companies_added")
    said = sentence(entry.action, name=entry.name, details=entry.details)
    assert said.startswith("2 companies added")
    (entry,) = audited("campaign.companies_removed")
    assert entry.details == {"n_companies": 2}


def test_reasons_are_replaced_and_a_list_that_is_left_out_stays(
    api: Client, campaign: Campaign
) -> None:
    before = api.get(path_of(campaign, "/reasons")).json()

    answer = api.put(
        path_of(campaign, "/reasons"), {"like": [{"text": "Right size"}]}, content_type=JSON
    )

    found = answer.json()
    assert [(one["position"], one["text"]) for one in found["like"]] == [(1, "Right size")]
    assert found["dislike"] == before["dislike"]
    (row,) = audited("campaign.reasons_changed")
    assert row.after == {"like": ["Right size"]}
    assert len((row.before or {})["like"]) == 9


def test_impossible_reasons_replace_none(api: Client, campaign: Campaign) -> None:
    for body, pointer in [
        ({"like": [{"text": "x" * 61}]}, "#/like/0/text"),
        ({"like": [{"text": "Right"}], "dislike": [{"text": "x", "factor": "moon"}]}, "factor"),
        ({"dislike": [{"text": "x", "direction": 2}]}, "#/dislike/0/direction"),
        ({"like": [{"text": str(place)} for place in range(10)]}, "#/like"),
    ]:
        before = list(Reason.objects.filter(position__isnull=False).values_list("pk", flat=True))

        answer = api.put(path_of(campaign, "/reasons"), body, content_type=JSON)

        assert answer.status_code == 422
        assert pointer in answer.json()["errors"][0]["pointer"]
        kept = Reason.objects.filter(position__isnull=False)
        assert list(kept.values_list("pk", flat=True)) == before


def test_map_is_laid_out_and_the_former_one_brought_back(api: Client, workspace: Workspace) -> None:
    make_companies(workspace, "port", 12)
    places = MapPlace.objects.filter(workspace=workspace)

    first = api.post("/api/v1/company-map").json()
    again = api.post("/api/v1/company-map").json()
    n_layouts = places.values("layout").distinct().count()
    undone = [api.delete("/api/v1/company-map").json() for _ in range(2)]

    assert (first, again) == ({"is_done": True}, {"is_done": True})
    assert n_layouts >= 1
    assert undone[-1] == {"is_done": False}
    assert places.values("company").distinct().count() == 12


_CHANGES: Sequence[Callable[[Client, Campaign, Company], Any]] = (
    lambda client, one, _: client.patch(path_of(one), {"archived": True}, content_type=JSON),
    lambda client, one, company: client.post(
        path_of(one, "/companies"), {"ids": [company.pk]}, content_type=JSON
    ),
    lambda client, one, _: client.post(
        path_of(one, "/companies/undo"),
        {"after": 0, "upto": 0, "was_all": False},
        content_type=JSON,
    ),
    lambda client, one, _: client.put(path_of(one, "/reasons"), {"like": []}, content_type=JSON),
    lambda client, one, _: client.delete(path_of(one, "/customers")),
)


def test_viewers_and_strangers_set_up_nothing(
    workspace: Workspace, campaign: Campaign, stranger_client: Client
) -> None:
    (company,) = make_companies(workspace, "port", 1)
    viewer = client_of(make_member(workspace, "v@leadqual.example", Role.VIEWER))
    n_rows = AuditRow.objects.count()
    for change in _CHANGES:
        assert change(viewer, campaign, company).status_code == 403
        assert change(stranger_client, campaign, company).status_code == 404

        campaign.refresh_from_db()
        assert (campaign.scope, campaign.archived_at) == ("all", None)
        assert AuditRow.objects.count() == n_rows
