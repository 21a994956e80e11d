"""Models by API."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from leadqual.registry.models import ModelVersion, Trial
from leadqual.registry.selectors import active_model

pytestmark = pytest.mark.django_db


def measured(candidate: ModelVersion, refusal: str) -> None:
    """Say that a candidate was measured, and why it fails its only gate, if it does."""
    gate = {"key": "labels", "name": "Worst label", "live": 0.9, "new": 0.8, "change": -0.1}
    gate |= {"unit": "f1", "allowed": "at most −0.05", "passes": not refusal, "refusal": refusal}
    Trial.objects.create(
        candidate=candidate,
        live=active_model(candidate.kind),
        state=Trial.State.DONE,
        gates=[gate],
        finished_at=timezone.now(),
    )


def test_versions_are_listed_with_their_gates(
    api: Client, damaged: ModelVersion, shipped: ModelVersion
) -> None:
    measured(damaged, "Nursing falls.")

    rows = {row["version"]: row for row in api.get("/api/v1/models?kind=titles").json()["results"]}

    assert {row["state"] for row in rows.values()} == {"live", "candidate"}
    assert rows[shipped.version]["evaluation"] is None
    trial = rows[damaged.version]["evaluation"]
    assert (trial["passes"], trial["quality_gates"][0]["failure_reason"]) == (
        False,
        "Nursing falls.",
    )
    assert api.get(f"/api/v1/models/{damaged.pk}").json() == rows[damaged.version]


def test_many_versions_are_listed_by_as_many_queries_as_one(
    api: Client, damaged: ModelVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    measured(damaged, "Former.")
    measured(damaged, "Nursing falls.")
    for n in range(5):
        one = ModelVersion.objects.create(
            kind="titles", version=f"titles-{n}", folder="/nowhere", checksum=f"{n}" * 64
        )
        measured(one, f"Gate {n}.")

    api.get("/api/v1/models?kind=companies")  # What is remembered of a key is read once.
    with django_assert_max_num_queries(5):
        rows = {row["version"]: row for row in api.get("/api/v1/models").json()["results"]}

    said = {
        name: row["evaluation"]["quality_gates"][0]["failure_reason"]
        for name, row in rows.items()
        if row["evaluation"]
    }
    assert said == {f"titles-{n}": f"Gate {n}." for n in range(5)} | {
        damaged.version: "Nursing falls."
    }


def test_an_unknown_kind_is_refused(api: Client, models: None) -> None:
    answer = api.get("/api/v1/models?kind=novels")

    assert answer.status_code == 422
    assert "novels" in answer.content.decode()


def test_a_failed_gate_is_409_and_a_reason_puts_it_live(
    staff_api: Client, damaged: ModelVersion
) -> None:
    measured(damaged, "Nursing falls.")
    address = f"/api/v1/models/{damaged.pk}/promote"

    refused = staff_api.post(address, {}, content_type="application/json")
    forced = staff_api.post(address, {"reason": "No nurses here"}, content_type="application/json")

    assert (refused.status_code, refused.json()["code"]) == (409, "gate_failed")
    assert "Nursing falls." in refused.json()["detail"]
    assert (forced.status_code, forced.json()["state"]) == (200, "live")


def test_only_staff_promote_and_measure_and_nothing_changes_else(
    api: Client, damaged: ModelVersion, shipped: ModelVersion
) -> None:
    for action in ("promote", "evaluate"):
        answer = api.post(f"/api/v1/models/{damaged.pk}/{action}", content_type="application/json")
        assert answer.status_code == 403

    assert active_model("titles") == shipped
    assert not Trial.objects.exists()


def test_measuring_is_taken_and_a_live_model_is_no_candidate(
    staff_api: Client, damaged: ModelVersion, shipped: ModelVersion
) -> None:
    taken = staff_api.post(f"/api/v1/models/{damaged.pk}/evaluate", content_type="application/json")
    refused = staff_api.post(
        f"/api/v1/models/{shipped.pk}/evaluate", content_type="application/json"
    )

    assert (taken.status_code, taken.json()["state"]) == (202, "waiting")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_a_candidate")
