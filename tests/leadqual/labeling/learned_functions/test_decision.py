"""The page of a learned function that waits shows what a manager needs to decide."""

from dataclasses import asdict

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.selectors import TitleCount
from leadqual.labeling.corrections.services import record_correction
from leadqual.labeling.learned_functions import fitting
from leadqual.labeling.learned_functions.fits import labels_with_fit, titles_made_worse
from leadqual.labeling.learned_functions.status import LearnedStatus
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import NEW, make_title
from tests.leadqual.labeling.learned_functions.test_overrides import fall_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(
    workspace: Workspace,
    manager: User,
    corrected: JobTitle,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> LearnedFunction:
    """A refused fit beside the one in force, which would take marketing from every title."""
    monkeypatch.setattr(fitting, "metric_drops_of", lambda *_, **__: [fall_to(0.5)])
    title = make_title(workspace, "Mountain dragon tamer")
    with django_capture_on_commit_callbacks(execute=True):
        record_correction(
            job_title=title, correction_input=CorrectionInput((NEW,), "specialist"), author=manager
        )
    row = LearnedFunction.objects.select_related("workspace", "function").get(state="newer")
    row.bias, row.displaces = 99.0, ["marketing"]
    row.save()
    return row


def page_of(client: Client, row: LearnedFunction) -> str:
    return client.get(f"/titles/learned-functions/{row.pk}/").content.decode()


@pytest.mark.slow
def test_newer_refused_fit_says_that_it_is_refused_and_leads_to_the_one_in_force(
    manager_client: Client, refused: LearnedFunction
) -> None:
    in_force = LearnedFunction.objects.get(state="active")

    page, older = page_of(manager_client, refused), page_of(manager_client, in_force)

    assert "Dragon Care: newer version</h1>" in page
    assert "Newer, failed the quality gate" in page
    assert f'<a href="/titles/learned-functions/{in_force.pk}/">older version</a>' in page
    assert "the newer fit</h1>" not in older
    assert f"/titles/learned-functions/{refused.pk}/" in older
    assert "go wrong" not in older
    turned = titles_made_worse(refused)
    assert len(turned) > 5
    assert all("marketing" in each.before and "marketing" not in each.after for each in turned)
    assert "Titles in the frozen test set that would get worse" in page
    assert "if the changes to the frozen test set below are intended" in page
    assert escape(turned[0].title) in page


@pytest.mark.costs("fits a function twice")
def test_titles_are_shown_with_what_they_would_be_and_thin_ground_is_advised_against(
    manager_client: Client, manager: User, refused: LearnedFunction, corrected: JobTitle
) -> None:
    in_force = LearnedFunction.objects.get(state="active")
    LearnedFunction.objects.filter(state="active").update(bias=-99.0)
    assert NEW in labels_with_fit(refused, [corrected])[corrected.pk]
    assert '<td data-label="New labels">Dragon Care' in page_of(manager_client, refused)
    former = LearnedFunction(workspace=refused.workspace, model_version="titles-1999.1.1")
    assert (titles_made_worse(former), labels_with_fit(former, [corrected])) == ([], {})
    refused.learned_titles.all().delete()
    refused.displaces, refused.bias = [], -99.0
    refused.save()

    page = page_of(manager_client, refused)

    assert "Not recommended: it labels no stored titles." in page
    assert "are intended" not in page
    fitting.switch_off(learned=in_force, author=manager)
    off = page_of(manager_client, in_force)
    assert "it would label" not in off
    assert "<b>Turned off</b>" in off
    assert f"by {manager}" in off


def test_state_is_said_plainly() -> None:
    for state, falls, said in [
        ("active", [], "Active"),
        ("on_hold", [], "On hold"),
        ("rejected", [asdict(fall_to(0.5))], "Failed the quality gate"),
        ("newer", [asdict(fall_to(0.5))], "Newer, failed the quality gate"),
        ("newer", [], "Newer, on hold"),
        ("off", [], "Turned off"),
    ]:
        row = LearnedFunction(state=state, falls=falls)

        assert LearnedStatus(row, TitleCount(0, 0), None, is_complete=True).name == said
