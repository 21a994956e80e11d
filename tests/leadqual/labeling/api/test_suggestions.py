"""Suggestions by API: made by a viewer, listed, accepted and returned by who may correct."""

import pytest
from django.test import Client

from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import labels_of

pytestmark = pytest.mark.django_db
JSON = "application/json"


def suggest(client: Client, title: JobTitle, functions: list[str] | None) -> int:
    url = f"/api/v1/titles/{title.pk}/suggestions"
    answer = client.post(url, {"functions": functions, "note": "So it is."}, JSON)
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def test_a_viewer_suggests_and_may_neither_list_nor_accept_and_it_is_returned_with_a_note(
    viewer_client: Client, api: Client, title: JobTitle
) -> None:
    classify_batch()
    before = labels_of(title)

    url = f"/api/v1/titles/{title.pk}/suggestions"
    unknown = viewer_client.post(url, {"functions": ["no_such"]}, JSON)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_label")
    key = suggest(viewer_client, title, ["nursing"])

    assert labels_of(title) == before
    assert viewer_client.get("/api/v1/suggestions").status_code == 403
    body = {"functions": ["nursing"], "level": "manager"}
    assert viewer_client.post(f"/api/v1/suggestions/{key}/accept", body, JSON).status_code == 403
    (row,) = api.get("/api/v1/suggestions?open=true&kind=title").json()["results"]
    assert (row["functions"], row["note"], row["is_open"]) == (["nursing"], "So it is.", True)
    assert api.post(f"/api/v1/suggestions/{key}/return", {}, JSON).status_code == 422
    note = {"note": "Wizards sell."}
    back = api.post(f"/api/v1/suggestions/{key}/return", note, JSON).json()
    assert (back["state"], back["answer"]) == ("returned", "Wizards sell.")


def test_an_accepted_suggestion_is_a_correction_and_cannot_be_decided_again(
    api: Client, title: JobTitle
) -> None:
    classify_batch()
    key = suggest(api, title, None)
    body = {"functions": ["nursing"], "level": "manager"}

    answer = api.post(f"/api/v1/suggestions/{key}/accept", body, JSON)

    assert (answer.status_code, answer.json()["functions"]) == (201, ["nursing"])
    assert labels_of(title) == {"nursing": "correction"}
    again = api.post(f"/api/v1/suggestions/{key}/accept", body, JSON)
    assert (again.status_code, again.json()["code"]) == (409, "suggestion_decided")
    assert Correction.objects.count() == 1
    assert api.get("/api/v1/suggestions?open=true").json()["results"] == []
