"""The lab: what is live, its figures, and the way back."""

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, User
from leadqual.registry.models import ModelVersion
from leadqual.registry.reports import Row, tables_of
from leadqual.registry.selectors import active_model
from tests.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate(models: None) -> ModelVersion:
    """Another version of the title model, which is not live."""
    live = active_model("titles")
    return ModelVersion.objects.create(
        kind="titles", version="titles-test.2", folder=live.folder, checksum="0" * 64
    )


def test_tables_show_every_figure_of_a_report_once() -> None:
    report = {
        "seed": 1,
        "evaluations": [
            {
                "name": "whole cascade",
                "figures": {"micro_f1": 0.8351},
                "labels": {"sales": {"f1": 0.9, "wanted": 3}, "nursing": {"f1": 0.5, "wanted": 2}},
            }
        ],
    }

    tables = tables_of(report)

    assert [table.name for table in tables] == [
        *("Whole cascade: figures", "Training", "Whole cascade: labels"),
    ]
    assert tables[0].rows == (Row("Micro f1", ("0.835",)),)
    assert tables[2].columns == ("F1", "Wanted")
    assert tables[2].rows[0] == Row("Sales", ("0.900", "3"))


@pytest.mark.parametrize("kind", ["titles", "companies", "replies", "nonsense"])
def test_every_kind_has_its_page(viewer_client: Client, models: None, kind: str) -> None:
    assert viewer_client.get("/lab/", {"kind": kind}).status_code == 200


def test_figures_of_the_live_title_model_are_shown(viewer_client: Client, models: None) -> None:
    body = viewer_client.get("/lab/", {"kind": "titles"}).content.decode()

    assert "unctions micro-F1" in body


def test_staff_bring_a_version_back_with_one_click(manager: User, candidate: ModelVersion) -> None:
    former = active_model("titles")
    manager.is_staff = True
    manager.save()

    client_of(manager).post(f"/lab/{candidate.pk}/promote/")
    went_live = active_model("titles")
    client_of(manager).post(f"/lab/{former.pk}/promote/")

    assert went_live == candidate
    assert active_model("titles") == former
    assert AuditRow.objects.filter(action="model.promoted", actor=manager).count() == 2


def test_a_manager_without_staff_rights_promotes_nothing(
    manager_client: Client, candidate: ModelVersion
) -> None:
    live = active_model("titles")

    answer = manager_client.post(f"/lab/{candidate.pk}/promote/")

    assert answer.status_code == 403
    assert active_model("titles") == live
