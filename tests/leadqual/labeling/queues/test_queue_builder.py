"""Queues that a job makes: Others by group, and titles whose labels something speaks against."""

import pytest
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    record_correction,
    undo_correction,
)
from leadqual.labeling.models.queues import LabelConflict, QueueRun, TitleGroup
from leadqual.labeling.queues.selectors import (
    open_conflicts,
    open_groups,
    title_queue,
    titles_in_group,
)
from leadqual.labeling.requested_runs import request_run
from leadqual.labeling.tasks import make_queues
from leadqual.leads.models import JobTitle, TitleLabel
from tests.leadqual.labeling.conftest import DRAGONS, make_title

pytestmark = pytest.mark.django_db


def made(workspace: Workspace) -> None:
    """Classify what waits and make the queues."""
    classify_batch()
    request_run(QueueRun, Job.MAKE_QUEUES, workspace=workspace)
    make_queues(workspace_id=workspace.pk)


@pytest.fixture
def dragons(workspace: Workspace, models: None) -> list[JobTitle]:
    """Three titles that are Other and alike."""
    return [make_title(workspace, text, people=4 - n) for n, text in enumerate(DRAGONS)]


@pytest.mark.slow
def test_others_come_by_group_with_a_name_the_most_people_first(
    workspace: Workspace, other_workspace: Workspace, dragons: list[JobTitle]
) -> None:
    make_title(workspace, "Snake charmer", people=2)
    make_title(workspace, "Sales Engineer", people=9)
    make_title(workspace, "Queen of the World", people=9)  # Other by the dictionary: settled.
    make_title(other_workspace, "Stone dragon tamer", people=9)

    made(workspace)

    found = open_groups(workspace)
    assert [(row.name, row.n_titles, row.n_contacts) for row in found] == [
        ("Dragon Tamer", 3, 9),
    ]
    assert list(titles_in_group(workspace, found[0])) == dragons
    run = QueueRun.objects.get(workspace=workspace)
    assert (run.asked_at, run.n_titles) == (None, 6)
    assert run.made_at is not None


def test_a_group_is_gone_when_each_of_its_titles_has_a_word_and_back_with_the_undo(
    workspace: Workspace, manager: User, dragons: list[JobTitle]
) -> None:
    made(workspace)
    word = CorrectionInput((), "lead", propagate=False)

    said = [
        record_correction(job_title=row, correction_input=word, author=manager)
        for row in dragons[:2]
    ]
    (group,) = open_groups(workspace)
    assert list(titles_in_group(workspace, group)) == dragons[2:]
    said.append(record_correction(job_title=dragons[2], correction_input=word, author=manager))

    assert not open_groups(workspace).exists()
    undo_correction(correction=said[0], author=manager)
    assert list(titles_in_group(workspace, group)) == dragons[:1]


@pytest.mark.slow
def test_like_titles_with_other_labels_disagree_until_a_person_speaks(
    workspace: Workspace, manager: User, models: None
) -> None:
    first = make_title(workspace, "Dragon feeder", people=5)
    second = make_title(workspace, "Feeder, dragon", people=2)
    classify_batch()
    for row, slug in ((first, "nursing"), (second, "sales")):
        word = CorrectionInput((slug,), "lead", propagate=False)
        record_correction(job_title=row, correction_input=word, author=manager)

    made(workspace)

    doubt = open_conflicts(workspace).get()
    assert (doubt.job_title_id, doubt.beside_id) == (second.pk, first.pk)
    assert (doubt.kind, doubt.functions) == (LabelConflict.Kind.SIMILAR, ["nursing"])
    assert list(title_queue(workspace, "conflicts")) == [second]
    word = CorrectionInput(("sales",), "lead", propagate=False)
    said = record_correction(job_title=second, correction_input=word, author=manager)
    assert not title_queue(workspace, "conflicts").exists()
    made(workspace)  # What a person settled is not asked again.
    assert not title_queue(workspace, "conflicts").exists()
    undo_correction(correction=said, author=manager)
    assert list(title_queue(workspace, "conflicts")) == [second]


