"""Which titles a learned function takes is seen before the correction that lets it be learned."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from classifiers.titles.training.metric_drops import MetricDrop
from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.learned_functions import fitting, function_preview
from leadqual.labeling.learned_functions.function_preview import preview_function
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function
from tests.leadqual.cli.test_imports import called
from tests.leadqual.labeling.conftest import CORRECTED, NEW, UNSEEN, labels_of, make_title

pytestmark = pytest.mark.django_db
WORD = CorrectionInput((NEW,), "specialist")
FORM = {"functions": NEW, "level": "specialist", "propagate": "1"}


@pytest.fixture
def last(workspace: Workspace, manager: User, function: Function) -> JobTitle:
    """The last of the titles that teach a function; nothing is learned before it."""
    make_title(workspace, UNSEEN, people=2)
    make_title(workspace, "Sales Manager", people=9)
    titles = [make_title(workspace, text) for text in CORRECTED]
    classify_batch()
    for title in titles[:-1]:
        record_correction(job_title=title, correction_input=WORD, author=manager)
    return titles[-1]


@pytest.mark.slow
def test_what_is_foreseen_is_what_comes(
    manager: User,
    last: JobTitle,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with monkeypatch.context() as weak:
        weak.setattr(LearnedFunction, "MIN_RECALL", 1.01)
        (held,) = preview_function(job_title=last, correction_input=WORD)
        deep = MetricDrop("marketing", before=0.9, after=0.5, alone=0.9, n_titles=80)
        weak.setattr(fitting, "metric_drops_of", lambda *_, **__: [deep])
        (refused,) = preview_function(job_title=last, correction_input=WORD)
    assert (held.is_held, held.falls) == (True, ())
    assert (refused.is_held, refused.falls) == (False, (deep,))
    with monkeypatch.context() as few:
        few.setattr(function_preview, "MAX_LOOKED_AT", 1)
        (some,) = preview_function(job_title=last, correction_input=WORD)
    assert (some.is_complete, some.changes) == (False, ())  # That is the Sales Manager.
    (found,) = preview_function(job_title=last, correction_input=WORD)
    nothing_yet = not LearnedFunction.objects.exists() and not last.corrections.exists()
    with django_capture_on_commit_callbacks(execute=True):
        record_correction(job_title=last, correction_input=WORD, author=manager)

    row = LearnedFunction.objects.get(state="active")
    changed = JobTitle.objects.get(title=UNSEEN)
    assert nothing_yet
    assert [(each.title, each.n_contacts) for each in found.changes] == [(UNSEEN, 2)]
    assert NEW in found.changes[0].then
    assert NEW not in found.changes[0].now
    assert set(found.changes[0].then) == set(labels_of(changed))
    assert (found.function, found.n_contacts, found.is_complete) == (NEW, 2, True)
    assert found.recall == pytest.approx(row.recall, abs=0.1)
    assert not found.is_held


@pytest.mark.slow
def test_page_api_and_command_line_show_it_beside_the_reach(
    qualifier_client: Client, stranger_client: Client, api: Client, last: JobTitle
) -> None:
    address = f"/titles/{last.pk}/preview/"

    reach = qualifier_client.post(address, FORM, headers={"HX-Request": "true"}).content.decode()
    shown = qualifier_client.post(f"{address}learned-functions/", FORM).content.decode()
    page = qualifier_client.post(address, FORM).content.decode()
    wrong = qualifier_client.post(
        f"{address}learned-functions/", {"level": "lead"}
    ).content.decode()

    assert f'hx-post="{address}learned-functions/"' in reach
    assert UNSEEN not in reach
    for text in (shown, page):
        assert UNSEEN in text
        assert "<b>Dragon Care</b> changes" in text
        assert NEW not in text.replace(f'value="{NEW}"', "")
    assert "<html" not in shown
    assert "Choose a function" in wrong
    assert stranger_client.post(f"{address}learned-functions/", FORM).status_code == 404
    path = f"/api/v1/titles/{last.pk}/corrections/preview/learned-functions"
    body = {"functions": [NEW], "level": "specialist"}
    (found,) = api.post(path, body, content_type="application/json").json()["results"]
    asked = ("corrections", "preview", last.title, "--level", "specialist", "--function", NEW)
    told = called(*asked, "--workspace", "northwind").output
    (change,) = found["changes"]
    assert (change["title"], NEW in change["new_functions"]) == (UNSEEN, True)
    assert (found["function"], found["n_changes"], found["n_contacts"]) == (NEW, 1, 2)
    assert found["is_complete"]
    assert "Dragon Care changes 1 more title of 2 people." in told
    assert f"{UNSEEN} (2 people): " in told
    assert Correction.objects.count() == len(CORRECTED) - 1


def test_page_asks_only_on_demand_where_a_function_is_learned_anew(
    qualifier_client: Client, corrected: JobTitle
) -> None:
    reach = qualifier_client.post(
        f"/titles/{corrected.pk}/preview/", FORM, headers={"HX-Request": "true"}
    )

    assert "Show affected titles" in reach.content.decode()
    assert 'hx-trigger="load"' not in reach.content.decode()
