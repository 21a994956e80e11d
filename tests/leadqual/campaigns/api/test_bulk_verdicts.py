"""Steps, dropped neighbors and weights by API key."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.models import Campaign, ExcludedVerdict, Verdict
from leadqual.campaigns.ranking import learned_weights
from leadqual.leads.models import Company
from recommender.types import FACTORS
from tests.leadqual.campaigns.conftest import make_companies
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db


def send(api: Client, path: str, body: dict[str, Any], *, by: str = "post", **headers: str) -> Any:
    call = getattr(api, by)
    return call(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def test_step_counts_once_and_is_undone_in_one(
    api: Client, campaign: Campaign, ports: Sequence[Company]
) -> None:
    body = {"ids": [company.pk for company in ports[:3]], "verdict": "like"}
    path, key = f"campaigns/{campaign.pk}/bulk-verdicts", str(uuid.uuid4())

    first = send(api, path, body, **{"Idempotency-Key": key})
    second = send(api, path, body, **{"Idempotency-Key": key})
    third = send(api, path, body)

    assert first.status_code == 201
    assert first.json() == second.json()
    assert (first.json()["n_companies"], first.json()["verdict"]) == (3, "like")
    assert (third.status_code, third.json()["code"]) == (409, "nothing_open")
    step = f"/api/v1/{path}/{first.json()['id']}"
    assert api.delete(step).status_code == 204
    assert api.delete(step).status_code == 204
    assert not Verdict.objects.filter(is_current=True).exists()


def test_wrong_steps_are_refused(api: Client, campaign: Campaign) -> None:
    bodies: list[dict[str, Any]] = [
        {"ids": [], "verdict": "like"},
        {"ids": [1], "verdict": "skip"},
        {"ids": ["x"], "verdict": "like"},
        {"ids": [2**70], "verdict": "like"},
        {"ids": list(range(1, 502)), "verdict": "like"},
    ]
    for body in bodies:
        assert send(api, f"campaigns/{campaign.pk}/bulk-verdicts", body).status_code in (400, 422)


def test_neighbor_is_dropped_listed_and_taken_back(
    api: Client, campaign: Campaign, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    base = f"campaigns/{campaign.pk}"
    for company, verdict in ((ports[0], "like"), (clinics[0], "dislike")):
        send(api, f"{base}/verdicts", {"company": company.pk, "verdict": verdict})

    dropped = send(api, f"{base}/excluded-verdicts", {"company": ports[0].pk})
    why = api.get(f"/api/v1/{base}/recommendations").json()["results"]
    listed = api.get(f"/api/v1/{base}/excluded-verdicts").json()["results"]

    assert dropped.status_code == 201
    assert listed == [dropped.json()]
    assert (listed[0]["company"], listed[0]["company_external_id"]) == (ports[0].pk, None)
    of_port = next(row["why"] for row in why if row["company"]["id"] == ports[1].pk)
    assert [one["company"] for one in of_port["excluded_neighbors"]] == [ports[0].pk]
    assert of_port["n_verdicts"] == 1
    one = f"/api/v1/{base}/excluded-verdicts/{ports[0].pk}"
    assert api.delete(one).status_code == 204
    assert api.get(f"/api/v1/{base}/excluded-verdicts").json()["results"] == []
    again = send(api, f"{base}/excluded-verdicts", {"company": ports[1].pk})
    assert (again.status_code, again.json()["code"]) == (409, "no_verdict")


def test_weights_are_set_learned_and_reset(
    api: Client, campaign: Campaign, ports: Sequence[Company], clinics: Sequence[Company]
) -> None:
    base = f"campaigns/{campaign.pk}"
    first = api.get(f"/api/v1/{base}/weights").json()
    assert (first["own"], first["learned"], set(first["weights"])) == ({}, None, set(FACTORS))
    early = send(api, f"{base}/weights", {"use_learned": True}, by="put")
    assert (early.status_code, early.json()["code"]) == (409, "nothing_learned")
    for company, verdict in ((ports[0], "like"), (clinics[0], "dislike")):
        send(api, f"{base}/verdicts", {"company": company.pk, "verdict": verdict})
    learned_weights.learn(campaign)

    own = send(api, f"{base}/weights", {"weights": {"size": 0.5}}, by="put").json()
    taken = send(api, f"{base}/weights", {"use_learned": True}, by="put").json()
    reset = send(api, f"{base}/weights", {"weights": {}}, by="put").json()

    assert (own["own"], own["weights"]["size"]) == ({"size": 0.5}, 0.5)
    assert own["learned"]["n_verdicts"] == 2
    assert taken["own"] == taken["learned"]["weights"]
    assert reset["own"] == {}
    for wrong in ({"weights": {"color": 1}}, {"weights": {"size": 2}}, {}):
        assert send(api, f"{base}/weights", wrong, by="put").status_code in (400, 422)


def test_other_workspaces_and_viewers_are_kept_out(
    api: Client,
    campaign: Campaign,
    foreign_campaign: Campaign,
    workspace: Workspace,
    other_workspace: Workspace,
    manager: User,
    ports: Sequence[Company],
) -> None:
    (theirs,) = make_companies(other_workspace, "port", 1)
    calls = (
        ("post", "bulk-verdicts", {"ids": [ports[0].pk], "verdict": "like"}),
        ("post", "excluded-verdicts", {"company": ports[0].pk}),
        ("put", "weights", {"weights": {"size": 0.5}}),
    )
    for by, name, body in calls:
        foreign = send(api, f"campaigns/{foreign_campaign.pk}/{name}", body, by=by)
        assert foreign.status_code == 404
    for name in ("excluded-verdicts", "weights"):
        assert api.get(f"/api/v1/campaigns/{foreign_campaign.pk}/{name}").status_code == 404
    base = f"campaigns/{campaign.pk}"
    excluded = send(api, f"{base}/excluded-verdicts", {"company": theirs.pk})
    assert (excluded.status_code, wrong_values(excluded)) == (422, ["company"])
    step = send(api, f"{base}/bulk-verdicts", {"ids": [theirs.pk], "verdict": "like"})
    assert step.status_code == 409
    _, secret = create_api_key(
        workspace=workspace, name="read", scopes=covered_scopes(Role.VIEWER), author=manager
    )
    reader = Client(headers={"Authorization": f"Bearer {secret}"})
    for by, name, body in calls:
        assert send(reader, f"{base}/{name}", body, by=by).status_code == 403
    assert not Verdict.objects.exists()
    assert not ExcludedVerdict.objects.exists()
