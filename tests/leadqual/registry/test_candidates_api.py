"""Candidates by API: trained, in shadow mode, promoted, rolled back and retired by staff."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.labeling.models.corrections import Correction
from leadqual.registry.models import ModelVersion, Shadow, Training, Trial
from leadqual.registry.selectors import active_model
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_title

pytestmark = pytest.mark.django_db
MODELS = "/api/v1/models"
JSON = "application/json"
State = ModelVersion.State


def audited(action: str) -> list[tuple[str, User | None]]:
    """Return names and actors of the entries of the audit log that a key wrote."""
    rows = AuditRow.objects.filter(action=action, workspace=None).order_by("pk")
    rows = rows.exclude(api_key=None)
    return [(row.name, row.actor) for row in rows]


def passing(candidate: ModelVersion) -> None:
    """Say that a candidate was measured and passes."""
    Trial.objects.create(
        candidate=candidate,
        live=active_model(candidate.kind),
        state=Trial.State.DONE,
        gates=[],
        finished_at=timezone.now(),
    )


def test_training_is_requested_once(
    staff_api: Client, staff: User, workspace: Workspace, shipped: ModelVersion
) -> None:
    level = Level.objects.all()[0]
    title = make_title(workspace, "Head of Berths")
    Correction.objects.create(workspace=workspace, job_title=title, level=level, author=staff)

    answers = [
        staff_api.post(f"{MODELS}/train", {"kind": "titles"}, content_type=JSON) for _ in range(2)
    ]

    assert {one.status_code for one in answers} == {202}
    assert answers[0].json() == answers[1].json()
    training = Training.objects.get()
    assert (training.base, training.author) == (shipped, staff)
    assert answers[0].json()["base"] == shipped.version
    assert audited("model.training") == [(shipped.version, staff)]


def test_nothing_is_trained_without_corrections(staff_api: Client, models: None) -> None:
    answer = staff_api.post(f"{MODELS}/train", {"kind": "titles"}, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_learn")
    assert not Training.objects.exists()


def test_unknown_kind_is_not_trained(staff_api: Client, models: None) -> None:
    for body in [{}, {"kind": "novels"}, {"kind": "encoder"}]:
        answer = staff_api.post(f"{MODELS}/train", body, content_type=JSON)

        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/kind")
        assert not Training.objects.exists()


def test_candidate_is_in_shadow_until_it_is_stopped(
    staff_api: Client, staff: User, damaged: ModelVersion, shipped: ModelVersion
) -> None:
    path = f"{MODELS}/{damaged.pk}/shadow"

    started = [staff_api.put(path).json() for _ in range(2)]
    n_running = Shadow.objects.filter(ended_at=None).count()
    stopped = [staff_api.delete(path).status_code for _ in range(2)]

    assert started[0] == started[1]
    assert (started[0]["live"], started[0]["ended_at"]) == (shipped.version, None)
    assert stopped == [204, 204]
    assert n_running == 1
    assert Shadow.objects.get().ended_at is not None
    assert active_model("titles") == shipped
    assert audited("model.shadowed") == [(damaged.version, staff)]


def test_candidate_is_promoted_and_the_former_one_brought_back(
    staff_api: Client, staff: User, damaged: ModelVersion, shipped: ModelVersion
) -> None:
    unmeasured = staff_api.post(f"{MODELS}/{damaged.pk}/promote", {}, content_type=JSON)
    passing(damaged)
    promoted = staff_api.post(f"{MODELS}/{damaged.pk}/promote", {}, content_type=JSON)
    assert active_model("titles") == damaged
    back = staff_api.post(
        f"{MODELS}/{shipped.pk}/promote", {"reason": "Worse on nurses."}, content_type=JSON
    )

    assert (unmeasured.status_code, unmeasured.json()["code"]) == (409, "not_measured")
    assert (promoted.status_code, promoted.json()["state"]) == (200, "live")
    assert (back.status_code, back.json()["state"]) == (200, "live")
    assert active_model("titles") == shipped
    assert audited("model.promoted") == [(damaged.version, staff), (shipped.version, staff)]


def test_retired_candidate_never_goes_live(
    staff_api: Client, staff: User, damaged: ModelVersion, shipped: ModelVersion
) -> None:
    path = f"{MODELS}/{damaged.pk}"
    staff_api.put(f"{path}/shadow")
    passing(damaged)

    assert staff_api.post(f"{path}/retire").status_code == 204
    refused = [
        staff_api.post(f"{path}/retire"),
        staff_api.post(f"{path}/promote", {"reason": "Again."}, content_type=JSON),
        staff_api.put(f"{path}/shadow"),
    ]

    assert {(one.status_code, one.json()["code"]) for one in refused} == {(409, "not_a_candidate")}
    damaged.refresh_from_db()
    assert damaged.withdrawn_at is not None
    assert not Shadow.objects.filter(ended_at=None).exists()
    assert active_model("titles") == shipped
    assert audited("model.withdrawn") == [(damaged.version, staff)]


_CHANGES: list[Callable[[Client, str], Any]] = [
    lambda client, path: client.put(f"{path}/shadow"),
    lambda client, path: client.delete(f"{path}/shadow"),
    lambda client, path: client.post(f"{path}/retire"),
    lambda client, path: client.post(f"{path}/promote", {"reason": "x"}, content_type=JSON),
    lambda client, _: client.post(f"{MODELS}/train", {"kind": "titles"}, content_type=JSON),
]


def test_managers_change_no_model(
    api: Client, damaged: ModelVersion, shipped: ModelVersion
) -> None:
    for change in _CHANGES:
        passing(damaged)

        answer = change(api, f"{MODELS}/{damaged.pk}")

        assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
        damaged.refresh_from_db()
        assert (damaged.state, active_model("titles")) == (State.CANDIDATE, shipped)
        assert not Shadow.objects.exists()
        assert not Training.objects.exists()


def test_live_model_and_encoder_are_no_candidates(staff_api: Client, models: None) -> None:
    for change in _CHANGES[:1] + _CHANGES[2:3]:
        for kind in ["titles", "encoder"]:
            live = ModelVersion.objects.filter(kind=kind, is_active=True)[0]

            answer = change(staff_api, f"{MODELS}/{live.pk}")

            assert (answer.status_code, answer.json()["code"]) == (409, "not_a_candidate")
            live.refresh_from_db()
            assert live.is_active
