"""Similarity of two titles by API."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.api.classification import MAX_PAIRS
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import record_correction
from leadqual.labeling.models.predictions import ShownPrediction
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import make_title
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db
SIMILARITY = "/api/v1/titles/similarity"


def compare(api: Client, **body: object) -> Any:
    return api.post(SIMILARITY, body, content_type="application/json")


def test_two_titles_are_compared_with_what_it_rests_on(api: Client, models: None) -> None:
    response = compare(api, titles=["Head of Sales", "VP Sales & Marketing"])

    (found,) = response.json()["results"]
    assert response.status_code == 200
    assert found["titles"] == ["Head of Sales", "VP Sales & Marketing"]
    assert found["similarity"] > 0.7
    assert [shared["function"] for shared in found["shared_functions"]] == ["sales"]
    assert [level["label"] for level in found["levels"]] == ["vp", "vp"]
    assert found["level"] == 1
    assert all(0 <= found[part] <= 1 for part in ("embedding", "functions", "wording"))


def test_pairs_are_answered_in_their_order(api: Client, models: None) -> None:
    pairs = [["Head of Sales", "Pastry Chef"], ["Head of Sales", "Sales Director"]]

    results = compare(api, pairs=pairs).json()["results"]

    assert [found["titles"] for found in results] == pairs
    assert results[0]["similarity"] < 0.3 < results[1]["similarity"]
    assert results[0]["shared_functions"] == []


def test_unusable_body_is_a_problem_document(api: Client, models: None) -> None:
    bodies: list[dict[str, Any]] = [
        {},
        {"titles": ["CEO"]},
        {"titles": ["CEO", "CFO", "CTO"]},
        {"titles": ["CEO", None]},
        {"titles": ["CEO", 1]},
        {"titles": "CEO"},
        {"pairs": []},
        {"pairs": [["CEO"]]},
        {"pairs": ["CEO", "CFO"]},
        {"pairs": [["CEO", "CFO"]] * (MAX_PAIRS + 1)},
        {"titles": ["CEO", "CFO"], "pairs": [["CEO", "CFO"]]},
        {"titles": ["CEO", "CFO"], "weights": {}},
    ]
    for body in bodies:
        response = compare(api, **body)

        assert response.status_code in {400, 422}
        assert response.headers["Content-Type"] == "application/problem+json"


def test_any_text_is_compared(api: Client, models: None) -> None:
    for title in ["", " ", "🙂", "x" * 10_000, "10/6;"]:
        response = compare(api, titles=[title, "Head of Sales"])

        assert response.status_code == 200
        assert response.json()["results"][0]["similarity"] < 0.5


def test_text_that_cannot_be_read_is_refused(api: Client, models: None) -> None:
    for title in ["\x00", "\ud800", "x" * 10_001]:
        response = compare(api, titles=[title, "Head of Sales"])

        assert response.status_code == 422
        assert wrong_values(response) == ["titles/0"]


def test_a_correction_of_the_workspace_counts_at_once(
    api: Client, manager: User, title: JobTitle
) -> None:
    before = compare(api, titles=[title.title, "Accountant"]).json()["results"][0]

    record_correction(
        job_title=title,
        correction_input=CorrectionInput(("accounting",), "specialist"),
        author=manager,
    )

    after = compare(api, titles=[title.title, "Accountant"]).json()["results"][0]
    assert [shared["function"] for shared in before["shared_functions"]] == []
    assert [shared["function"] for shared in after["shared_functions"]] == ["accounting"]
    assert after["similarity"] > before["similarity"]


def test_a_correction_of_another_workspace_counts_for_nothing(
    api: Client, manager: User, other_workspace: Workspace, models: None
) -> None:
    theirs = make_title(other_workspace, "Revenue Wizard Extraordinaire")
    record_correction(
        job_title=theirs,
        correction_input=CorrectionInput(("accounting",), "specialist"),
        author=manager,
    )

    (found,) = compare(api, titles=[theirs.title, "Accountant"]).json()["results"]

    assert found["shared_functions"] == []


def test_no_title_is_stored_and_what_was_shown_stays_on_record(
    api: Client, workspace: Workspace, models: None
) -> None:
    compare(api, titles=["Dragon Tamer", "Head of Sales"])

    assert JobTitle.objects.count() == 0
    assert ShownPrediction.objects.filter(workspace=workspace).count() == 2


def test_needs_a_key(client: Client, db: None) -> None:
    assert compare(client, titles=["CEO", "CFO"]).status_code in {401, 403}