def test_a_swapped_label_of_a_correction_is_suspected(
    workspace: Workspace, manager: User, models: None
) -> None:
    row = make_title(workspace, "Payroll specialist, EMEA", people=3)
    classify_batch()
    word = CorrectionInput(("sales",), "specialist", propagate=False)
    record_correction(job_title=row, correction_input=word, author=manager)

    made(workspace)

    doubt = open_conflicts(workspace).get()
    assert (doubt.kind, doubt.functions) == (LabelConflict.Kind.SUSPECT, ["compensation_benefits"])


def test_what_speaks_against_an_entry_of_the_dictionary_or_a_word_more_is_no_conflict(
    workspace: Workspace, models: None
) -> None:
    for text in ("Marketing Director", "Director of Marketing", "Director Marketing Technology"):
        make_title(workspace, text)
    classify_batch()
    JobTitle.objects.filter(title="Director of Marketing").update(source="dictionary")
    TitleLabel.objects.filter(job_title__title="Director of Marketing").delete()

    made(workspace)

    assert not open_conflicts(workspace).filter(job_title__source="dictionary").exists()
    assert not open_conflicts(workspace).filter(job_title__title__contains="Technology").exists()


@pytest.mark.slow
def test_a_known_title_is_in_no_conflict_with_the_model_or_titles_of_other_words(
    workspace: Workspace, manager: User, models: None
) -> None:
    said = {
        "एचआर मैनेजर": "human_resources",
        "एचआर प्रबंधक": "human_resources",  # Unclassified until a person says what it is.
        "General Dentist": "dentistry",
    }
    rows = {text: make_title(workspace, text, people=3) for text in said}
    for text in ("मानव संसाधन प्रबंधक", "HR मैनेजर", "HR Manager", "प्रबंधक"):
        make_title(workspace, text)
    for text in ("Dentist", "Lead Dentist", "General Dentistry", "Dental Hygienist"):
        make_title(workspace, text)
    made(workspace)
    before = open_conflicts(workspace).count()
    for text, slug in said.items():
        word = CorrectionInput((slug,), "specialist", propagate=False)
        record_correction(job_title=rows[text], correction_input=word, author=manager)

    made(workspace)

    assert (before, open_conflicts(workspace).count()) == (0, 0)
    assert not title_queue(workspace, "conflicts").exists()


@pytest.mark.slow
def test_a_conflict_with_the_dictionary_from_an_earlier_version_is_not_shown(
    workspace: Workspace, models: None
) -> None:
    row = make_title(workspace, "General Dentist", people=3)
    classify_batch()
    LabelConflict.objects.create(
        job_title=row,
        workspace=workspace,
        kind=LabelConflict.Kind.DICTIONARY,
        functions=["doctor"],
        score=0.9,
        newest=0,
    )

    shown = [title_queue(workspace, queue).exists() for queue in ("todo", "conflicts")]
    made(workspace)

    assert shown == [False, False]
    assert not LabelConflict.objects.filter(workspace=workspace).exists()


def test_asking_starts_the_job_once_and_a_job_that_nobody_asked_for_makes_nothing(
    workspace: Workspace,
    dragons: list[JobTitle],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    classify_batch()
    make_queues(workspace_id=workspace.pk)
    assert not TitleGroup.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        request_run(QueueRun, Job.MAKE_QUEUES, workspace=workspace)

    assert open_groups(workspace).count() == 1
    assert QueueRun.objects.get().asked_at is None
    request_run(QueueRun, Job.MAKE_QUEUES, workspace=workspace)  # Lost: nobody runs the job …
    with django_capture_on_commit_callbacks(execute=True):
        make_queues()  # … but the schedule.
    assert QueueRun.objects.get().asked_at is None


def test_a_job_that_fails_says_so_and_leaves_what_was_made(
    workspace: Workspace, dragons: list[JobTitle], monkeypatch: pytest.MonkeyPatch
) -> None:
    made(workspace)
    request_run(QueueRun, Job.MAKE_QUEUES, workspace=workspace)
    monkeypatch.setattr(
        "leadqual.labeling.queues.queue_builder.MAX_GROUPED", "many"
    )  # It breaks by that.

    with pytest.raises(TypeError):
        make_queues(workspace_id=workspace.pk)

    assert "failed" in QueueRun.objects.get().problem
    assert open_groups(workspace).count() == 1
