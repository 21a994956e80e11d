"""Predictions are looked up by title, time and model, with what people said of them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.models.predictions import FormerPrediction
from leadqual.labeling.prediction_log import ShownAnswer, log_shown
from leadqual.labeling.suggestions import SuggestionAuthor, SuggestionInput, suggest
from leadqual.leads.models import JobTitle
from leadqual.lookup.past_titles import (
    former_predictions,
    model_versions,
    record_of,
)
from tests.leadqual.labeling.conftest import make_title

PREDICTIONS = "/look-up/?panel=title"
pytestmark = pytest.mark.django_db
OLDER = "titles-older"


@pytest.fixture
def nurse(workspace: Workspace, models: None, manager: User) -> JobTitle:
    """A title that an older model, the live one and a person said something of."""
    row = make_title(workspace, "Nurse", people=2)
    classify_batch()
    JobTitle.objects.filter(pk=row.pk).update(model_version=OLDER, classified_at=None)
    classify_batch()
    FormerPrediction.objects.update(ended_at=timezone.now() - timedelta(days=2))
    row.refresh_from_db()
    record_correction(
        job_title=row, correction_input=CorrectionInput(("sales",), "manager"), author=manager
    )
    row.refresh_from_db()
    return row


def test_all_that_is_on_record_about_a_title_is_found_however_it_is_written(
    workspace: Workspace, nurse: JobTitle, viewer: User
) -> None:
    said = SuggestionInput("title", "Nurse", ("nursing",))
    suggest(workspace=workspace, suggested=said, suggester=SuggestionAuthor(viewer))
    log_shown([ShownAnswer("title", "Nurse", [("nursing", 1)], "entry", OLDER)], workspace=None)

    found = record_of(workspace, "  NURSE ")

    told = [([slug for slug, _, _ in one.labels], one.source) for one in found.answers]
    assert told == [
        (["sales"], "correction"),
        (["nursing"], "dictionary"),
        (["nursing"], "dictionary"),
    ]
    assert found.answers[0].ended_at is None
    assert [one.labels for one in found.shown] == [[["nursing", 1]]]
    assert (len(found.corrections), len(found.suggestions)) == (1, 1)


def test_the_answer_of_a_time_is_the_one_that_was_in_force_then(
    workspace: Workspace, nurse: JobTitle
) -> None:
    now = timezone.now()

    before, between, today = (
        record_of(workspace, "Nurse", at=at).answers
        for at in (now - timedelta(days=3), now - timedelta(days=1), now)
    )

    assert [one.model for one in before] == [OLDER]
    assert [(one.source, one.model == OLDER) for one in between] == [("dictionary", False)]
    assert [one.source for one in today] == ["correction"]


def test_answers_are_found_by_the_version_of_the_model(
    workspace: Workspace, other_workspace: Workspace, nurse: JobTitle
) -> None:
    assert [row.job_title for row in former_predictions(workspace, model=OLDER)] == [nurse]
    assert len(record_of(workspace, "Nurse", model=OLDER).answers) == 1
    assert OLDER in model_versions(workspace)
    assert not former_predictions(other_workspace).exists()
    assert record_of(other_workspace, "Nurse").answers == ()


def test_the_page_shows_it_and_says_what_cannot_be_read(
    viewer_client: Client, nurse: JobTitle
) -> None:
    page = viewer_client.get(f"{PREDICTIONS}&title=nurse").content.decode()
    replaced = viewer_client.get(f"{PREDICTIONS}&model={OLDER}").content.decode()
    unread = viewer_client.get(f"{PREDICTIONS}&at=yesterday")
    none = viewer_client.get(f"{PREDICTIONS}&at=2126-01-01").content.decode()

    assert "active" in page
    assert "corrected by Mira Okafor" in page
    assert ">Nurse<" in replaced
    assert unread.status_code == 422
    assert "Enter the time as" in unread.content.decode()
    assert "No matching predictions have been replaced" in none


def test_the_api_gives_the_same(api: Client, nurse: JobTitle) -> None:
    found = api.get("/api/v1/titles/predictions?title=nurse").json()
    older = api.get(f"/api/v1/titles/predictions?title=nurse&model={OLDER}").json()
    bad = api.get("/api/v1/titles/predictions?title=nurse&at=yesterday")

    assert found["job_title"] == nurse.pk
    assert found["predictions"][0]["labels"][0]["function"] == "sales"
    assert [one["model"] for one in older["predictions"]] == [OLDER]
    assert len(found["corrections"]) == 1
    assert bad.status_code == 422
