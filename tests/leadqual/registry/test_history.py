"""The lab says what was done to the models of a kind, by whom and why."""

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import AuditRow, User
from leadqual.registry.models import ModelVersion, Trial
from leadqual.registry.pages.models import MAX_VERSIONS, history_of
from leadqual.registry.versions.promotion import go_live, roll_back

pytestmark = pytest.mark.django_db
GATE = {"key": "f1", "name": "Macro-F1", "passes": False, "refusal": "Macro-F1 falls by 0.02."}


@pytest.fixture
def went_live(damaged: ModelVersion, shipped: ModelVersion, staff: User) -> ModelVersion:
    """A candidate that went live although a gate fails, and was taken back by a command."""
    Trial.objects.create(
        candidate=damaged, live=shipped, state="done", gates=[GATE], finished_at=timezone.now()
    )
    go_live(version=damaged, author=staff, reason="No nurses here.")
    roll_back(kind="titles", author=None)
    return damaged


def test_it_says_who_did_what_and_why_the_newest_first(
    went_live: ModelVersion, shipped: ModelVersion, staff: User
) -> None:
    last, first, *_ = history_of([went_live, shipped])

    assert (last["version"], last["words"], last["who"]) == (shipped.version, "promoted", "")
    assert (first["version"], first["who"]) == (went_live.version, str(staff))
    assert first["why"] == "No nurses here. Macro-F1 falls by 0.02."
    assert history_of([]) == []


def test_a_long_history_is_cut(went_live: ModelVersion) -> None:
    rows = [
        AuditRow(action="model.shadowed", subject=f"model:{went_live.version}")
        for _ in range(MAX_VERSIONS + 5)
    ]
    AuditRow.objects.bulk_create(rows)

    assert len(history_of([went_live])) == MAX_VERSIONS


def test_staff_see_it_on_the_page_of_the_kind(
    went_live: ModelVersion, staff_client: Client, viewer_client: Client
) -> None:
    address = "/lab/models/?kind=titles"

    assert "No nurses here." in staff_client.get(address).content.decode()
    assert "No nurses here." not in staff_client.get("/lab/models/?kind=replies").content.decode()
    assert "No nurses here." not in viewer_client.get(address).content.decode()
