"""Predictions stay on record: what was stored and replaced, and what was shown, by its hash."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    mark_all_for_reclassification,
    record_correction,
    undo_correction,
)
from leadqual.labeling.models.predictions import FormerPrediction, ShownPrediction
from leadqual.labeling.prediction_log import ShownAnswer, log_shown, text_hash
from leadqual.leads.models import JobTitle
from leadqual.lookup.past_titles import record_of
from tests.leadqual.labeling.conftest import make_title

pytestmark = pytest.mark.django_db
TITLES = ["Head of Sales", "Snr Mgr Bus Dev", "Queen of the World", "Vertriebsleiter/in", "Nurse"]


@pytest.fixture
def titles(workspace: Workspace, models: None) -> list[JobTitle]:
    rows = [make_title(workspace, text) for text in TITLES]
    classify_batch()
    for row in rows:
        row.refresh_from_db()
    return rows


def read_again() -> None:
    mark_all_for_reclassification()
    while classify_batch():
        pass


def test_what_another_model_said_stays_on_record_in_one_statement_and_the_same_adds_nothing(
    titles: list[JobTitle],
) -> None:
    assert FormerPrediction.objects.count() == 0
    read_again()
    assert FormerPrediction.objects.count() == 0
    mark_all_for_reclassification()
    JobTitle.objects.update(classified_at=None, model_version="titles-older")

    with CaptureQueriesContext(connection) as queries:
        classify_batch()

    assert sum("labeling_formerprediction" in one["sql"] for one in queries) == 1
    assert FormerPrediction.objects.count() == len(titles)
    former = FormerPrediction.objects.get(job_title=titles[0])
    assert former.model_version == "titles-older"
    assert [slug for slug, _, _ in former.labels] == ["sales"]


def test_a_correction_and_its_undo_each_leave_what_was_before(
    titles: list[JobTitle], manager: User
) -> None:
    said = record_correction(
        job_title=titles[4], correction_input=CorrectionInput(("sales",), "manager"), author=manager
    )
    undo_correction(correction=said, author=manager)

    rows = FormerPrediction.objects.filter(job_title=titles[4]).order_by("pk")

    assert [[label[:2] for label in row.labels] for row in rows] == [
        [["nursing", "dictionary"]],
        [["sales", "correction"]],
    ]


def test_a_title_that_follows_is_read_again_without_a_trace(
    workspace: Workspace, titles: list[JobTitle], manager: User
) -> None:
    first = make_title(workspace, "Senior dragon tamer")
    follower = make_title(workspace, "Dragon tamer, senior")
    classify_batch()
    first.refresh_from_db()
    record_correction(
        job_title=first, correction_input=CorrectionInput(("nursing",), "manager"), author=manager
    )
    follower.refresh_from_db()
    assert follower.source == "correction"
    assert FormerPrediction.objects.filter(job_title=follower).count() == 1

    read_again()

    follower.refresh_from_db()
    assert follower.source == "correction"
    assert FormerPrediction.objects.filter(job_title=follower).count() == 1


def test_shown_answers_are_kept_by_hash_and_counted(workspace: Workspace) -> None:
    answer = ShownAnswer("title", "Head of Sales", [("sales", 0.98765)], "vp", "titles-1")
    again = ShownAnswer("title", "head of  SALES", [("sales", 0.98765)], "vp", "titles-1")
    other = ShownAnswer("title", "Head of Sales", [("sales", 0.98765)], "vp", "titles-2")

    log_shown([answer], workspace=None)
    log_shown([again, other], workspace=None)
    log_shown([answer], workspace=workspace)

    rows = ShownPrediction.objects.order_by("pk")
    assert [(row.workspace, row.model_version, row.n_times) for row in rows] == [
        (None, "titles-1", 2),
        (None, "titles-2", 1),
        (workspace, "titles-1", 1),
    ]
    assert {row.text_hash for row in rows} == {text_hash("title", "HEAD of Sales")}
    assert "ead of" not in str([vars(row) for row in rows])


def test_of_each_title_the_newest_former_answers_are_kept(
    titles: list[JobTitle], settings: Settings
) -> None:
    settings.PREDICTIONS_KEPT = 2
    for number in range(4):
        JobTitle.objects.update(classified_at=None, model_version=f"titles-{number}")
        classify_batch()
        one = FormerPrediction.objects.filter(job_title=titles[0])
        assert one.count() == min(number + 1, 2)

    for title in titles:
        rows = FormerPrediction.objects.filter(job_title=title).order_by("pk")
        assert [row.model_version for row in rows] == ["titles-2", "titles-3"]


def test_answers_of_the_api_are_on_record_without_their_texts(
    api: Client, workspace: Workspace, models: None
) -> None:
    titles = ["Sales Engineer", "sales  engineer", "Heath dragon tamer", ""]

    for _ in range(2):
        answer = api.post(
            "/api/v1/titles/classify", {"titles": titles}, content_type="application/json"
        )
        assert answer.status_code == 200

    rows = ShownPrediction.objects.all()
    assert [row.workspace for row in rows] == [workspace] * 3
    assert {row.n_times for row in rows} == {2}
    record = record_of(workspace, "SALES engineer")
    (shown,) = record.shown
    assert [slug for slug, _ in shown.labels] == ["sales_engineering"]
    assert "dragon" not in str([vars(row) for row in rows])
