"""Groups, doubts and steps by API: what programs see and change, bound to their workspace."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job
from leadqual.labeling.corrections.bulk import record_step
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import LabelConflict, QueueRun, TitleGroup
from leadqual.labeling.requested_runs import request_run
from leadqual.labeling.tasks import make_queues
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import DRAGONS, labels_of, make_title

pytestmark = pytest.mark.django_db

STEPS = "/api/v1/titles/bulk-corrections"
REFUSED: list[tuple[dict[str, object], str]] = [
    ({"ids": [], "functions": []}, "step_size"),
    ({"ids": [999_999_999], "functions": []}, "unknown_titles"),
    ({"functions": ["no_such"]}, "unknown_label"),
    ({"functions": [], "level": "no_such"}, "unknown_label"),
    ({"functions": [], "industry": "other"}, "industry_other"),
    ({"functions": [], "ids": ["x"]}, "invalid"),
    ({"functions": [], "more": 1}, "invalid"),
]


def test_queues_come_with_their_groups_and_doubts_and_are_made_anew(
    api: Client, workspace: Workspace, grouped: list[JobTitle]
) -> None:
    groups = api.get("/api/v1/titles/groups").json()["results"]
    found = api.get(f"/api/v1/titles/groups/{groups[0]['id']}/titles").json()["results"]

    assert [(row["name"], row["n_titles"], row["n_contacts"]) for row in groups] == [
        ("Dragon Tamer", 3, 9),
        ("Sand Snake Charmer", 2, 2),
    ]
    assert [row["title"] for row in found] == list(DRAGONS)
    page = api.get("/api/v1/titles/groups?page_size=1").json()
    assert [row["name"] for row in api.get(page["next"]).json()["results"]] == [
        "Sand Snake Charmer"
    ]
    LabelConflict.objects.create(
        workspace=workspace,
        job_title=grouped[0],
        beside=grouped[1],
        kind=LabelConflict.Kind.SIMILAR,
        functions=["nursing"],
        score=0.9,
        newest=0,
    )
    (row,) = api.get("/api/v1/titles/conflicts").json()["results"]
    said = (row["job_title"], row["kind"], row["suggested_functions"])
    assert said == (grouped[0].pk, "similar", ["nursing"])
    assert (row["functions"], row["similar_title"], row["score"]) == ([], grouped[1].pk, 0.9)
    before = api.get("/api/v1/titles/queues").json()
    response = api.post("/api/v1/titles/queues")
    assert (before["is_building"], before["n_titles"]) == (False, 5)
    assert response.status_code == 202
    assert response.json()["is_building"]
    assert response.json()["built_at"] == before["built_at"]


def test_a_step_is_previewed_refused_where_it_cannot_be_recorded_and_undone(
    api: Client, grouped: list[JobTitle]
) -> None:
    body = {"ids": [row.pk for row in grouped], "functions": ["nursing"], "name": "Dragons"}

    reach = api.post(f"{STEPS}/preview", body, content_type="application/json").json()
    assert (reach["n_titles"], reach["n_contacts"], reach["is_rejected"]) == (3, 9, False)
    for more, code in REFUSED:
        refused = api.post(STEPS, body | more, content_type="application/json")
        assert refused.status_code in {400, 422}, more
        assert refused.json()["code"] == code or code == "invalid"
    assert not Correction.objects.exists()
    made = api.post(STEPS, body, content_type="application/json")
    assert made.status_code == 201
    assert [set(labels_of(row)) for row in grouped] == [{"nursing"}] * 3
    address = f"{STEPS}/{made.json()['id']}"
    shown = api.get(address).json()
    assert (shown["n_titles"], shown["n_current"], shown["is_undone"]) == (3, 3, False)

    assert api.delete(address).status_code == 204

    assert not any(labels_of(row) for row in grouped)
    assert api.get(address).json()["is_undone"]
    again = api.delete(address)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_undo")


def test_another_workspace_sees_nothing(
    api: Client, other_workspace: Workspace, stranger: User, models: None
) -> None:
    rows = [make_title(other_workspace, text) for text in DRAGONS]
    classify_batch()
    request_run(QueueRun, Job.MAKE_QUEUES, workspace=other_workspace)
    make_queues(workspace_id=other_workspace.pk)
    keys = [row.pk for row in rows]
    step = record_step(
        workspace=other_workspace,
        title_ids=keys[:1],
        correction_input=CorrectionInput((), ""),
        name="",
        author=stranger,
    )
    group = TitleGroup.objects.get()

    assert api.get("/api/v1/titles/groups").json()["results"] == []
    assert api.get(f"/api/v1/titles/groups/{group.pk}/titles").status_code == 404
    assert api.get(f"{STEPS}/{step.pk}").status_code == 404
    assert api.delete(f"{STEPS}/{step.pk}").status_code == 404
    body = {"ids": keys, "functions": []}
    refused = api.post(STEPS, body, content_type="application/json")
    assert refused.json()["code"] == "unknown_titles"
