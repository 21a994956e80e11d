"""A candidate answers beside the live model for a while, and nobody is told."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from classifiers.titles.model.network import load_model, save_model
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import JobTitle
from leadqual.registry.errors import NotACandidateError
from leadqual.registry.models import ModelVersion, Shadow, ShadowDifference, ShadowPart
from leadqual.registry.shadow import is_taken, start, stop
from leadqual.registry.tasks import answer_in_shadow
from tests.product import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TITLES = ("Geriatric Night Nurse", "Sales Director", "Pediatric Ward Nurse Lead", "Legal Counsel")


@pytest.fixture
def everything(settings: Settings) -> None:
    """Settings by which all that comes in is answered."""
    settings.SHADOW_SHARE = 1.0


def came_in(workspace: Workspace) -> None:
    """Let titles come in, and the live model read them."""
    for title in TITLES:
        JobTitle.objects.create(workspace=workspace, title=title, normalised=title.lower())
    assert classify_batch()


def at_work(shadow: Shadow) -> None:
    """Let a minute pass, and the job run."""
    Shadow.objects.filter(pk=shadow.pk).update(looked_at=clock.now() - timedelta(minutes=1))
    answer_in_shadow()
    shadow.refresh_from_db()


def test_differences_are_counted_and_stay_with_their_workspace(
    damaged: ModelVersion, everything: None, workspace: Workspace, staff: User, stranger: User
) -> None:
    shadow = start(candidate=damaged, author=staff)
    came_in(workspace)

    at_work(shadow)
    at_work(shadow)  # Nothing is counted twice.

    part = ShadowPart.objects.get(shadow=shadow)
    assert (part.workspace, part.n_read, part.n_differ) == (workspace, 4, 2)
    assert sum(part.turns.values()) == 2
    assert all(turn.startswith("nursing>") for turn in part.turns)
    rows = ShadowDifference.objects.values_list("row", flat=True)
    assert {JobTitle.objects.get(pk=row).title for row in rows} == {TITLES[0], TITLES[2]}
    page = client_of(staff).get("/lab/models/", {"kind": "titles"}).content.decode()
    assert TITLES[0] in page
    strange = client_of(stranger).get("/lab/models/", {"kind": "titles"}).content.decode()
    assert TITLES[0] not in strange
    assert "Nothing in this workspace was processed" in strange


def test_what_was_there_before_and_what_a_person_decided_is_not_asked(
    damaged: ModelVersion, everything: None, workspace: Workspace, staff: User
) -> None:
    came_in(workspace)
    shadow = start(candidate=damaged, author=staff)

    at_work(shadow)

    assert not ShadowPart.objects.exists()


def test_it_ends_by_itself_after_its_hours(
    damaged: ModelVersion, everything: None, workspace: Workspace, staff: User
) -> None:
    shadow = start(candidate=damaged, author=staff)
    assert timedelta(hours=23) < shadow.ends_at - clock.now() <= timedelta(hours=24)
    came_in(workspace)
    Shadow.objects.filter(pk=shadow.pk).update(ends_at=clock.now())

    at_work(shadow)

    assert shadow.ended_at is not None
    assert not ShadowPart.objects.exists()


def test_it_ends_when_another_model_goes_live_or_somebody_ends_it(
    damaged: ModelVersion, shipped: ModelVersion, staff: User
) -> None:
    shadow = start(candidate=damaged, author=staff)
    assert start(candidate=damaged, author=staff) == shadow
    ModelVersion.objects.filter(pk=shipped.pk).update(is_active=False)

    at_work(shadow)

    assert shadow.ended_at is not None
    ModelVersion.objects.filter(pk=shipped.pk).update(is_active=True)
    assert start(candidate=damaged, author=staff) != shadow
    assert stop(candidate=damaged)
    assert not stop(candidate=damaged)


def test_it_takes_no_more_than_its_share_of_the_time(
    damaged: ModelVersion, everything: None, workspace: Workspace, staff: User
) -> None:
    shadow = start(candidate=damaged, author=staff)
    came_in(workspace)
    Shadow.objects.filter(pk=shadow.pk).update(
        looked_at=clock.now() + timedelta(hours=1)  # No time has passed: none may be spent.
    )

    answer_in_shadow()

    assert not ShadowPart.objects.exists()


def test_a_share_of_what_comes_in_is_taken() -> None:
    taken = sum(is_taken(row, share=0.2) for row in range(1, 5001))

    assert 900 < taken < 1100
    assert all(is_taken(row, share=1.0) for row in range(1, 500))
    assert not any(is_taken(row, share=0.0) for row in range(1, 500))


def test_only_a_candidate_answers_in_shadow(shipped: ModelVersion, staff: User) -> None:
    with pytest.raises(NotACandidateError):
        start(candidate=shipped, author=staff)


def test_the_page_starts_and_ends_it(damaged: ModelVersion, staff_client: Client) -> None:
    staff_client.post(f"/lab/{damaged.pk}/shadow/")
    began = Shadow.objects.get(candidate=damaged)
    staff_client.post(f"/lab/{damaged.pk}/shadow/", {"end": "1"})

    assert began.ended_at is None
    assert Shadow.objects.get(candidate=damaged).ended_at is not None


def test_a_candidate_that_cannot_answer_ends_and_holds_up_no_other(
    damaged: ModelVersion, everything: None, workspace: Workspace, staff: User, tmp_path: Path
) -> None:
    model = load_model()
    save_model(
        tmp_path / "unfit",
        replace(model, version="titles-unfit", biases=model.biases[:-1]),
        report={},
        data_hash="e" * 64,
    )
    unfit = ModelVersion.objects.create(
        kind="titles",
        version="titles-unfit",
        folder=str(tmp_path / "unfit"),
        checksum="e" * 64,
        origin=ModelVersion.Origin.REGISTERED,
    )
    shadows = [start(candidate=unfit, author=staff), start(candidate=damaged, author=staff)]
    came_in(workspace)
    Shadow.objects.update(looked_at=clock.now() - timedelta(minutes=1))

    with pytest.raises(ValueError, match="dimension"):
        answer_in_shadow()
    answer_in_shadow()

    for shadow in shadows:
        shadow.refresh_from_db()
    assert shadows[0].ended_at is not None
    assert shadows[1].ended_at is None
    assert ShadowPart.objects.get(shadow=shadows[1]).n_read == len(TITLES)
