"""Titles by API."""

import pytest
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.labeling.api.titles import LISTED
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import make_title
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db
CLASSIFY = "/api/v1/titles/classify"


def test_answer_has_the_shape_of_the_product(api: Client, models: None) -> None:
    response = api.post(
        CLASSIFY, {"titles": ["Head of Sales & Office Manager"]}, content_type="application/json"
    )

    answer = response.json()["results"][0]
    assert response.status_code == 200
    assert list(answer) == [
        *("title", "labels", "level", "industry", "source", "model", "why", "level_why"),
    ]
    assert answer["title"] == "Head of Sales & Office Manager"
    assert answer["labels"]["sales"]["category"] == "master_sales"
    assert answer["labels"]["office_operations"]["category"] == "master_operations"
    assert answer["level"]["label"] == "vp"
    assert {reason["label"] for reason in answer["why"]} == set(answer["labels"])
    assert {reason["label"] for reason in answer["level_why"]} == {"vp"}
    single = {"title": "Head of Sales & Office Manager"}
    response = api.post(CLASSIFY, single, content_type="application/json")
    assert response.json()["results"] == [answer]
    response = api.post(CLASSIFY, single | {"titles": ["CEO"]}, content_type="application/json")
    assert response.status_code == 422
    assert [one["pointer"] for one in response.json()["errors"]] == ["#/titles"]


def test_what_cannot_be_read_is_a_problem_document_and_its_place_is_named(api: Client) -> None:
    bodies: list[tuple[object, list[str] | None]] = [
        ({}, None),
        *(({"titles": no}, None) for no in ([], "Sales", [None])),
        *(
            ({"titles": ["CEO", no]}, ["titles/1"])
            for no in (1, 1.5, True, None, ["CEO"], {"a": 1})
        ),
    ]
    answers = [
        (api.post(CLASSIFY, body, content_type="application/json"), wrong) for body, wrong in bodies
    ]
    answers += [
        (api.get("/api/v1/titles", asked), list(asked))
        for asked in ({"queue": "bogus"}, {"page": "-1"})
    ]

    for response, wrong in answers:
        assert response.status_code == 422
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "invalid"
        assert wrong is None or wrong_values(response) == wrong


def test_list_holds_the_titles_of_a_queue(
    api: Client, workspace: Workspace, manager: User, models: None
) -> None:
    corrected = make_title(workspace, "Galactic Overseer")
    make_title(workspace, "Head of Sales")
    make_title(workspace, "Snake charmer")
    classify_batch()
    record_correction(
        job_title=corrected, correction_input=CorrectionInput(("nursing",), "lead"), author=manager
    )

    found = {
        queue: [
            row["title"] for row in api.get("/api/v1/titles", {"queue": queue}).json()["results"]
        ]
        for queue in LISTED
    }

    assert found["corrected"] == ["Galactic Overseer"]
    assert found["todo"] == found["unclassified"] == ["Snake charmer"]
    assert found["dictionary"] == ["Head of Sales"]
    named = api.get("/api/v1/titles", {"title": "  HEAD of   sales "}).json()["results"]
    assert [row["title"] for row in named] == ["Head of Sales"]


@pytest.mark.slow
def test_source_tells_a_person_from_what_follows_and_what_was_learned(
    api: Client, workspace: Workspace, manager: User, title: JobTitle, corrected: JobTitle
) -> None:
    like = make_title(workspace, f"Senior {title.title}")
    classify_batch()
    record_correction(
        job_title=title, correction_input=CorrectionInput(("nursing",), "lead"), author=manager
    )
    texts = [title.title, like.title, corrected.title, "CTO"]

    listed = {row["title"]: row for row in api.get("/api/v1/titles").json()["results"]}
    body = {"titles": texts}
    answers = api.post(CLASSIFY, body, content_type="application/json").json()["results"]
    people = api.get("/api/v1/contacts").json()["results"]

    wanted = ["correction", "propagated", "learned", "dictionary"]
    assert [row["source"] for row in answers] == wanted
    assert [listed[text]["source"] for text in texts[:3]] == wanted[:3]
    assert listed[like.title]["propagated_from_title"] == title.title
    assert listed[title.title]["propagated_from_title"] is None
    assert "learned" in {row["source"] for row in people}


