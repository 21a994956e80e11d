"""Functions are learned from corrections alone, shown, and taken back in one step."""

from dataclasses import asdict
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from classifiers.titles.training.metric_drops import MetricDrop
from leadqual.accounts.models import User, Workspace
from leadqual.labeling.classification import load_learning
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    predict,
    record_correction,
    undo_correction,
)
from leadqual.labeling.errors import NotLearnedError
from leadqual.labeling.learned_functions import fitting
from leadqual.labeling.models.learned import LearnedFunction, Spread
from leadqual.leads.models import JobTitle
from leadqual.registry.versions.loading import load_titles
from leadqual.taxonomy.models import Function
from tests.leadqual.cli.test_imports import called
from tests.leadqual.labeling.conftest import CORRECTED, NEW, UNSEEN, labels_of, make_title

pytestmark = pytest.mark.django_db


def functions_of(workspace: Workspace, title: str) -> set[str]:
    return {label.slug for label in predict(workspace=workspace, titles=[title])[0].functions}


def test_unseen_stored_and_filed_titles_of_the_workspace_get_a_function_that_no_model_knows(
    workspace: Workspace, other_workspace: Workspace, corrected: JobTitle, tmp_path: Path
) -> None:
    walk = Spread.objects.get(pk=workspace.pk)
    assert NEW in labels_of(corrected)
    assert walk.finished_at is not None
    assert walk.changed >= 1
    assert NEW not in functions_of(other_workspace, UNSEEN)
    source = tmp_path / "in.csv"
    source.write_text(f"title\n{UNSEEN}\n")
    here = called("titles", "classify", str(source), "--workspace", "northwind")
    there = called("titles", "classify", str(source), "--workspace", "southwind")
    assert f"{NEW}:" in here.stdout_bytes.decode()
    assert f"{NEW}:" not in there.stdout_bytes.decode()
    row = LearnedFunction.objects.get(state="active")

    assert NEW in functions_of(workspace, UNSEEN)
    assert NEW in functions_of(workspace, "Assistant lake dragon feeder")
    assert NEW not in functions_of(workspace, "Sales Manager")
    assert (row.function.slug, row.n_titles) == (NEW, len(CORRECTED))
    assert row.recall > 0.5


