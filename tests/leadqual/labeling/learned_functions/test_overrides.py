"""A newer fit that is refused is kept and shown, and a manager may put it in force knowingly."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from classifiers.titles.training.metric_drops import MetricDrop
from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import AuditRow, Role, User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import predict, preview_correction, record_correction
from leadqual.labeling.errors import NotLearnedError
from leadqual.labeling.learned_functions import fitting, overrides
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import CORRECTED, NEW, UNSEEN, make_title

pytestmark = pytest.mark.django_db
WORD = CorrectionInput((NEW,), "specialist")
FORM = {"functions": NEW, "level": "specialist", "propagate": "1"}


def fall_to(after: float) -> MetricDrop:
    return MetricDrop("marketing", before=0.927, after=after, alone=0.927, n_titles=80, n_lost=5)


@pytest.fixture
def newer(
    workspace: Workspace,
    manager: User,
    corrected: JobTitle,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> LearnedFunction:
    """A refused fit of one more title, beside the one in force."""
    monkeypatch.setattr(fitting, "metric_drops_of", lambda *_, **__: [fall_to(0.872)])
    with django_capture_on_commit_callbacks(execute=True):
        teach(workspace, manager, "Mountain dragon tamer")
    return LearnedFunction.objects.get(state="newer")


def teach(workspace: Workspace, author: User, text: str) -> None:
    record_correction(job_title=make_title(workspace, text), correction_input=WORD, author=author)


def states() -> dict[str, int]:
    rows = LearnedFunction.objects.exclude(state="replaced")
    return {row.state: row.n_titles for row in rows}


@pytest.mark.slow
def test_refusal_of_a_newer_fit_is_kept_and_said_everywhere(
    api: Client,
    qualifier_client: Client,
    manager_client: Client,
    workspace: Workspace,
    newer: LearnedFunction,
) -> None:
    title = make_title(workspace, "Valley dragon tamer")

    page = manager_client.get("/taxonomy/?panel=learned-functions").content.decode()
    (shown,) = api.get("/api/v1/titles/learned-functions").json()["results"]
    (teaching,) = preview_correction(job_title=title, correction_input=WORD).teaches
    form = qualifier_client.post(f"/titles/{title.pk}/preview/", FORM).content.decode()

    n = len(CORRECTED)
    assert states() == {"active": n, "newer": n + 1}
    assert "failed the quality gate: Marketing 0.927 → 0.872" in page
    assert (shown["n_titles"], shown["newer"]["n_titles"]) == (n, n + 1)
    assert shown["newer"]["metric_drops"][0]["after"] == 0.872
    assert (teaching.n_in_force, teaching.n_waiting, teaching.falls[0].n_lost) == (n, n + 1, 5)
    assert "failed the quality gate (Marketing 0.927 → 0.872)" in form
    assert "also labels new titles" not in form


def test_weak_fit_beside_one_in_force_is_kept_and_said(
    manager_client: Client,
    workspace: Workspace,
    manager: User,
    corrected: JobTitle,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(LearnedFunction, "MIN_RECALL", 1.01)
    with django_capture_on_commit_callbacks(execute=True):
        teach(workspace, manager, "Mountain dragon tamer")

    assert set(states()) == {"active", "newer"}
    assert (
        "is inactive: its recall is only"
        in manager_client.get("/taxonomy/?panel=learned-functions").content.decode()
    )


@pytest.mark.slow
def test_manager_puts_a_refused_fit_in_force_only_knowingly_and_takes_it_back(
    manager_client: Client, workspace: Workspace, manager: User, newer: LearnedFunction
) -> None:
    address = f"/titles/learned-functions/{newer.pk}/"
    page = manager_client.get(address).content.decode()
    manager_client.post(f"{address}activate/")
    without = states()

    manager_client.post(f"{address}activate/", {"accept_metric_drops": "1"})
    forced, row = states(), AuditRow.objects.get(action="learned_function.put_in_force")
    shown = manager_client.get("/taxonomy/?panel=learned-functions").content.decode()
    manager_client.post(f"{address}activate/undo/")

    n = len(CORRECTED)
    assert "5 of 80 would become wrong" in page
    assert without == states() == {"active": n, "newer": n + 1}
    assert forced == {"active": n + 1}
    assert (row.actor, row.details["falls"][0]["after"]) == (manager, 0.872)
    assert "Active despite metric drops: Marketing" in shown
    assert AuditRow.objects.filter(action="learned_function.put_in_force_undone").count() == 1
    with pytest.raises(NotLearnedError):
        overrides.undo_override(learned=newer, author=manager)


def test_falls_deeper_than_those_that_were_shown_are_refused_and_shown(
    manager: User, newer: LearnedFunction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "metric_drops_of", lambda *_, **__: [fall_to(0.8)])

    first = overrides.activate_override(learned=newer, author=manager, accept_metric_drops=True)
    figures = first.falls[0]["after"]
    second = overrides.activate_override(learned=newer, author=manager, accept_metric_drops=True)

    assert (first.state, figures, second.state) == ("newer", 0.8, "active")


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize(("after", "state"), [(0.86, "active"), (0.85, "newer")])
def test_later_fits_may_fall_as_far_as_was_accepted_and_no_margin_further(
    workspace: Workspace,
    manager: User,
    newer: LearnedFunction,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    after: float,
    state: str,
) -> None:
    overrides.activate_override(learned=newer, author=manager, accept_metric_drops=True)
    monkeypatch.setattr(fitting, "metric_drops_of", lambda *_, **__: [fall_to(after)])

    with django_capture_on_commit_callbacks(execute=True):
        teach(workspace, manager, "Valley dragon tamer")

    assert states()[state] == len(CORRECTED) + 2


def test_api_puts_a_refused_fit_in_force_and_takes_it_back_and_switching_off_leaves_none(
    api: Client,
    stranger_client: Client,
    workspace: Workspace,
    manager: User,
    newer: LearnedFunction,
) -> None:
    page = f"/titles/learned-functions/{newer.pk}/"
    assert stranger_client.get(page).status_code == 404
    assert stranger_client.post(f"{page}activate/undo/").status_code == 404
    _, secret = create_api_key(
        workspace=workspace, name="q", scopes=covered_scopes(Role.QUALIFIER), author=manager
    )
    qualifier = Client(headers={"Authorization": f"Bearer {secret}"})
    address = f"/api/v1/titles/learned-functions/{newer.pk}/activation"
    body = {"accept_metric_drops": True}

    not_theirs = qualifier.post(address, body, content_type="application/json")
    unseen = api.post(address, {}, content_type="application/json")
    done = api.post(address, body, content_type="application/json").json()
    back = api.delete(address).json()

    assert not_theirs.status_code == 403
    assert (unseen.status_code, unseen.json()["code"]) == (409, "label_falls")
    assert "accept_metric_drops" in unseen.json()["detail"]
    assert (done["state"], back["state"]) == ("active", "newer")
    assert done["accepted_metric_drops"][0]["label"] == "marketing"
    fitting.switch_off(learned=LearnedFunction.objects.get(state="active"), author=manager)
    assert set(states()) == {"off"}  # Nothing waits.
    (answer,) = predict(workspace=workspace, titles=[UNSEEN])
    assert NEW not in {label.slug for label in answer.functions}
