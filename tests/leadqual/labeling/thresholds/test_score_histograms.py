"""The job that counts what thresholds decide, held against the cascade itself."""

import numpy as np
import pytest
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from classifiers.titles.cascade import TitleCascade, load_cascade
from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job
from leadqual.labeling import score_histograms
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.models.scores import ChanceRun, FunctionChances
from leadqual.labeling.requested_runs import request_run
from leadqual.labeling.score_histograms import bins_of
from leadqual.labeling.tasks import count_probabilities, reclassify_titles
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import FormerSlug, Function
from leadqual.taxonomy.selectors import current_version
from leadqual.taxonomy.services import note_change
from tests.leadqual.labeling.conftest import make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]

TITLES = (
    "Chief Revenue Wizard",
    "Customer happiness lead",
    "Growth hacker and brand storyteller",
    "Deal closer, northern territory",
    "Regional fleet coordinator",
    "Head of Sales",
)


def counted(workspace: Workspace) -> None:
    """Classify what waits and count."""
    classify_batch()
    request_run(ChanceRun, Job.COUNT_CHANCES, workspace=workspace)
    count_probabilities(workspace_id=workspace.pk)


def row_of(workspace: Workspace, slug: str) -> FunctionChances:
    return FunctionChances.objects.get(workspace=workspace, function__slug=slug)


def test_as_many_titles_and_people_are_counted_as_a_moved_threshold_gives_the_function(
    workspace: Workspace,
) -> None:
    people = {text: n + 1 for n, text in enumerate(TITLES)}
    for text, n_people in people.items():
        make_title(workspace, text, people=n_people)

    counted(workspace)

    def with_sales(limit: float) -> set[str]:
        found = load_cascade(thresholds={"sales": limit}).predict(TITLES, explain=False)
        return {one.title for one in found if "sales" in {label.slug for label in one.functions}}

    settled = with_sales(2.0)  # By dictionary and rules.
    row = row_of(workspace, "sales")
    for threshold in (2, 10, 35, 60, 95):
        expected = with_sales(threshold / 100) - settled
        assert sum(row.titles[threshold:]) == len(expected), threshold
        assert sum(row.contacts[threshold:]) == sum(people[text] for text in expected)


def test_titles_of_another_workspace_and_those_that_a_person_settled_are_left_out(
    workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    kept = make_title(workspace, TITLES[0], people=2)
    settled = make_title(workspace, TITLES[3], people=3)
    make_title(other_workspace, TITLES[1], people=4)
    classify_batch()
    word = CorrectionInput(("sales",), "lead", propagate=False)
    record_correction(job_title=settled, correction_input=word, author=manager)

    counted(workspace)

    run = ChanceRun.objects.get(workspace=workspace)
    assert (run.n_titles, run.n_corrected, run.asked_at) == (1, 1, None)
    rows = FunctionChances.objects.filter(workspace=workspace)
    assert {key for row in rows for _, key in row.examples} == {kept.pk}
    assert not FunctionChances.objects.filter(workspace=other_workspace).exists()


def test_corrected_titles_are_judged_by_what_the_model_would_have_said(
    workspace: Workspace, manager: User
) -> None:
    titles = [make_title(workspace, text) for text in TITLES]
    classify_batch()
    (found,) = load_cascade().predict([TITLES[0]])
    chance = next(one.score for one in found.functions if one.slug == "sales")
    assert found.source == "model"

    for row in titles:  # The last one is in the dictionary: no threshold decides about it.
        word = CorrectionInput(("sales",) if row in {titles[0], titles[5]} else (), "lead")
        record_correction(
            job_title=JobTitle.objects.get(pk=row.pk), correction_input=word, author=manager
        )
    counted(workspace)

    sales = row_of(workspace, "sales")
    assert sales.n_carry == 1
    assert sum(sales.right) == 1
    assert sales.right[int(chance * 100)] == 1
    assert sum(sales.wrong) >= 1


def test_what_was_counted_once_is_counted_again_when_the_taxonomy_has_changed(
    workspace: Workspace, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    make_title(workspace, TITLES[0])
    counted(workspace)
    before = ChanceRun.objects.get(workspace=workspace).made_at
    make_title(workspace, TITLES[1])

    with django_capture_on_commit_callbacks(execute=True):
        reclassify_titles()
    classify_batch()
    with django_capture_on_commit_callbacks(execute=True):
        reclassify_titles()

    run = ChanceRun.objects.get(workspace=workspace)
    assert run.n_titles == 2
    assert before is not None
    assert run.made_at is not None
    assert run.made_at > before


def test_an_error_is_said_and_what_was_counted_stays(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_title(workspace, TITLES[0])
    counted(workspace)
    request_run(ChanceRun, Job.COUNT_CHANCES, workspace=workspace)
    monkeypatch.setattr("leadqual.labeling.score_histograms.PLACES", 7)  # Nothing fits any more.

    with pytest.raises(IndexError):
        count_probabilities(workspace_id=workspace.pk)

    run = ChanceRun.objects.get(workspace=workspace)
    assert run.asked_at is None
    assert "failed" in run.problem
    assert FunctionChances.objects.filter(workspace=workspace).exists()


def test_a_chance_stands_at_the_last_threshold_that_still_gives_it() -> None:
    chances = np.array([0.01, 0.0199, 0.29, 0.2899999, 0.999, 1.0], np.float32)

    assert bins_of(chances).tolist() == [1, 1, 29, 28, 99, 100]
    for threshold in range(101):
        given = chances >= np.float32(threshold / 100)
        assert (bins_of(chances) >= threshold).tolist() == given.tolist()


@pytest.mark.slow
def test_it_is_counted_again_where_a_function_was_renamed_meanwhile(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    make_title(workspace, TITLES[0])
    classify_batch()
    request_run(ChanceRun, Job.COUNT_CHANCES, workspace=workspace)
    read = score_histograms._corrected_histogram

    def renamed_meanwhile(
        workspace: Workspace, cascade: TitleCascade
    ) -> score_histograms.CorrectedHistogram:
        if not FormerSlug.objects.exists():
            sales = Function.objects.get(slug="sales")
            Function.objects.filter(pk=sales.pk).update(slug="selling")
            FormerSlug.objects.create(kind="function", slug="sales", function=sales)
            note_change("renamed")
        return read(workspace, cascade)

    monkeypatch.setattr(score_histograms, "_corrected_histogram", renamed_meanwhile)
    with django_capture_on_commit_callbacks(execute=True):
        count_probabilities(workspace_id=workspace.pk)

    run = ChanceRun.objects.get(workspace=workspace)
    assert (run.asked_at, run.problem, run.n_titles) == (None, "", 1)
    assert run.taxonomy_version == current_version()
    assert sum(row_of(workspace, "selling").titles) == 1