def test_a_no_to_a_learned_function_teaches_it_too(
    workspace: Workspace,
    manager: User,
    corrected: JobTitle,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    wrong = [make_title(workspace, text) for text in ("Dragon boat coach", "Dragon boat captain")]
    alike = "Dragon boat racer"
    classify_batch()
    assert [NEW in labels_of(title) for title in wrong] == [True, True]
    assert NEW in functions_of(workspace, alike)
    before = LearnedFunction.objects.get(state="active")

    for title in wrong:
        with django_capture_on_commit_callbacks(execute=True):
            record_correction(
                job_title=title, correction_input=CorrectionInput((), "specialist"), author=manager
            )

    after = LearnedFunction.objects.get(state="active")
    assert after.taught_by > before.taught_by
    assert after.n_titles == before.n_titles
    assert NEW not in functions_of(workspace, alike)
    assert NEW in functions_of(workspace, UNSEEN)
    assert workspace.corrections.get(job_title=wrong[0]).learned_before == [NEW]


@pytest.mark.slow
def test_a_no_that_is_undone_is_unlearned(
    workspace: Workspace,
    manager: User,
    corrected: JobTitle,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = LearnedFunction.objects.get(state="active")
    with django_capture_on_commit_callbacks(execute=True):
        said = record_correction(
            job_title=corrected, correction_input=CorrectionInput((), "specialist"), author=manager
        )
    taught = LearnedFunction.objects.get(state="active")

    with django_capture_on_commit_callbacks(execute=True):
        undo_correction(correction=said, author=manager)

    after = LearnedFunction.objects.get(state="active")
    assert said.learned_before == [NEW]
    assert before.taught_by < taught.taught_by < after.taught_by
    assert NEW in labels_of(corrected)


def test_one_step_takes_a_learned_function_back_and_another_learns_it_again(
    workspace: Workspace,
    manager: User,
    corrected: JobTitle,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = LearnedFunction.objects.get(state="active")

    with django_capture_on_commit_callbacks(execute=True):
        fitting.switch_off(learned=row, author=manager)

    assert NEW not in functions_of(workspace, UNSEEN)
    assert NEW not in labels_of(corrected)
    assert NEW in functions_of(workspace, CORRECTED[0])
    with pytest.raises(NotLearnedError):
        fitting.switch_off(learned=row, author=manager)
    assert fitting.learn(workspace=workspace, function=NEW) is None
    with django_capture_on_commit_callbacks(execute=True):
        fitting.switch_on(learned=row, author=manager)
    assert NEW in functions_of(workspace, UNSEEN)


def test_it_is_forgotten_when_its_corrections_are_undone(
    workspace: Workspace,
    manager: User,
    corrected: JobTitle,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for correction in list(workspace.corrections.filter(is_current=True)):
            undo_correction(correction=correction, author=manager)

    assert NEW not in functions_of(workspace, UNSEEN)
    assert NEW not in labels_of(corrected)
    assert not LearnedFunction.objects.filter(state="active").exists()


@pytest.mark.slow
def test_fewer_than_five_titles_teach_nothing(
    workspace: Workspace, manager: User, function: Function
) -> None:
    for text in CORRECTED[:4]:
        record_correction(
            job_title=make_title(workspace, text),
            correction_input=CorrectionInput((NEW,), "specialist"),
            author=manager,
        )

    assert fitting.learn(workspace=workspace, function=NEW) is None


def test_head_by_which_another_function_falls_is_kept_with_the_figures_and_not_asked(
    workspace: Workspace,
    corrected: JobTitle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    LearnedFunction.objects.update(state="replaced")
    deep = MetricDrop("marketing", before=0.9, after=0.5, alone=0.9, n_titles=80)
    monkeypatch.setattr(fitting, "metric_drops_of", lambda *_, **__: [deep])

    row = fitting.learn(workspace=workspace, function=NEW)

    assert row is not None
    assert row.state == "rejected"
    assert row.falls[0]["label"] == "marketing"
    assert len(load_learning(workspace.pk, load_titles()).heads) == 0


def test_page_shows_what_is_learned_and_takes_it_back(
    manager_client: Client, qualifier_client: Client, corrected: JobTitle
) -> None:
    fall = MetricDrop("human_resources", before=0.9, after=0.5, alone=0.9, n_titles=80)
    LearnedFunction.objects.update(falls=[asdict(fall)])
    name = Function.objects.get(slug="human_resources").name
    row = LearnedFunction.objects.get(state="active")

    page = manager_client.get("/taxonomy/?panel=learned-functions").content.decode()
    refused = qualifier_client.post(f"/titles/learned-functions/{row.pk}/turn-off/")
    done = manager_client.post(f"/titles/learned-functions/{row.pk}/turn-off/")
    after = manager_client.get("/taxonomy/?panel=learned-functions").content.decode()

    assert "Dragon Care" in page
    assert "Active" in page
    assert f"{name} 0.900 → 0.500" in page
    assert "human_resources" not in page
    assert refused.status_code == 403
    assert done.status_code == 302
    assert "Turn on" in after


def test_api_lists_what_is_learned_with_what_fell_and_takes_it_back(
    api: Client, corrected: JobTitle
) -> None:
    fall = MetricDrop("marketing", before=0.9, after=0.5, alone=0.9, n_titles=80)
    LearnedFunction.objects.update(falls=[asdict(fall)])

    listed = api.get("/api/v1/titles/learned-functions").json()["results"]

    gone = api.delete(f"/api/v1/titles/learned-functions/{listed[0]['id']}")

    assert [(row["function"], row["state"]) for row in listed] == [(NEW, "active")]
    assert listed[0]["metric_drops"][0]["is_above_margin"]
    assert gone.status_code == 204
    assert api.get("/api/v1/titles/learned-functions").json()["results"][0]["state"] == "off"


def test_page_without_anything_learned_says_how_to_begin(manager_client: Client) -> None:
    assert (
        "No learned functions yet"
        in manager_client.get("/taxonomy/?panel=learned-functions").content.decode()
    )