def test_correction_by_api_counts_at_the_next_request(
    api: Client, workspace: Workspace, models: None
) -> None:
    title = make_title(workspace, "Galactic Overseer")
    body = {"functions": ["facilities_management"], "level": "manager"}

    created = api.post(
        f"/api/v1/titles/{title.pk}/corrections", body, content_type="application/json"
    )
    answer = api.post(CLASSIFY, {"titles": [title.title]}, content_type="application/json").json()
    undone = api.delete(f"/api/v1/titles/corrections/{created.json()['id']}")

    assert created.status_code == 201
    assert list(answer["results"][0]["labels"]) == ["facilities_management"]
    assert undone.status_code == 204


def test_correction_that_cannot_be_is_refused_and_what_is_wrong_is_named(
    api: Client, title: JobTitle
) -> None:
    address = f"/api/v1/titles/{title.pk}/corrections"
    usual = {"functions": ["sales"], "level": "lead"}
    for body, code, pointer, nearest in (
        ({"functions": ["no_such"]}, "unknown_label", "#/functions/0", None),
        ({"functions": ["marketing", "salse"]}, "unknown_label", "#/functions/1", "sales"),
        ({"level": "managre"}, "unknown_label", "#/level", "manager"),
        ({"functions": [*"abcd"]}, "too_many_functions", "#/functions", None),
    ):
        response = api.post(address, usual | body, content_type="application/json")
        problem = response.json()
        assert (response.status_code, problem["code"]) == (422, code), body
        (error,) = problem["errors"]
        assert error["pointer"] == pointer
        assert nearest is None or (error["nearest"], nearest in error["allowed"]) == (nearest, True)
    for path in (address, f"{address}/preview"):
        for note in (5, 1.5, True, None, ["x"]):
            response = api.post(path, usual | {"note": note}, content_type="application/json")
            assert (response.status_code, wrong_values(response)) == (422, ["note"])
        response = api.post(path, usual | {"industry": "other"}, content_type="application/json")
        assert (response.status_code, response.json()["code"]) == (400, "industry_other")
        assert "Leave the industry empty" in response.json()["detail"]
    assert Correction.objects.count() == 0
    fourfold = {"functions": ["sales"] * 4, "level": "lead", "industry": None}
    response = api.post(address, fourfold, content_type="application/json")
    assert response.json()["functions"] == ["sales"]  # Named twice, it counts once.


def test_keys_reach_their_workspace_and_that_of_a_viewer_classifies_but_does_not_correct(
    api: Client, workspace: Workspace, other_workspace: Workspace, manager: User, title: JobTitle
) -> None:
    unknown = Client().post(CLASSIFY, {"titles": ["x"]}, content_type="application/json")
    assert (unknown.status_code, unknown.headers["WWW-Authenticate"]) == (401, "Bearer")
    theirs = make_title(other_workspace, "Chief Secret Officer")
    address = f"/api/v1/titles/{theirs.pk}/corrections"
    body = {"functions": [], "level": "other"}
    assert api.post(address, body, content_type="application/json").status_code == 404
    assert [row["id"] for row in api.get("/api/v1/titles").json()["results"]] == [title.pk]
    _, secret = create_api_key(
        workspace=workspace, name="reader", scopes=covered_scopes(Role.VIEWER), author=manager
    )
    reader = Client(headers={"Authorization": f"Bearer {secret}"})

    classified = reader.post(CLASSIFY, {"titles": ["CFO"]}, content_type="application/json")
    corrected = reader.post(
        f"/api/v1/titles/{title.pk}/corrections",
        {"functions": [], "level": "other"},
        content_type="application/json",
    )

    assert classified.status_code == 200
    assert corrected.status_code == 403


def test_without_reasons_the_labels_are_the_same(
    api: Client, title: JobTitle, models: None
) -> None:
    body = {"functions": ["sales"], "level": "lead", "industry": None}
    api.post(f"/api/v1/titles/{title.pk}/corrections", body, content_type="application/json")
    titles = [title.title, "Head of Sales", "Snake charmer", "Head of IT, Founder", "zzz", ""]

    plain = api.post(
        CLASSIFY, {"titles": titles, "explain": False}, content_type="application/json"
    ).json()["results"]
    explained = api.post(CLASSIFY, {"titles": titles}, content_type="application/json").json()[
        "results"
    ]

    assert any(one["why"] for one in explained)
    assert plain == [one | {"why": [], "level_why": []} for one in explained]
