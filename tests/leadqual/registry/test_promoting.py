"""Going live by the gates, with a reason, back, and out."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from classifiers.core import artifacts
from leadqual.accounts.models import AuditRow, User
from leadqual.core.errors import LeadqualError
from leadqual.registry.errors import NotACandidateError
from leadqual.registry.models import ModelVersion, Trial
from leadqual.registry.selectors import active_model
from leadqual.registry.versions.model_files import models_home
from leadqual.registry.versions.promotion import former_of, go_live, retire, roll_back
from tests.problems import refused
from tests.processes import ending


def measured(candidate: ModelVersion, *refusals: str) -> Trial:
    """Say that a candidate was measured and fails these gates."""
    gates: Sequence[dict[str, Any]] = [
        {"key": str(n), "name": "A gate", "passes": not refusal, "refusal": refusal}
        for n, refusal in enumerate(["", *refusals])
    ]
    return Trial.objects.create(
        candidate=candidate,
        live=active_model(candidate.kind),
        state=Trial.State.DONE,
        gates=list(gates),
        finished_at=timezone.now(),
    )


@pytest.mark.django_db
def test_a_candidate_that_passes_goes_live_and_who_did_it_is_kept(
    damaged: ModelVersion, shipped: ModelVersion, staff: User
) -> None:
    measured(damaged)

    go_live(version=damaged, author=staff)

    assert active_model("titles") == damaged
    row = AuditRow.objects.get(action="model.promoted", actor=staff)
    assert row.before == {"live": shipped.version}
    assert ModelVersion.objects.get(pk=shipped.pk).state == ModelVersion.State.RETIRED


@pytest.mark.django_db
def test_a_failed_gate_stops_it_and_a_written_reason_is_recorded(
    damaged: ModelVersion, shipped: ModelVersion, staff: User
) -> None:
    measured(damaged, "Nursing falls by 0.80, allowed is 0.05.")

    for reason in ("", "   "):
        with pytest.raises(LeadqualError, match=r"Nursing falls by 0\.80"):
            go_live(version=damaged, author=staff, reason=reason)
        assert active_model("titles") == shipped
    go_live(version=damaged, author=staff, reason="No nurses among our contacts")

    row = AuditRow.objects.get(action="model.promoted", actor=staff)
    assert active_model("titles") == damaged
    assert row.details["reason"] == "No nurses among our contacts"
    assert row.details["failed"] == ["Nursing falls by 0.80, allowed is 0.05."]


@pytest.mark.django_db
def test_a_candidate_counts_as_measured_beside_the_model_that_is_live_now_only(
    damaged: ModelVersion, shipped: ModelVersion, staff: User
) -> None:
    other = ModelVersion.objects.create(
        kind="titles", version="other", folder=shipped.folder, checksum="1" * 64
    )
    Trial.objects.create(
        candidate=damaged, live=other, state=Trial.State.DONE, finished_at=timezone.now()
    )

    with refused("not_measured"):
        go_live(version=damaged, author=staff, reason="I want it")

    assert active_model("titles") == shipped


@pytest.mark.django_db
def test_rolling_back_brings_the_former_one_and_asks_no_gate(
    damaged: ModelVersion, shipped: ModelVersion, staff: User
) -> None:
    with refused("nothing_to_go_back_to"):
        roll_back(kind="titles", author=staff)
    measured(damaged)
    go_live(version=damaged, author=staff)

    assert roll_back(kind="titles", author=staff, reason="worse") == shipped

    assert active_model("titles") == shipped
    assert former_of("titles") == damaged


@pytest.mark.django_db
def test_rolling_back_passes_over_what_was_withdrawn(shipped: ModelVersion, staff: User) -> None:
    now = timezone.now()
    ModelVersion.objects.filter(pk=shipped.pk).update(is_active=False)
    for version, values in (("live", {"is_active": True}), ("withdrawn", {"withdrawn_at": now})):
        ModelVersion.objects.create(
            kind="titles",
            version=version,
            folder=shipped.folder,
            checksum="1" * 64,
            promoted_at=now,
            **values,
        )

    assert roll_back(kind="titles", author=staff) == shipped

    assert active_model("titles") == shipped


@pytest.mark.django_db(transaction=True)
def test_what_is_withdrawn_is_gone_for_good_and_the_live_one_cannot_be(
    damaged: ModelVersion, shipped: ModelVersion, staff: User
) -> None:
    folder = models_home() / "titles" / "damaged"
    folder.mkdir(parents=True)
    ModelVersion.objects.filter(pk=damaged.pk).update(folder=str(folder))
    measured(damaged)

    retire(version=damaged, author=staff, reason="not needed")

    assert damaged.state == ModelVersion.State.RETIRED
    assert not folder.exists()
    for version in (damaged, shipped):
        with pytest.raises(NotACandidateError):
            retire(version=version, author=staff)
    with pytest.raises(NotACandidateError):
        go_live(version=damaged, author=staff, reason="I want it")
    assert active_model("titles") == shipped


@pytest.mark.django_db
def test_a_version_whose_files_are_gone_does_not_go_live(
    damaged: ModelVersion, shipped: ModelVersion, staff: User, tmp_path: Path
) -> None:
    measured(damaged)
    ModelVersion.objects.filter(pk=damaged.pk).update(folder=str(tmp_path / "gone"))

    with pytest.raises(LeadqualError, match="The live model stays"):
        go_live(version=damaged, author=staff, reason="I want it")

    assert active_model("titles") == shipped


@pytest.mark.django_db
def test_a_former_shipped_version_whose_files_were_replaced_does_not_come_back(
    shipped: ModelVersion, staff: User
) -> None:
    now = timezone.now()
    former, _earlier = (
        ModelVersion.objects.create(
            kind="titles",
            version=version,
            folder=shipped.folder,
            checksum="1" * 64,
            promoted_at=now - timedelta(days=days),
        )
        for version, days in [("titles-2026.10.1", 0), ("titles-2026.9.1", 1)]
    )

    with pytest.raises(LeadqualError, match=f"{shipped.version} replaced"):
        roll_back(kind="titles", author=staff)

    assert active_model("titles") == shipped
    assert former_of("titles") == former


@pytest.mark.django_db
def test_a_model_of_embeddings_does_not_come_back_without_its_vectors(
    models: None, staff: User
) -> None:
    live = active_model("encoder")
    ModelVersion.objects.create(
        kind="encoder",
        version="former-encoder",
        folder="/nowhere",
        checksum="1" * 64,
        progress=0,
        promoted_at=timezone.now(),
    )

    with pytest.raises(NotACandidateError, match="encoder"):
        roll_back(kind="encoder", author=staff)

    assert active_model("encoder") == live


@pytest.mark.django_db
def test_a_live_model_whose_files_are_gone_is_said_so(
    models: None, shipped: ModelVersion, tmp_path: Path, api: Client
) -> None:
    ModelVersion.objects.filter(pk=shipped.pk).update(folder=str(tmp_path / "gone"))

    answer = api.post(
        "/api/v1/titles/classify", {"titles": ["Head of Sales"]}, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (503, "broken_model")


OTHER_PROCESS = """
import sys, django
django.setup()
from leadqual.registry.versions.loading import load_business_model
for line in sys.stdin:
    print(load_business_model().version, flush=True)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_another_process_answers_by_the_new_model_at_its_next_request(
    models: None, staff: User, tmp_path: Path
) -> None:
    former = active_model("companies")
    folder = tmp_path / "another"
    shutil.copytree(artifacts.pretrained("companies"), folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"version": "companies-another"}))
    candidate = ModelVersion.objects.create(
        kind="companies",
        version="companies-another",
        folder=str(folder),
        checksum=artifacts.load(folder, kind="companies").checksum,
    )
    measured(candidate)
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=connection.settings_dict["NAME"])
    other = subprocess.Popen(  # our own code
        [sys.executable, "-c", OTHER_PROCESS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DATABASE_URL": address.geturl()},
    )
    with ending(other):

        def ask() -> str:
            assert other.stdin is not None
            assert other.stdout is not None
            other.stdin.write("?\n")
            other.stdin.flush()
            return other.stdout.readline().strip()

        answers = [ask()]
        go_live(version=candidate, author=staff)
        answers.append(ask())
        roll_back(kind="companies", author=staff)
        answers.append(ask())
        other.stdin.close()  # type: ignore[union-attr]  # it is a pipe

    assert answers == [former.version, candidate.version, former.version]
